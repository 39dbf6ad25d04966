"""The `alur` command: finds the verb in the table, has it read its arguments, and turns what goes wrong into sentences.

To add a verb: one module with HELP, arguments(parser) and run(options) -> exit code, and one line in VERBS.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from bpmn.sentence import Sentence

VERBS: dict[str, tuple[str, str]] = {
    "up": ("web.cli.up", "start everything: database, web, worker"),
    "check": ("web.cli.check", "lint diagrams and forms"),
    "try": ("web.cli.try_", "walk diagrams by themselves in a throwaway store"),
    "play": ("web.cli.play", "play stories in a throwaway store"),
    "decide": ("web.cli.decide", "take a decision of a DMN file"),
    "deploy": ("web.cli.deploy", "deploy files into the running installation"),
    "verify": ("web.cli.verify", "check the audit log from end to end"),
    "bench": ("web.cli.bench", "measure the engine on a throwaway database"),
    "user": ("web.cli.user", "accounts: create, list, password, roles"),
    "token": ("web.cli.token", "API tokens and accounts of programs: create, list, revoke"),
    "web": ("web.cli.serve", "start the web server alone"),
    "work": ("web.cli.work", "start a worker alone"),
    "upgrade": ("web.cli.upgrade", "bring the database's schema to the newest revision"),
    "backup": ("web.cli.backup", "write the whole database to a file"),
}
"""Verb -> module and what it is for. The modules are imported only when they are asked for."""

INTERRUPTED = 130  # what shells give for Ctrl-C


class Stop(Exception):
    """The verb cannot go on. The sentence goes to the terminal, the status to the shell."""

    def __init__(self, sentence: Sentence, status: int = 1) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.status = status


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``alur VERB ...``; the answer is the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    return guarded(words[0] if words else "", partial(_run, words))


def guarded(verb: str, run: Callable[[], int]) -> int:
    """The exit code of ``run``; what goes wrong in it and is no bug of ours is said in a sentence."""
    try:
        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `alur check ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more is said at exit
        return 1
    except Exception as error:
        if (sentence := _sentence(error)) is None:
            raise
        print(f"alur {verb}: {sentence}", file=sys.stderr)
        return error.status if isinstance(error, Stop) else 1


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    verb = words[0]
    if verb not in VERBS:
        print(f"alur: there is no verb {verb!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    module = import_module(VERBS[verb][0])
    parser = argparse.ArgumentParser(
        f"alur {verb}", description=module.HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    module.arguments(parser)
    return int(module.run(parser.parse_args(words[1:])) or 0)


def _sentence(error: Exception) -> str | None:
    """What to say of an error that is no bug of ours; refusals and others carry their sentence."""
    sentence = getattr(error, "sentence", None)
    if isinstance(sentence, Sentence):
        fields = getattr(error, "fields", None) or {}
        return "\n".join([str(sentence), *(f"  {name}: {line}" for name, lines in fields.items() for line in lines)])
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}. Nothing more was done."
    return None


def usage() -> str:
    """The list of verbs."""
    width = max(map(len, VERBS))
    lines = [f"  {verb:<{width}}  {what}" for verb, (_, what) in VERBS.items()]
    return "\n".join(
        ["Alur runs standard operating procedures drawn in BPMN.", "", "alur VERB [arguments]", "", *lines, "",
         "alur VERB --help tells more. In a clone: ./alur VERB, and ./alur test for the tests."]
    )  # fmt: skip
