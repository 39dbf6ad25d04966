"""Boxed expressions: the XML of a decision's logic -> the interpreter's boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.languages.dmn.draft import Box, Draft
from bpmn.languages.dmn.tables import table
from bpmn.reader.vocabulary import Node, local, plain
from bpmn.sentence import say

Reading = Callable[[Node, Draft], Box]


def logic(node: Node | None, draft: Draft) -> Box | None:
    """The boxed expression among the children of a node; None where there is none."""
    if node is None:
        return None
    found = next((each for each in draft.children(node) if local(each) in BOXES), None)
    return None if found is None else boxed(found, draft)


def boxed(node: Node, draft: Draft) -> Box:
    """One boxed expression, with the type it declares."""
    box = BOXES[local(node)](node, draft)
    box.setdefault("at", draft.place(node, local(node)))
    box["type"] = draft.type(node)
    return box


def _literal(node: Node, draft: Draft) -> Box:
    found = draft.text(node, "literalExpression")
    if found is None:
        draft.note("decision_text_missing", "error", say("This literal expression has no text."), node)
        found = {"text": "null"}
    return {"kind": "literal", **found}


def _context(node: Node, draft: Draft) -> Box:
    entries = []
    for entry in draft.children(node, "contextEntry"):
        variable = draft.child(entry, "variable")
        name = None if variable is None else plain(variable, "name")
        entries.append(
            {"name": name, "type": draft.type(variable), "value": logic(entry, draft), "at": draft.place(entry)}
        )
    return {"kind": "context", "entries": entries}


def _list(node: Node, draft: Draft) -> Box:
    return {"kind": "list", "items": [boxed(each, draft) for each in draft.children(node) if local(each) in BOXES]}


def _relation(node: Node, draft: Draft) -> Box:
    columns = [
        {"name": plain(column, "name") or "", "type": draft.type(column), "at": draft.place(column)}
        for column in draft.children(node, "column")
    ]
    rows = [
        [boxed(cell, draft) for cell in draft.children(row) if local(cell) in BOXES]
        for row in draft.children(node, "row")
    ]
    return {"kind": "relation", "columns": columns, "rows": rows}


def function(node: Node, draft: Draft) -> Box:
    """A function definition, also the one inside a business knowledge model."""
    params = [
        {"name": plain(each, "name") or "", "type": draft.type(each)}
        for each in draft.children(node, "formalParameter")
    ]
    kind = plain(node, "kind") or "FEEL"
    box: Box = {"kind": "function", "params": params, "body": None, "at": draft.place(node)}
    if kind.upper() != "FEEL":
        sentence = say("Functions in {kind} are not run; write the function in FEEL.", kind=kind)
        draft.note("decision_function_external", "error", sentence, node)
        return {**box, "external": kind}
    return {**box, "body": logic(node, draft)}


def _invocation(node: Node, draft: Draft) -> Box:
    bindings = []
    for binding in draft.children(node, "binding"):
        parameter = draft.child(binding, "parameter")
        name = "" if parameter is None else plain(parameter, "name") or ""
        bindings.append({"name": name, "value": logic(binding, draft)})
    return {"kind": "invocation", "called": logic(node, draft), "bindings": bindings}


def _conditional(node: Node, draft: Draft) -> Box:
    return {"kind": "conditional", **{name: logic(draft.child(node, name), draft) for name in ("if", "then", "else")}}


def _filter(node: Node, draft: Draft) -> Box:
    return {"kind": "filter", **{name: logic(draft.child(node, name), draft) for name in ("in", "match")}}


def _iterator(*parts: str) -> Reading:
    def read(node: Node, draft: Draft) -> Box:
        name = plain(node, "iteratorVariable") or ""
        return {"kind": local(node), "name": name, **{part: logic(draft.child(node, part), draft) for part in parts}}

    return read


BOXES: Mapping[str, Reading] = {
    "literalExpression": _literal,
    "decisionTable": table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function,
    "invocation": _invocation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator("in", "return"),
    "some": _iterator("in", "satisfies"),
    "every": _iterator("in", "satisfies"),
}
"""Name of the element -> how it is read."""
