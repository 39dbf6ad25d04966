"""alur upgrade: brings the database's schema to the revision this version of Alur needs."""

from __future__ import annotations

import argparse

from engine import Engine
from web.cli.place import data_argument, installation

HELP = "Bring the database's schema to the newest revision. `alur up` does it by itself; make a backup before."


def arguments(parser: argparse.ArgumentParser) -> None:
    """--data."""
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Upgrade, and say whether there was anything to do."""
    with installation(options.data) as opened:
        engine = Engine(opened.url, pool_size=1)
        changed = engine.upgrade()
        engine.close()
    print("The schema was brought to the newest revision." if changed else "The schema is the newest already.")
    return 0
