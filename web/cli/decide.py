"""`alur decide FILE.dmn`: takes a decision and shows which rules matched, for people and, with --json, for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from bpmn.errors import Unreadable
from bpmn.languages import EvaluationError, Moment
from bpmn.languages.dmn import Decided, DecisionEvaluation, Decisions, decide, read
from bpmn.reader.markup import MAX_BYTES
from bpmn.sentence import Sentence, say
from web.cli import Stop

HELP = """Takes a decision of a DMN file and shows the rules that matched, those of required decisions first.
Without --decision the one is taken that no other needs. Files that FILE imports are looked for beside it.

Values that JSON lacks are {"$feel": "date", "value": "2026-03-02"}, in and out; the types are date, time,
"date and time", "days and time duration", "years and months duration" and number.

Exit code 0: decided (with --batch: every line has its answer). 1: there is no value. 2: a file could not be read."""

DECIDED, NO_VALUE, UNREADABLE = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="a .dmn file; --batch may name others")
    parser.add_argument(
        "--decision", metavar="ID", help="id or name of a decision, decision service or knowledge model"
    )
    parser.add_argument("--inputs", metavar="JSON", default="{}", help="an object of the values, by name")
    parser.add_argument("--batch", metavar="FILE", help='lines of {"file", "decision", "inputs"}; - is standard input')
    parser.add_argument("--json", action="store_true", help="an object instead of text")


def run(options: argparse.Namespace) -> int:
    """Decide and print; the answer is the exit code."""
    if options.batch:
        return _batch(options)
    if not options.file:
        raise Stop(say("No file was named."), UNREADABLE)
    try:
        inputs = _object(options.inputs)
        decisions = _decisions(options.file)
    except (Unreadable, OSError, ValueError) as error:
        raise Stop(_sentence(error, options.file), UNREADABLE) from error
    asked = options.decision or _top(decisions)
    try:
        decided = decide(decisions, asked, inputs, Moment(datetime.now(UTC)), typed=True)
    except EvaluationError as error:
        if not options.json:
            raise Stop(error.sentence, NO_VALUE) from error
        print(json.dumps({"decision": asked, "error": str(error)}, ensure_ascii=False))
        return NO_VALUE
    print(
        json.dumps(as_json(asked, decided), ensure_ascii=False, indent=2) if options.json else as_text(asked, decided)
    )
    return DECIDED


def as_json(asked: str, decided: Decided) -> dict[str, object]:
    """The object of the contract: decision, value, rules, warnings."""
    return {
        "decision": asked,
        "value": decided.value,
        "rules": [
            {"decision": one.decision_id, "id": rule.id, "index": rule.index, "inputs": _inputs(one),
             "outputs": dict(rule.outputs)}
            for one in decided.evaluations for rule in one.rules
        ],
        "warnings": [str(warning) for warning in decided.warnings],
    }  # fmt: skip


def as_text(asked: str, decided: Decided) -> str:
    """The value, and a line for each rule that matched."""
    lines = [f"{asked} = {_shown(decided.value)}"]
    for one in decided.evaluations:
        told = ", ".join(f"{label} = {_shown(value)}" for label, value in _inputs(one).items())
        lines.append(f"  {one.name} = {_shown(one.value)}" + (f"  ({told})" if told else ""))
        for rule in one.rules:
            outputs = ", ".join(f"{name} = {_shown(value)}" for name, value in rule.outputs.items())
            lines.append(f"    rule {rule.index}{f' ({rule.id})' if rule.id else ''}: {outputs}")
    lines += [f"  warning: {warning}" for warning in decided.warnings]
    return "\n".join(lines)


def _batch(options: argparse.Namespace) -> int:
    folder = Path() if options.batch == "-" else Path(options.batch).parent
    moment = Moment(datetime.now(UTC))
    for line in _lines(options.batch):
        print(json.dumps(_answered(line, options.file, folder, moment), ensure_ascii=False), flush=True)
    return DECIDED


def _lines(batch: str) -> Iterator[str]:
    if batch == "-":
        yield from (line for line in sys.stdin if line.strip())
        return
    with Path(batch).open(encoding="utf-8") as file:
        yield from (line for line in file if line.strip())


def _answered(line: str, otherwise: str | None, folder: Path, moment: Moment) -> dict[str, object]:
    """The answer to one line; whatever is wrong with it is its error."""
    asked, name = "", otherwise or ""
    try:
        told = _object(line)
        asked = str(told.get("decision") or "")
        name = _beside(str(told.get("file") or otherwise or ""), folder)
        decisions = _decisions(name)
        asked = asked or _top(decisions)
        return as_json(asked, decide(decisions, asked, _values(told.get("inputs")), moment, typed=True))
    except (Unreadable, EvaluationError, Stop, OSError, ValueError) as error:
        return {"decision": asked, "error": str(_sentence(error, name))}


def _beside(name: str, folder: Path) -> str:
    """A file is named as seen from here, or from the folder of the batch."""
    return name if Path(name).is_file() or not (folder / name).is_file() else str(folder / name)


@lru_cache(maxsize=256)
def _decisions(name: str) -> Decisions:
    path = Path(name)
    content = _content(path)
    found = read(content)
    if not found.imports:
        return found
    return read(content, [_content(other) for other in sorted(path.parent.rglob("*.dmn")) if other != path])


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _top(decisions: Decisions) -> str:
    """The decision that no other needs."""
    needed = {id_ for decision in decisions.decisions for id_ in decision.required}
    top = [decision.id for decision in decisions.decisions if decision.id not in needed]
    if len(top) == 1:
        return top[0]
    names = ", ".join(decision.id for decision in decisions.decisions)
    raise Stop(say("Say with --decision which one is meant; the file has: {names}.", names=names), UNREADABLE)


def _object(text: str) -> dict[str, Any]:
    return _values(json.loads(text))


def _values(found: object) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError(str(say("The inputs have to be a JSON object, such as {example}.", example='{"age": 20}')))
    return found


def _inputs(one: DecisionEvaluation) -> Mapping[str, object]:
    return {each.label or each.id: each.value for each in one.inputs}


def _shown(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"$feel", "value"}:
        return str(value["value"])
    return json.dumps(value, ensure_ascii=False)


def _sentence(error: Exception, name: str) -> Sentence:
    if isinstance(error, OSError):
        return say("{file} cannot be opened: {reason}.", file=name, reason=error.strerror or str(error))
    found = getattr(error, "sentence", None)
    if isinstance(found, Sentence):
        return found
    return say("The inputs are not JSON: {detail}.", detail=str(error))
