"""Decision tables: columns, rules, hit policy."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.languages.dmn.draft import Box, Draft
from bpmn.reader.vocabulary import Node, plain
from bpmn.sentence import say

SINGLE = {"UNIQUE", "ANY", "FIRST", "PRIORITY"}
HIT_POLICIES = {"UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"}
AGGREGATIONS = {"SUM", "COUNT", "MIN", "MAX"}
CELL_INPUT = "cellInput"
"""Camunda 7's name for the value under test where a column names none."""


def table(node: Node, draft: Draft) -> Box:
    """The table as the interpreter takes it; what is wrong with it becomes findings."""
    policy = (plain(node, "hitPolicy") or "UNIQUE").upper().replace("_", " ")
    if policy not in HIT_POLICIES:
        sentence = say('There is no hit policy "{policy}"; DMN has {known}.', policy=policy,
                       known=", ".join(sorted(HIT_POLICIES)))  # fmt: skip
        draft.note("decision_hit_policy", "error", sentence, node)
    inputs = [_input(each, draft) for each in draft.children(node, "input")]
    outputs = [_output(each, draft, place) for place, each in enumerate(draft.children(node, "output"))]
    if len(outputs) == 1 and not outputs[0]["type"]:
        outputs[0]["type"] = draft.type(node)
    rules = [_rule(each, draft, len(inputs), len(outputs)) for each in draft.children(node, "rule")]
    box: Box = {"kind": "table", "hitPolicy": policy, "inputs": inputs, "outputs": outputs, "rules": rules,
                "aggregation": _aggregation(node, draft, policy), "at": draft.place(node),
                "annotations": [plain(each, "name") or "" for each in draft.children(node, "annotation")]}  # fmt: skip
    _check(node, draft, box)
    return box


def _aggregation(node: Node, draft: Draft, policy: str) -> str | None:
    found = (plain(node, "aggregation") or "").upper() or None
    if found is None or policy != "COLLECT":
        return None
    if found not in AGGREGATIONS:
        sentence = say('There is no aggregation "{found}"; DMN has {known}.', found=found,
                       known=", ".join(sorted(AGGREGATIONS)))  # fmt: skip
        draft.note("decision_hit_policy", "error", sentence, node)
        return None
    return found


def _input(node: Node, draft: Draft) -> Box:
    inner = draft.child(node, "inputExpression")
    expression = draft.text(inner, "inputExpression")
    if expression is not None:
        expression["type"] = draft.type(inner)
    variable = draft.camunda(node, "inputVariable")
    if variable is None and draft.dialect == "camunda7":
        variable = CELL_INPUT
    label = plain(node, "label") or (str(expression["text"]).strip() if expression else "")
    return {"id": plain(node, "id") or "", "label": label, "expression": expression, "variable": variable,
            "values": draft.text(draft.child(node, "inputValues"), "inputValues"), "at": draft.place(node)}  # fmt: skip


def _output(node: Node, draft: Draft, place: int) -> Box:
    label = plain(node, "label") or plain(node, "name") or ""
    name = plain(node, "name") or plain(node, "label") or (f"output {place + 1}" if place else "output")
    return {"id": plain(node, "id") or "", "name": name, "label": label or name, "type": draft.type(node),
            "values": draft.text(draft.child(node, "outputValues"), "outputValues"),
            "default": draft.text(draft.child(node, "defaultOutputEntry"), "defaultOutputEntry"),
            "at": draft.place(node)}  # fmt: skip


def _annotations(node: Node, draft: Draft) -> Iterator[str]:
    """What the rule says to its readers: the standard's annotations, or the description that Camunda Modeler writes."""
    entries = list(draft.children(node, "annotationEntry")) or list(draft.children(node, "description"))
    for each in entries:
        inner = draft.child(each, "text")
        yield "".join(str(part) for part in (each if inner is None else inner).itertext()).strip()


def _rule(node: Node, draft: Draft, inputs: int, outputs: int) -> Box:
    tests = [draft.text(each, "inputEntry") for each in draft.children(node, "inputEntry")]
    results = [draft.text(each, "outputEntry") for each in draft.children(node, "outputEntry")]
    if len(tests) != inputs or len(results) != outputs:
        sentence = say(
            "This rule has {tests} input and {results} output entries; the table has {inputs} input and {outputs} "
            "output columns.", tests=len(tests), results=len(results), inputs=inputs, outputs=outputs
        )  # fmt: skip
        draft.note("decision_rule_cells", "error", sentence, node)
    return {"id": plain(node, "id") or "", "at": draft.place(node),
            "annotations": list(_annotations(node, draft)),
            "inputs": (tests + [None] * inputs)[:inputs],
            "outputs": (results + [None] * outputs)[:outputs]}  # fmt: skip


def _check(node: Node, draft: Draft, box: Box) -> None:
    outputs = list(draft.children(node, "output"))
    if not outputs:
        draft.note("decision_table_empty", "error", say("This decision table has no output column."), node)
    if next(draft.children(node, "rule"), None) is None:
        draft.note("decision_table_empty", "warning", say("This decision table has no rules; it gives null."), node)
    if box["aggregation"] and len(outputs) > 1:
        sentence = say("{aggregation} works on one output column; this table has {count}.",
                       aggregation=box["aggregation"], count=len(outputs))  # fmt: skip
        draft.note("decision_hit_policy", "error", sentence, node)
    if len(outputs) > 1:
        for output in outputs:
            if plain(output, "name") is None:
                sentence = say("This output column has no name; in a table of several columns each needs one.")
                draft.note("decision_output_name", "warning", sentence, output)
