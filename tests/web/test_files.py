"""Files of a case: who may add, see and remove them; what is refused; what the history keeps; the virus scanner."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from engine import ClaimTask, Engine
from engine.history.verify import verify
from engine.jobs.connectors.base import Outside, Trouble
from engine.jobs.scanning import scan_files
from engine.person import Person

from .conftest import SignIn

PDF = b"%PDF-1.7 a letter"
OpenTask = Callable[[int], int]


@pytest.fixture
def task(case_key: int, open_task: OpenTask, populated: Engine, person_of: Callable[[str], Person]) -> int:
    """The first task of a case, claimed by ana."""
    key = open_task(case_key)
    populated.do(ClaimTask(key), person_of("ana"))
    return key


def send(client: FlaskClient, task: int, name: str = "surat.pdf", content: bytes = PDF, part: bool = True) -> Any:
    headers = {"HX-Request": "true"} if part else {}
    return client.post(f"/tasks/{task}/files", data={"file": (BytesIO(content), name)}, headers=headers)


def files(engine: Engine) -> list[Any]:
    with engine.read() as connection:
        return [*connection.execute(text("SELECT * FROM attachment ORDER BY key"))]


def contents(engine: Engine) -> int:
    with engine.read() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM file_content")))


def test_a_file_is_stored_beside_the_history(sign_in: SignIn, task: int, case_key: int, populated: Engine) -> None:
    ana = sign_in("ana")
    part = send(ana, task)
    assert part.status_code == 200
    assert "surat.pdf" in part.text
    assert "<html" not in part.text
    (file,) = files(populated)
    assert (file.sha256, file.media_type, file.size) == (sha256(PDF).hexdigest(), "application/pdf", len(PDF))
    with populated.read(snapshot=True) as connection:
        detail = connection.scalar(text("SELECT detail FROM history_event WHERE kind = 'file_added'"))
        assert verify(connection).broken is None
    assert detail["sha256"] == sha256(PDF).hexdigest()
    assert "surat" not in str(detail)  # the name may be personal: the chain has a commitment of it
    got = ana.get(f"/files/{file.key}")
    assert got.data == PDF
    assert got.headers["Content-Disposition"] == "attachment; filename=surat.pdf"
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Cache-Control"] == "no-store"
    assert "surat.pdf" in ana.get(f"/tasks/{task}").text
    assert "surat.pdf" in ana.get(f"/cases/{case_key}").text


def test_a_double_send_stores_one_file(sign_in: SignIn, task: int, populated: Engine) -> None:
    ana = sign_in("ana")
    for _ in range(2):
        assert send(ana, task, part=False).status_code == 302
    assert len(files(populated)) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("surat.pdf", b"MZ\x90\x00", "none of the kinds that can be stored"),
        ("surat.png", PDF, "what is in it is PDF"),
        ("surat.pdf", PDF + b"x" * 10 * 2**20, "at most 10 MB can be stored"),
        ("surat.pdf", b"", "is empty"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(
    sign_in: SignIn, task: int, populated: Engine, name: str, content: bytes, words: str
) -> None:
    ana = sign_in("ana")
    ana.post(f"/tasks/{task}/draft", json={"values": {"note": "half a"}})
    for part in (True, False):
        refused = send(ana, task, name, content, part)
        assert refused.status_code == 422
        assert words in refused.text
    assert files(populated) == []
    assert "half a" in ana.get(f"/tasks/{task}").text


def test_more_than_a_request_may_carry_is_refused(sign_in: SignIn, app: Flask, task: int, populated: Engine) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    refused = send(sign_in("ana"), task, content=PDF + b"x" * 200_000)
    assert refused.status_code == 413
    assert "Send at most 16 MB at once." in refused.text
    assert files(populated) == []


def test_who_may_see_and_who_may_take_away(sign_in: SignIn, task: int, populated: Engine) -> None:
    send(sign_in("ana"), task)
    (file,) = files(populated)
    assert sign_in("bob").get(f"/files/{file.key}").status_code == 200  # a colleague
    assert sign_in("wulan").get(f"/files/{file.key}").status_code == 200  # the auditor
    assert sign_in("charlie").get(f"/files/{file.key}").status_code == 403
    assert send(sign_in("charlie"), task).status_code == 403
    assert sign_in("bob").post(f"/tasks/{task}/files/{file.key}/remove").status_code == 403
    assert sign_in("ana").post(f"/tasks/{task}/files/{file.key}/remove").status_code == 302
    assert sign_in("ana").get(f"/files/{file.key}").status_code == 404
    assert contents(populated) == 0
    assert sign_in("ana").get("/files/4711").status_code == 404


def test_content_goes_with_the_last_file_that_has_it(sign_in: SignIn, task: int, populated: Engine) -> None:
    ana = sign_in("ana")
    send(ana, task)
    send(ana, task, "salinan.pdf")
    first, second = files(populated)
    assert contents(populated) == 1
    ana.post(f"/tasks/{task}/files/{first.key}/remove")
    assert ana.get(f"/files/{second.key}").data == PDF


class Clamd:
    """A virus scanner that finds something in what contains EICAR."""

    def __init__(self) -> None:
        self.place = socket.create_server(("127.0.0.1", 0))
        self.seen: list[bytes] = []
        self.broken = False
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def outside(self) -> Outside:
        return Outside(clamd=f"127.0.0.1:{self.place.getsockname()[1]}", timeout=5.0)

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self.place.accept()
            except OSError:
                return
            with one, one.makefile("rb") as read:
                assert read.read(10) == b"zINSTREAM\0"
                said = b""
                while size := int.from_bytes(read.read(4), "big"):
                    said += read.read(size)
                self.seen.append(said)
                good = b"stream: Eicar-Test FOUND\0" if b"EICAR" in said else b"stream: OK\0"
                one.sendall(b"INSTREAM size limit exceeded. ERROR\0" if self.broken else good)


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    made = Clamd()
    yield made
    made.place.close()


def test_with_a_virus_scanner_nothing_is_handed_out_unseen(
    sign_in: SignIn, app: Flask, task: int, populated: Engine, clamd: Clamd
) -> None:
    app.config["SCANNING"] = True
    ana = sign_in("ana")
    send(ana, task)
    send(ana, task, "jahat.pdf", PDF + b"EICAR")
    good, bad = files(populated)
    assert "Being looked through" in ana.get(f"/tasks/{task}").text
    for file in (good, bad):
        waiting = ana.get(f"/files/{file.key}")
        assert waiting.status_code == 409
        assert "still being looked through for viruses" in waiting.text
    clamd.broken = True
    with pytest.raises(Trouble, match="size limit"):
        scan_files(populated, clamd.outside)
    assert ana.get(f"/files/{good.key}").status_code == 409
    clamd.broken = False
    assert scan_files(populated, clamd.outside) == 2
    assert scan_files(populated, clamd.outside) == 0
    assert ana.get(f"/files/{good.key}").data == PDF
    refused = ana.get(f"/files/{bad.key}")
    assert refused.status_code == 409
    assert "The virus scanner found Eicar-Test in jahat.pdf" in refused.text
    assert "Virus found" in ana.get(f"/tasks/{task}").text


def test_without_a_virus_scanner_nobody_looks(sign_in: SignIn, task: int, populated: Engine) -> None:
    send(sign_in("ana"), task)
    assert scan_files(populated, Outside()) == 0
