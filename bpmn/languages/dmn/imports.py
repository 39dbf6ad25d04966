"""What a DMN file imports, found among the files beside it by its namespace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bpmn.errors import Unreadable
from bpmn.languages.dmn.draft import SPACES, Draft
from bpmn.reader.markup import parse
from bpmn.reader.vocabulary import Node, local, namespace, plain
from bpmn.sentence import say


def imported(draft: Draft, beside: Iterable[bytes]) -> list[Draft]:
    """The imported files, also those that they import. One that is not there is a finding."""
    if not draft.imports:
        return []
    roots = {plain(root, "namespace") or "": root for root in _readable(beside)}
    found: dict[str, Draft] = {}
    open_ = [draft]
    while open_:
        one = open_.pop()
        for space in one.imports.values():
            if space in roots and space != draft.target and space not in found:
                found[space] = Draft(roots[space], draft)
                open_.append(found[space])
    for one in (draft, *found.values()):
        one.marks.update({space: each.mark for space, each in found.items()})
    for node in draft.children(draft.root, "import"):
        if (plain(node, "namespace") or "") not in found:
            name = plain(node, "name") or plain(node, "namespace") or ""
            sentence = say("This file imports {name}, which is not among the files that are read together.", name=name)
            draft.note("decision_import", "error", sentence, node)
    return list(found.values())


def name_types(draft: Draft, items: dict[str, Any]) -> None:
    """Give the types of imported files the names by which FEEL texts of the importer speak of them."""
    for prefix, space in draft.imports.items():
        mark = draft.marks.get(space)
        if mark:
            for name in [name for name in items if name.startswith(mark)]:
                items[f"{prefix}.{name.removeprefix(mark)}" if prefix else name.removeprefix(mark)] = items[name]


def _readable(contents: Iterable[bytes]) -> Iterable[Node]:
    for content in contents:
        try:
            root = parse(content)
        except Unreadable:
            continue
        if namespace(root).startswith(SPACES) and local(root) == "definitions":
            yield root
