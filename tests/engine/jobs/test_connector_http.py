"""alur:http against a real local server: the list of hosts, the job's key, answers of all kinds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from engine.jobs.connectors import CONNECTORS, Call, Outside, Trouble

request = CONNECTORS["alur:http"]


class Service(ThreadingHTTPServer):
    """Answers with what it was told to, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.status, self.kind, self.content = 200, "application/json", b'{"nik": "valid"}'
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Type", self.server.kind)
        self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()
        self.wfile.write(self.server.content)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def call(service: Service, headers: dict[str, Any] | None = None, **variables: Any) -> Any:
    outside = Outside(http_allow=frozenset({service.origin}), timeout=5)
    values = {"url": f"{service.origin}/nik?x=1", **variables}
    return request(Call(7, "alur:http", headers or {}, values), outside)


def test_the_answer_becomes_a_variable(service: Service) -> None:
    assert call(service) == {"response": {"status": 200, "body": {"nik": "valid"}}}
    method, path, headers, _ = service.asked[0]
    assert (method, path) == ("GET", "/nik?x=1")
    assert headers["Idempotency-Key"] == "alur-job-7"


def test_a_body_is_posted_as_json(service: Service) -> None:
    result = call(service, {"resultVariable": "dukcapil"}, body={"nama": "Siti"}, requestHeaders={"X-Unit": "loket"})
    assert list(result) == ["dukcapil"]
    method, _, headers, body = service.asked[0]
    assert (method, body) == ("POST", {"nama": "Siti"})
    assert headers["X-Unit"] == "loket"


def test_a_diagram_cannot_set_our_own_headers(service: Service) -> None:
    call(service, requestHeaders={"Idempotency-Key": "mine", "Host": "elsewhere"})
    assert service.asked[0][2]["Idempotency-Key"] == "alur-job-7"
    assert service.asked[0][2]["Host"].startswith("127.0.0.1")


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (404, True), (302, True), (429, False), (500, False), (503, False)]
)
def test_a_status_of_failure_is_trouble(service: Service, status: int, permanent: bool) -> None:
    service.status = status
    with pytest.raises(Trouble, match=f"status {status}") as caught:
        call(service)
    assert caught.value.permanent is permanent
    assert len(service.asked) == 1  # a redirection is not followed


def test_too_long_an_answer_is_permanent_trouble(service: Service) -> None:
    service.content = b"x" * 1_000_001
    with pytest.raises(Trouble, match="more than 1000000 bytes") as caught:
        call(service)
    assert caught.value.permanent


def test_json_that_is_none_is_permanent_trouble(service: Service) -> None:
    service.content = b"<html>"
    with pytest.raises(Trouble, match="is not JSON") as caught:
        call(service)
    assert caught.value.permanent


def test_other_kinds_come_as_text(service: Service) -> None:
    service.kind, service.content = "text/plain", b"selesai"
    assert call(service)["response"]["body"] == "selesai"


def test_a_silent_server_is_tried_again() -> None:
    outside = Outside(http_allow=frozenset({"http://127.0.0.1:9"}), timeout=2)
    with pytest.raises(Trouble, match="could not be reached") as caught:
        request(Call(7, "alur:http", {}, {"url": "http://127.0.0.1:9/"}), outside)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1/", "http://127.0.0.1:8080"),  # another port
        ("http://api.go.id/", "api.go.id"),  # not encrypted
        ("https://api.go.id.evil.example/", "api.go.id"),
        ("https://evil.example@api.go.id/", "api.go.id"),  # somebody's name and password in the address
        ("https://sub.api.go.id/", "api.go.id"),
        ("file:///etc/passwd", "api.go.id"),
        ("https://api.go.id:9999/", "api.go.id"),
        ("https://api.go.id:x/", "api.go.id"),
        ("https://169.254.169.254/", ""),
    ],
)
def test_only_hosts_on_the_list_are_called(url: str, allowed: str) -> None:
    outside = Outside.from_environment({"ALUR_HTTP_ALLOW": allowed})
    with pytest.raises(Trouble, match=r"may not call|is not an address") as caught:
        request(Call(7, "alur:http", {}, {"url": url}), outside)
    assert caught.value.permanent
