"""alur work: a worker alone: calls of connectors, due timers, upkeep; start it on as many machines as you need."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

from engine import Engine
from engine.jobs.connectors import Outside
from engine.jobs.worker import work
from engine.orphans import stop_with_parent
from web.cli import logs
from web.cli.place import data_argument, data_directory, installation
from web.cli.settings import must_be_current
from web.mail_words import in_language

HELP = """Start a worker alone. Several at once share the work; one of them, whichever, looks after timers.

ALUR_SMTP=smtp://user:password@host:587 sends mails (else they are written to <data>/outbox).
ALUR_SITE=https://sop.example.go.id is the address of the pages, for links in mails.
ALUR_HTTP_ALLOW="api.example.go.id https://other.example:8443" lists the hosts that diagrams may call.
ALUR_CLAMD=host:3310 (or a socket's path) has files looked through for viruses; until then they are not handed out.
"""
CONCURRENCY = 8


def arguments(parser: argparse.ArgumentParser) -> None:
    """--concurrency, --data."""
    parser.add_argument(
        "--concurrency", type=int, default=CONCURRENCY, help=f"calls of connectors at the same time ({CONCURRENCY})"
    )
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    stop_with_parent()
    data = data_directory(options.data)
    logs.set_up(data / "log", "worker")
    with installation(data) as opened:
        engine = Engine(opened.url, pool_size=options.concurrency + 4)
        must_be_current(engine)
        outside = replace(
            Outside.from_environment({"ALUR_OUTBOX": str(opened.outbox), **os.environ}), words=in_language
        )
        work(engine, opened.url, outside, options.concurrency)
        engine.close()
    return 0
