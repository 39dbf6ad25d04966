"""alur verify: checks the audit log from end to end and names the first broken place."""

from __future__ import annotations

import argparse
import json
import time

from engine import Engine
from engine.history.verify import Verified, verify
from web.cli.place import data_argument, installation

HELP = """Checks every event of every case against the hash of the event before it, the ends of all chains, and every
value that is kept apart against its commitment. Reads only; the installation may be running.

Exit code 0: nothing has been changed. 1: something has; the first broken place is named."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """--case, --json, --data."""
    parser.add_argument("--case", type=int, default=None, metavar="KEY", help="check the history of one case only")
    parser.add_argument("--json", action="store_true", help="one object instead of text")
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Check and print; the answer is the exit code."""
    begun = time.perf_counter()
    with installation(options.data) as opened:
        engine = Engine(opened.url, pool_size=1)
        try:
            with engine.read(snapshot=True) as connection:
                found = verify(connection, options.case)
        finally:
            engine.close()
    seconds = time.perf_counter() - begun
    print(json.dumps(as_json(found, seconds), ensure_ascii=False) if options.json else as_text(found, seconds))
    return 0 if found.broken is None else 1


def as_json(found: Verified, seconds: float) -> dict[str, object]:
    """``broken`` is null or {case, event, sentence}."""
    broken = found.broken
    return {
        "ok": broken is None,
        "chains": found.chains,
        "events": found.events,
        "values": found.values,
        "erased": found.erased,
        "seconds": round(seconds, 3),
        "broken": broken and {"case": broken.root_key, "event": broken.seq, "sentence": str(broken.sentence)},
    }


def as_text(found: Verified, seconds: float) -> str:
    """What was checked, and the first broken place."""
    checked = (
        f"{found.events} events in {found.chains} chains and {found.values} values were checked in {seconds:.1f} s"
        f" ({found.erased} values have been erased)."
    )
    if found.broken is None:
        return f"{checked}\nThe history is whole: nothing has been changed since it was written."
    broken = found.broken
    return f"{checked}\nBROKEN at case {broken.root_key}, event {broken.seq}: {broken.sentence}"
