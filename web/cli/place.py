"""Where an installation keeps its things: the data directory, the database (DATABASE_URL, else the embedded one)."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import web
from bpmn.sentence import say
from engine.postgres import DatabaseUnavailable, Server
from engine.postgres_files import place
from web.cli import Stop


@dataclass(frozen=True, slots=True)
class Installation:
    """A data directory. ``url`` is that of the database, once it is known to run."""

    data: Path
    server: Server | None  # None: DATABASE_URL names a server that is somebody else's business
    url: str

    @property
    def outbox(self) -> Path:
        return self.data / "outbox"

    @property
    def logs(self) -> Path:
        return self.data / "log"


def data_argument(parser: argparse.ArgumentParser) -> None:
    """``--data``, the same for all verbs."""
    parser.add_argument(
        "--data", type=Path, default=None, metavar="DIR",
        help="where Alur keeps its data (else ALUR_DATA, else .alur in the clone, else ~/.local/share/alur)",
    )  # fmt: skip


def data_directory(given: Path | None) -> Path:
    """The directory meant, made if it is missing; a sentence if it cannot be written."""
    data = (given or _default()).expanduser().absolute()
    try:
        data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        for name in ("log", "outbox"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(b"\0" * 1_000_000)  # is there any room?
    except OSError as error:
        raise Stop(
            say(
                "The data directory {place} cannot be used: {trouble}. Nothing was started. Make room or give it to "
                "this user, or choose another directory with --data.",
                place=data, trouble=error.strerror or error,
            )
        ) from error  # fmt: skip
    return data


def _default() -> Path:
    if given := os.environ.get("ALUR_DATA"):
        return Path(given)
    clone = Path(web.__file__).resolve().parents[1]
    return clone / ".alur" if (clone / "setup.cfg").exists() else Path("~/.local/share/alur")


def open_installation(data: Path, *, bound: bool = False) -> Installation:
    """Have the database running. ``bound``: an embedded server started now stops when this process dies."""
    if url := os.environ.get("DATABASE_URL"):
        return Installation(data, None, url)
    server = Server(place(data))
    try:
        server.start(bound=bound)
        server.create_database()
    except DatabaseUnavailable as error:
        raise Stop(error.sentence) from error
    return Installation(data, server, server.url())


@contextmanager
def installation(given: Path | None) -> Iterator[Installation]:
    """For verbs that come and go: an embedded server that does not run yet runs as long as the verb needs it."""
    opened = open_installation(data_directory(given))
    try:
        yield opened
    finally:
        if opened.server:
            opened.server.stop()
