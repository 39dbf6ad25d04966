"""`alur try FILE...`: walks diagrams by itself in a throwaway store and tells which sequence flows it could reach."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.stories import throwaway
from engine.walk import Walk, walk_all

HELP = """Deploys files into a throwaway store and walks the processes in them, answering every wait by itself (user
tasks with made-up values, jobs, messages, signals, timers), until every sequence flow was taken or nothing new can be
reached. Tells where cases stand still, joins that never fire, loops without exit, and what no case ever came to.

Outcomes: completed, budget (no end found in time), incident, stuck (waits for nothing, without an end), refused.
Exit code 0: every process can be completed. 1: one cannot, or a file is refused. 2: a file could not be read."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="diagrams and the forms that belong to them")
    parser.add_argument("--json", action="store_true", help="one list of outcomes instead of text")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another number, other guesses")


def run(options: argparse.Namespace) -> int:
    """Walk and print; the answer is the exit code."""
    try:
        files = {name: Path(name).read_bytes() for name in dict.fromkeys(options.files)}
    except OSError as trouble:
        print(f"alur try: {trouble.filename} cannot be read: {trouble.strerror}.", file=sys.stderr)
        return 2
    walks: list[Walk] = []
    with throwaway() as store:
        for walk in walk_all(files, store, options.seed):
            walks.append(walk)
            if not options.json:
                print(_text(walk), flush=True)
    if options.json:
        print(json.dumps([as_json(walk) for walk in walks], ensure_ascii=False, indent=2))
    if not walks:
        print("alur try: there is no process in these files.", file=sys.stderr)
    return 0 if walks and all(walk.outcome == "completed" for walk in walks) else 1


def _text(walk: Walk) -> str:
    lines = [f"{walk.outcome:<9} {walk.file}: {walk.process or 'no process'}, {walk.flows_taken} of {walk.flows} flows"]
    if walk.sentence:
        lines.append(f"          {walk.element_id + ': ' if walk.element_id else ''}{walk.sentence}")
    if walk.unreached and walk.outcome != "refused":
        lines.append(f"          never taken: {', '.join(walk.unreached)}")
    lines.extend(f"          {told.rule}: {told.sentence}" for told in walk.findings)
    return "\n".join(lines)


def as_json(walk: Walk) -> dict[str, Any]:
    """The walk as programs read it."""
    findings = [{**asdict(told), "sentence": str(told.sentence)} for told in walk.findings]
    return {**asdict(walk), "findings": findings}
