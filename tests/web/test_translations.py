"""Every text a person can see is in the Indonesian catalogue with the same places, and the compiled one is current."""

from __future__ import annotations

import ast
from pathlib import Path

from web import catalogue

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_is_translated() -> None:
    known = {message.id: message for message in catalogue.translated() if message.id}
    new = sorted(str(message.id) for message in catalogue.gathered() if message.id and message.id not in known)
    assert not new, f"run `python -m web.catalogue` and translate: {new}"
    wrong = [said for message in known.values() if (said := catalogue.missing(message))]
    assert not wrong, wrong


def test_nothing_is_translated_that_nobody_says() -> None:
    said = {message.id for message in catalogue.gathered()}
    left = sorted(str(message.id) for message in catalogue.translated() if message.id and message.id not in said)
    assert not left, f"run `python -m web.catalogue`: {left}"


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = catalogue.PO.with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(catalogue.translated()), "run `python -m web.catalogue`"


def test_places_are_compared() -> None:
    assert catalogue.places("{a} of %(b)s") == {"a", "b"}
    assert catalogue.places("${dollar}") == {"dollar"}
    assert catalogue.places("nothing {") == set()


def test_every_sentence_is_said_where_it_can_be_gathered() -> None:
    """What is given to say() by a name is never found, and so is never translated."""
    hidden = []
    for path in sorted(path for room in ("bpmn", "engine", "web") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
            if called and not (node.args and isinstance(node.args[0], ast.Constant)):
                hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not hidden
