"""A running Alur for real clients: it answers at an address, and its clock runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from engine import Engine
from engine.commands.people import CreatePerson
from engine.commands.tokens import CreateServiceAccount, CreateToken
from engine.person import ROLES, SYSTEM
from tests.engine import diagrams as d
from web.application import create_app

from ...conftest import HASH, PASSWORD
from ..test_c8_deployments import DMN

FILES = {
    "shipping.bpmn": d.SHIPPING, "payment.bpmn": d.PAYMENT, "approval.bpmn": d.APPROVAL, "decision.form": d.DECISION,
    "fees.dmn": DMN, "bad.bpmn": d.BOTH.replace(b"isExecutable", b"nonsense="),
    "quick.bpmn": d.diagram("quick", [d.start(), d.script("sum", "a + 1", "b"), d.end()], "start>sum>end"),
}  # fmt: skip


@dataclass(frozen=True)
class Live:
    """Where it is, and how to sign in."""

    url: str
    login: str
    password: str
    token: str
    client_id: str
    files: Path


@pytest.fixture
def live(database: str, tmp_path: Path) -> Iterator[Live]:
    """Alur on a fresh database, with an account of a person and one of a program."""
    engine = Engine(database, pool_size=20)
    engine.do(CreatePerson("demo", "Demo", roles=ROLES, password_hash=HASH), SYSTEM)
    engine.do(CreateServiceAccount("robot", "Robot", ROLES), SYSTEM)
    token = engine.do(CreateToken("robot", "test"), SYSTEM).secret
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    server = make_server("127.0.0.1", 0, create_app(engine, {"SECRET_KEY": "k" * 32}), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Live(f"http://127.0.0.1:{server.server_port}", "demo", PASSWORD, token, "robot", tmp_path)
    server.shutdown()
    thread.join()
    engine.close()
