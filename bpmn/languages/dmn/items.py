"""Item definitions: the types that a DMN file defines."""

from __future__ import annotations

from bpmn.languages.dmn.draft import Box, Draft
from bpmn.reader.vocabulary import Node, flag, plain

KNOWN_TYPES = {
    "Any", "string", "boolean", "number", "date", "time", "dateTime", "date and time", "context", "list", "range",
    "function", "dayTimeDuration", "days and time duration", "yearMonthDuration", "years and months duration",
    "duration", "Null", "integer", "long", "double",
}  # fmt: skip
"""FEEL's types, DMN 1.1's names for them, and Camunda 7's number types."""


def items(draft: Draft) -> dict[str, Box]:
    """Name -> item definition, as the interpreter takes it."""
    return {plain(each, "name") or "": item(each, draft) for each in draft.children(draft.root, "itemDefinition")}


def item(node: Node, draft: Draft) -> Box:
    """One item definition or component."""
    components = {plain(each, "name") or "": item(each, draft) for each in draft.children(node, "itemComponent")}
    signature = draft.child(node, "functionItem")
    return {
        "base": draft.type(node),
        "collection": flag(plain(node, "isCollection")),
        "components": components or None,
        "allowed": draft.text(draft.child(node, "allowedValues"), "allowedValues"),
        "function": None if signature is None else {"returns": draft.type(signature, "outputTypeRef")},
        "at": draft.place(node, "itemDefinition"),
    }
