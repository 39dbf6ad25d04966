"""The shared harness makes its adapter without arguments: --adapter tests.bench.adapter:alur (or :bare)."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from engine import Engine
from engine.bench.adapter import Alur
from engine.postgres import Server
from tests.bench.bare_loop import BareLoop


def _server() -> Server:
    directory = Path(tempfile.mkdtemp(prefix="alur-bench-"))
    directory.chmod(0o711)
    server = Server(directory / "postgres")
    server.start(bound=True)
    atexit.register(lambda: (server.stop(anyway=True), shutil.rmtree(directory, ignore_errors=True)))
    server.create_database("bench")
    return server


def alur() -> Alur:
    engine = Engine(_server().url("bench"), pool_size=2)
    engine.upgrade()
    return Alur(engine)


def bare() -> BareLoop:
    return BareLoop(_server().url("bench"))
