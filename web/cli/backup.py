"""alur backup: writes the whole database to one file by pg_dump, and the file's sha256 beside it."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from bpmn.sentence import say
from web.cli import Stop
from web.cli.place import Installation, data_argument, installation

HELP = """Write the whole database to one file (pg_dump's own format) while everything goes on.

To restore: make an empty database, then: pg_restore --no-owner --dbname DATABASE_URL FILE, then: alur verify
"""
BLOCK = 1 << 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --data."""
    parser.add_argument("file", nargs="?", type=Path, help="the file to write (<data>/backup/alur-<time>.dump)")
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Dump into a file beside the wanted one, which takes its name when it is complete."""
    with installation(options.data) as opened:
        target = (options.file or _default(opened)).absolute()
        half = target.with_name(target.name + ".part")
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
                done = subprocess.run(
                    [_pg_dump(opened), "--format=custom", "--dbname", opened.url], stdout=output, stderr=subprocess.PIPE
                )
            if done.returncode:
                raise Stop(
                    say("The backup failed: {trouble}. No file was written.", trouble=done.stderr.decode().strip())
                )
            digest = _sha256(half)
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)
    target.with_name(target.name + ".sha256").write_text(f"{digest}  {target.name}\n")
    print(f"{target}\n{target.stat().st_size} bytes, sha256 {digest}")
    return 0


def _default(opened: Installation) -> Path:
    return opened.data / "backup" / f"alur-{datetime.now(UTC):%Y%m%d-%H%M%S}.dump"


def _pg_dump(opened: Installation) -> str:
    """The one that belongs to the server; for a server of somebody else, the newest there is."""
    if opened.server:
        return opened.server.binaries().path("pg_dump")
    found = shutil.which("pg_dump")
    if not found:
        raise Stop(say("pg_dump is needed and was not found (Debian: apt-get install postgresql-client)."))
    return found


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
