"""`alur check FILE...`: what is wrong in diagrams, forms and decisions, for people and, with --json, for programs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bpmn import Finding, Report, check
from bpmn.diagram import Spot
from bpmn.elements import TABLE
from bpmn.elements.row import DIALECTS, Row
from bpmn.reader.markup import MAX_BYTES
from bpmn.sentence import Sentence, say

HELP = """Checks files that belong together: diagrams (.bpmn), Camunda Forms (.form), decisions (.dmn).
Forms and called processes are looked for among the files given.

Exit code 0: clean, or warnings only. 1: errors. 2: a file could not be read."""

CLEAN, ERRORS, UNREADABLE = 0, 1, 2
WIDEST = 100
"""Characters of an expression's line that are printed."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="a .bpmn, .form or .dmn file")
    parser.add_argument("--json", action="store_true", help="one list of reports instead of text")
    parser.add_argument("--elements", action="store_true", help="print which elements of BPMN Alur runs, and stop")


def run(options: argparse.Namespace) -> int:
    """Check and print; the answer is the exit code."""
    if options.elements:
        print(elements())
        return CLEAN
    if not options.files:
        print("alur check: no file was named.", file=sys.stderr)
        return UNREADABLE
    reports = reports_of(options.files)
    print(json.dumps([as_json(report) for report in reports], ensure_ascii=False, indent=2)
          if options.json else as_text(reports))  # fmt: skip
    if any(report.unreadable for report in reports):
        return UNREADABLE
    return CLEAN if all(report.ok for report in reports) else ERRORS


def reports_of(names: list[str]) -> list[Report]:
    """The reports in the order of the names; a file that cannot be opened has one too."""
    contents: dict[str, bytes] = {}
    closed: dict[str, Report] = {}
    for name in dict.fromkeys(names):
        found = _content(name)
        if isinstance(found, Sentence):
            finding = Finding("unreadable", "error", found, None, 1)
            closed[name] = Report(name, "unknown", findings=(finding,), unreadable=True)
        else:
            contents[name] = found
    checked = check(contents)
    return [closed.get(name) or checked[name] for name in dict.fromkeys(names)]


def as_json(report: Report) -> dict[str, object]:
    """The object of the contract: file, dialect, processes, ok, findings; those about a place in an expression have
    that expression: language, text, line, column."""
    return {
        "file": report.file,
        "dialect": report.dialect,
        "processes": list(report.processes),
        "ok": report.ok,
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "element_id": finding.element_id,
                "line": finding.line,
                "sentence": str(finding.sentence),
                **({"expression": asdict(finding.spot)} if finding.spot else {}),
            }
            for finding in report.findings
        ],
    }


def as_text(reports: list[Report]) -> str:
    """What was found, and one line that counts."""
    lines = [told(report.file, finding) for report in reports for finding in report.findings]
    count = {severity: sum(f.severity == severity for r in reports for f in r.findings)
             for severity in ("error", "warning", "info")}  # fmt: skip
    files = f"{len(reports)} file{'s' if len(reports) != 1 else ''}"
    lines.append(f"{files}: {count['error']} errors, {count['warning']} warnings, {count['info']} notes")
    return "\n".join(lines)


def told(file: str, finding: Finding) -> str:
    """``FILE:LINE: severity: element: sentence (rule)``; under it the line of the expression, and a sign below the
    character that is wrong."""
    element = f"{finding.element_id}: " if finding.element_id else ""
    said = f"{file}:{finding.line or 1}: {finding.severity}: {element}{finding.sentence} ({finding.rule})"
    return said if finding.spot is None else f"{said}\n{pointed(finding.spot)}"


def pointed(spot: Spot) -> str:
    """The line of the expression as far as a terminal is wide, and a sign below the character."""
    text = spot.text.split("\n")[spot.line - 1].expandtabs(1).rstrip()
    begins = max(0, spot.column - 1 - WIDEST // 2)
    before, shown = "..." if begins else "", text[begins : begins + WIDEST]
    after = "..." if len(text) > begins + WIDEST else ""
    return f"    {before}{shown}{after}\n    {' ' * (len(before) + spot.column - 1 - begins)}^"


def elements() -> str:
    """The table of elements as text."""
    width = max(len(row.name) for row in TABLE)
    return "\n".join(f"{row.name:<{width}}  {_what_runs(row)}" for row in TABLE)


def _what_runs(row: Row) -> str:
    said = {dialect: str(row.refusal(dialect) or "runs") for dialect in DIALECTS}
    if len(set(said.values())) == 1:
        return said["camunda8"]
    return "; ".join(f"{dialect}: {what}" for dialect, what in said.items())


def _content(name: str) -> bytes | Sentence:
    path = Path(name)
    if path.is_dir():
        return say("{file} is a directory; name the files in it.", file=name)
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return say("There is no file {file}.", file=name)
    except (OSError, ValueError) as error:
        return say(
            "{file} cannot be opened: {reason}.", file=name, reason=getattr(error, "strerror", None) or str(error)
        )
