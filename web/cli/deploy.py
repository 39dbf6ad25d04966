"""alur deploy FILE...: deploys files into the running installation, together or not at all."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from bpmn.sentence import say
from engine import (
    Deploy,
    Deployed,
    DeployedDecision,
    DeployedDefinition,
    DeployedForm,
    Engine,
    InvalidDeployment,
    Person,
)
from web.cli import Stop
from web.cli.check import told
from web.cli.place import data_argument, installation

HELP = """Deploys diagrams (.bpmn), Camunda Forms (.form) and decisions (.dmn) together: all of them or none.
A file that has not changed makes no new version. Running cases keep the version they were started with.

Exit code 0: deployed, or nothing new. 1: refused; the findings are printed."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE... and --data."""
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="a .bpmn, .form or .dmn file")
    parser.add_argument("--name", default="", help="name of the deployment (else that of the first file)")
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Deploy and say what came of it; the answer is the exit code."""
    files = contents(options.files)
    with installation(options.data) as opened:
        engine = Engine(opened.url, pool_size=2)
        try:
            done = engine.do(Deploy(options.name or next(iter(files)), files, source="cli"), by=_me())
        except InvalidDeployment as refused:
            print(findings(refused), file=sys.stderr)
            return 1
        finally:
            engine.close()
    print(outcome(done))
    return 0


def contents(paths: list[Path]) -> dict[str, bytes]:
    """The files by name. Two of one name could not be told apart afterwards."""
    files: dict[str, bytes] = {}
    for path in paths:
        if path.name in files:
            raise Stop(say("Two of the files are named {name}. Nothing has been deployed.", name=path.name))
        files[path.name] = path.read_bytes()
    return files


def outcome(done: Deployed) -> str:
    """One line for each process, form and decision."""
    things: list[tuple[str, str, DeployedDefinition | DeployedForm | DeployedDecision]] = [
        *(("process", one.process_id, one) for one in done.definitions),
        *(("form", one.form_id, one) for one in done.forms),
        *(("decision", one.decision_id, one) for one in done.decisions),
    ]
    return "\n".join(
        f"{kind} {name}: version {made.version}{' (unchanged)' if made.unchanged else ''}"
        for kind, name, made in things
    )


def findings(refused: InvalidDeployment) -> str:
    """Every finding as ``FILE:LINE: severity: element: sentence (rule)``, and the sentence that counts the errors."""
    lines = [told(file, finding) for file, found in refused.findings.items() for finding in found]
    return "\n".join([*lines, str(refused.sentence)])


def _me() -> Person:
    """Whoever may read the data directory may deploy; the history says that it came by the command line."""
    try:
        login = os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        login = str(os.getuid())
    return Person(f"cli:{login}", roles=frozenset({"analyst"}), channel="cli")
