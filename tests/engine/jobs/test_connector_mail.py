"""alur:mail against a real SMTP conversation, and into the outbox."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.jobs.connectors import CONNECTORS, Call, Outside, Trouble

VALUES: dict[str, Any] = {
    "to": "warga@example.id",
    "subject": "Surat siap",
    "body": "Silakan diambil. Terima kasih – Kelurahan",
}
send = CONNECTORS["alur:mail"]


class Smtp(socketserver.ThreadingTCPServer):
    """As much of a mail server as one delivery needs; ``answer`` is said to every receiver."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answer = "250 ok"
        self.mails: list[email.message.EmailMessage] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: Smtp

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                parsed = email.message_from_bytes(text, policy=email.policy.default)
                self.server.mails.append(parsed)  # type: ignore[arg-type]
            self.say({"RCPT": self.server.answer, "QUIT": "221 bye", "EHLO": "250 test"}.get(verb, "250 ok"))
            if verb == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with Smtp() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_mail_arrives_with_the_jobs_key(smtp: Smtp) -> None:
    send(Call(7, "alur:mail", {}, VALUES), Outside(smtp=smtp.url, mail_from="loket@kota.id"))
    (mail,) = smtp.mails
    assert mail["To"] == "warga@example.id"
    assert mail["From"] == "loket@kota.id"
    assert mail["Message-ID"] == "<alur-job-7@kota.id>"
    assert "Kelurahan" in mail.get_content()


def test_headers_of_the_diagram_win_over_variables(smtp: Smtp) -> None:
    send(Call(7, "alur:mail", {"subject": "Dari diagram"}, VALUES), Outside(smtp=smtp.url))
    assert smtp.mails[0]["Subject"] == "Dari diagram"


@pytest.mark.parametrize(("answer", "permanent"), [("550 no such user", True), ("451 try later", False)])
def test_a_refused_receiver_is_trouble(smtp: Smtp, answer: str, permanent: bool) -> None:
    smtp.answer = answer
    with pytest.raises(Trouble, match="did not take the mail") as caught:
        send(Call(7, "alur:mail", {}, VALUES), Outside(smtp=smtp.url))
    assert caught.value.permanent is permanent


def test_a_missing_server_is_tried_again() -> None:
    with pytest.raises(Trouble) as caught:
        send(Call(7, "alur:mail", {}, VALUES), Outside(smtp="smtp://127.0.0.1:9", timeout=2))
    assert not caught.value.permanent


def test_without_a_server_the_mail_lies_in_the_outbox_once(tmp_path: Path) -> None:
    outside = Outside(outbox=tmp_path / "outbox")
    for _ in range(2):
        send(Call(7, "alur:mail", {}, VALUES), outside)
    (file,) = (tmp_path / "outbox").iterdir()
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["Subject"] == "Surat siap"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"to": None}, "address of a receiver"),
        ({"to": "nobody"}, "no domain"),
        ({"subject": ""}, "needs a text named subject"),
        ({"body": 5}, "needs a text named body"),
        ({"to": "a@b.id\r\nBcc: all@b.id"}, "cannot be written"),
        ({"subject": "a\r\nBcc: all@b.id"}, "cannot be written"),
    ],
)
def test_values_that_make_no_mail_are_permanent_trouble(tmp_path: Path, values: dict[str, Any], words: str) -> None:
    with pytest.raises(Trouble, match=words) as caught:
        send(Call(7, "alur:mail", {}, VALUES | values), Outside(outbox=tmp_path))
    assert caught.value.permanent
    assert not list(tmp_path.iterdir())


def test_a_full_outbox_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file, not a directory")
    with pytest.raises(Trouble, match="cannot be written to") as caught:
        send(Call(7, "alur:mail", {}, VALUES), Outside(outbox=tmp_path / "outbox"))
    assert not caught.value.permanent
