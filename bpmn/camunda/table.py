"""The shape of a dialect's table: which of its words are honoured where, and what follows from the others.

The walk over a file below looks at every attribute and element of the dialect, so that nothing is ever left out
silently: a word is honoured, or has a row, or gets a warning that nobody knows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from bpmn.diagram import Severity
from bpmn.reader.vocabulary import BPMN, Node, local, namespace
from bpmn.sentence import Sentence, say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

RULE = "attribute_not_honoured"
ANYWHERE = frozenset({"*"})
SILENT = say("")


@dataclass(frozen=True, slots=True)
class Row:
    """What follows from a word Alur does not honour: ``error`` where ignoring it would change what the process does.
    Without a severity nothing is said, because another finding or the word's owner says it already."""

    severity: Severity | None
    sentence: Sentence = SILENT


@dataclass(frozen=True, slots=True)
class Table:
    """One dialect. ``attributes`` and ``elements``: word -> owners it is honoured on. ``inside``: element -> its own
    attributes without a namespace. ``rows``: word -> Row, more exactly as ``owner/word``; attributes with ``@``."""

    prefix: str
    space: str
    attributes: Mapping[str, frozenset[str]]
    elements: Mapping[str, frozenset[str]]
    inside: Mapping[str, frozenset[str]]
    rows: Mapping[str, Row]


def note_unhonoured(root: Node, table: Table, draft: Draft) -> None:
    """A finding for every word of the dialect that is not honoured where it stands."""
    for node in root.iter(etree.Element):
        if namespace(node) != BPMN:
            continue
        for name in _attributes(node, table.space):
            if not _honoured(table.attributes.get(name), local(node)):
                _note(f"@{name}", local(node), node, table, draft)
        for child in node:
            if namespace(child) == table.space and local(node) != "extensionElements":
                word = f"{table.prefix}:{local(child)}"
                draft.note(RULE, "warning", Sentence(MISPLACED.template, {"word": word, "owner": local(node)}), child)
        if local(node) == "extensionElements":
            parent = node.getparent()
            owner = "" if parent is None else local(parent)
            for extension in node:
                _extension(extension, owner, table, draft)


def _extension(node: Node, owner: str, table: Table, draft: Draft) -> None:
    if namespace(node) != table.space:
        return
    name = local(node)
    if not _honoured(table.elements.get(name), owner):
        _note(name, owner, node, table, draft)
        return
    for attribute in map(str, node.attrib):
        if not attribute.startswith("{") and attribute not in table.inside.get(name, ()):
            _note(f"@{attribute}", name, node, table, draft)
    for attribute in _attributes(node, table.space):
        _note(f"@{attribute}", name, node, table, draft)
    for inner in node:
        _extension(inner, name, table, draft)


def _note(word: str, owner: str, node: Node, table: Table, draft: Draft) -> None:
    row = table.rows.get(f"{owner}/{word}") or table.rows.get(word)
    shown = f"{table.prefix}:{word.removeprefix('@')}"
    if row is None:
        known = word.removeprefix("@") in (table.attributes if word.startswith("@") else table.elements)
        template = ELSEWHERE if known else UNKNOWN
        draft.note(RULE, "warning", Sentence(template.template, {"word": shown, "owner": owner}), node)
    elif row.severity is not None:
        sentence = Sentence(row.sentence.template, {"word": shown, "owner": owner})
        draft.note(RULE, row.severity, sentence, node)


def _attributes(node: Node, space: str) -> Iterator[str]:
    start = f"{{{space}}}"
    return (str(name).removeprefix(start) for name in node.attrib if str(name).startswith(start))


def _honoured(owners: frozenset[str] | None, owner: str) -> bool:
    return owners is not None and (owners is ANYWHERE or owner in owners)


MISPLACED = say("{word} stands directly in {owner} and is ignored; its place is in bpmn:extensionElements.")
UNKNOWN = say("{word} on {owner} is not known to Alur and is ignored.")
ELSEWHERE = say("{word} has no meaning on {owner} and is ignored.")
