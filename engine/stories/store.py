"""Throwaway databases: a server of one's own, a migrated template, a copy for each play, emptied for the next."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from engine.postgres import Server
from engine.stories.emptying import Emptying
from engine.work import Engine

TEMPLATE = "alur_template"
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""The store is thrown away, so it need not survive a power cut."""


class Store(Protocol):
    """Gives fresh, migrated, empty databases."""

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a database that goes when the block ends."""
        ...


class ServerStore:
    """Databases copied from a migrated template on a running server. One that was given back serves the next play,
    emptied, since a copy takes a hundred times as long; one whose tables were changed goes."""

    def __init__(self, server: Server, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[tuple[str, Emptying]] = []

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name, emptying = self._free.pop() if self._free else self._made()
        new = None
        try:
            yield self._server.url(name)
            new = _a_name() if emptying.empty() else None
        finally:
            if new and self._server.rename_database(name, new):  # who knows the old name disturbs the next play no more
                emptying.url = self._server.url(new)
                self._free.append((new, emptying))
            else:
                self._server.drop_database(name)

    def _made(self) -> tuple[str, Emptying]:
        name = _a_name()
        self._server.create_database(name, self._template)
        return name, Emptying(self._server.url(name))


def _a_name() -> str:
    return f"play_{uuid.uuid4().hex[:12]}"


@contextmanager
def throwaway() -> Iterator[Store]:
    """A store on a server that is started for it and removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="alur-play-"))
    if os.geteuid() == 0:
        home.chmod(0o711)  # as root, the server's own account must get through
    server = Server(home / "postgres", QUICK)
    try:
        server.start(bound=True)
        server.create_database(TEMPLATE)
        engine = Engine(server.url(TEMPLATE))
        engine.upgrade()
        engine.close()
        yield ServerStore(server, TEMPLATE)
    finally:
        server.stop(anyway=True)
        shutil.rmtree(home, ignore_errors=True)
