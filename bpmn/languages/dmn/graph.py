"""The requirements between decisions: what is missing, what goes round in circles, which types nobody defines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.diagram import Finding
from bpmn.languages.dmn.draft import Draft
from bpmn.languages.dmn.items import KNOWN_TYPES
from bpmn.sentence import Sentence, say


def note_graph(draft: Draft, model: Mapping[str, Any]) -> None:
    """Write the findings about requirements and types."""
    for kind in ("decisions", "knowledge"):
        for node in model[kind].values():
            _note_missing(draft, model, node)
            if node["logic"] is None or (kind == "knowledge" and node["logic"]["body"] is None):
                _note(draft, "decision_without_logic", "warning", say("{name} has no logic; it gives null.",
                      name=node["name"]), node["at"])  # fmt: skip
    _note_circles(draft, model)
    for type_, at in _types(model):
        if type_ not in KNOWN_TYPES and type_ not in model["items"] and not _composed(type_):
            _note(draft, "decision_type", "warning", say('There is no type "{type}" in this file or in FEEL; values of '
                  "it are not checked.", type=type_), at)  # fmt: skip


def required(model: Mapping[str, Any], id_: str) -> tuple[str, ...]:
    """The decision and everything of this file that it needs, directly or not."""
    found: list[str] = []
    open_ = [id_]
    while open_:
        one = open_.pop()
        if one in found:
            continue
        found.append(one)
        node = model["decisions"].get(one) or model["knowledge"].get(one)
        if node:
            open_ += [each["id"] for each in (*node["requires"]["decisions"], *node["requires"]["knowledge"])]
        elif one in model["services"]:
            open_ += model["services"][one]["outputs"]
    return tuple(found)


def _note_missing(draft: Draft, model: Mapping[str, Any], node: Mapping[str, Any]) -> None:
    known = {"inputs": ("inputs",), "decisions": ("decisions",), "knowledge": ("knowledge", "services")}
    for kind, requirements in node["requires"].items():
        for each in requirements:
            if not any(each["id"] in model[group] for group in known[kind]):
                sentence = say("{name} requires {id}, which is not in this file.", name=node["name"], id=each["id"])
                _note(draft, "decision_required_missing", "error", sentence, each["at"])


def _note_circles(draft: Draft, model: Mapping[str, Any]) -> None:
    settled: set[str] = set()

    def visit(id_: str, path: tuple[str, ...]) -> None:
        if id_ in path:
            circle = [*path[path.index(id_) :], id_]
            names = " -> ".join(str(model["decisions"][each]["name"]) for each in circle)
            sentence = say("These decisions need each other, so none can be taken: {circle}.", circle=names)
            _note(draft, "decision_cycle", "error", sentence, model["decisions"][id_]["at"])
        elif id_ not in settled and id_ in model["decisions"]:
            for each in model["decisions"][id_]["requires"]["decisions"]:
                visit(each["id"], (*path, id_))
            settled.add(id_)

    for id_ in model["decisions"]:
        visit(id_, ())


def _types(part: object) -> Iterator[tuple[str, int]]:
    """Every type named in the model, with the place where it is."""
    if isinstance(part, Mapping):
        for key in ("type", "base", "returns"):
            if isinstance(part.get(key), str):
                yield part[key], int(part.get("at", 0))
        for value in part.values():
            yield from _types(value)
    elif isinstance(part, list):
        for value in part:
            yield from _types(value)


def _composed(type_: str) -> bool:
    """FEEL's own way to write types: list<number>, context<a: string>, function<...>."""
    return "<" in type_


def _note(draft: Draft, rule: str, severity: Any, sentence: Sentence, at: int) -> None:
    place = draft.places[at]
    draft.findings.append(Finding(rule, severity, sentence, place.element_id, place.line))
