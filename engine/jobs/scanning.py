"""The chore of looking through the files that nobody has looked through, if a virus scanner is set up."""

from __future__ import annotations

from engine.commands.attachments import RecordScan
from engine.jobs.connectors.base import Outside
from engine.jobs.connectors.clamd import scan
from engine.person import SYSTEM
from engine.queries.attachments import stored, unscanned
from engine.work import Engine

AT_ONCE = 10


def scan_files(engine: Engine, outside: Outside) -> int:
    """Look through some files; answers how many. Trouble with the scanner leaves the rest for the next time."""
    if outside.clamd is None:
        return 0
    with engine.read() as connection:
        waiting = unscanned(connection, AT_ONCE)
    for key, sha256 in waiting:
        with engine.read() as connection:
            content = stored(connection, sha256)
        engine.do(RecordScan(key, scan(content, outside.clamd, outside.timeout)), SYSTEM)
    return len(waiting)
