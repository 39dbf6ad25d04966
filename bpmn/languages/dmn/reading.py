"""A DMN file -> Decisions: versions 1.1 to 1.5, told apart by nothing but what they contain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from lxml import etree

from bpmn.errors import Unreadable
from bpmn.languages.dmn.boxes import BOXES, function, logic
from bpmn.languages.dmn.draft import SPACES, Box, Draft
from bpmn.languages.dmn.graph import note_graph
from bpmn.languages.dmn.imports import imported, name_types
from bpmn.languages.dmn.items import items
from bpmn.languages.dmn.model import Decision, Decisions
from bpmn.reader.markup import parse
from bpmn.reader.vocabulary import Node, line_of, local, namespace, plain
from bpmn.sentence import say


def read(content: bytes, beside: Iterable[bytes] = ()) -> Decisions:
    """The decisions in a file. Raises Unreadable if it is no DMN; everything else that is wrong is in ``findings``.

    ``beside``: other files, among which those that it imports are looked for.
    """
    draft = Draft(_root(content))
    others = imported(draft, beside)
    model = _model(draft)
    for other in others:
        for group, found in _model(other).items():
            if isinstance(found, dict):
                model[group].update(found)
            elif isinstance(found, list):
                model[group] += found
    name_types(draft, model["items"])
    decisions = tuple(_decision(node, model, draft) for node in draft.children(draft.root, "decision"))
    note_graph(draft, model)
    return Decisions(
        id=plain(draft.root, "id") or "",
        name=plain(draft.root, "name") or "",
        dialect=draft.dialect,
        decisions=decisions,
        findings=tuple(draft.findings),
        callable=_callable(model),
        places=tuple(draft.places),
        foreign=tuple(draft.foreign),
        imports=bool(draft.imports),
        model=json.dumps(model),
        key=sha256(b"\n".join([content, *(etree.tostring(other.root) for other in others)])).hexdigest(),
    )


def _root(content: bytes) -> Node:
    root = parse(content)
    if not namespace(root).startswith(SPACES) or local(root) != "definitions":
        raise Unreadable(
            say("The file is not DMN: its root is {found}, and dmn:definitions was expected.", found=local(root)),
            line_of(root),
        )
    return root


def _model(draft: Draft) -> dict[str, Any]:
    root = draft.root
    nodes = {kind: [(draft.mark + _id(node), node) for node in draft.children(root, kind)]
             for kind in ("inputData", "decision", "businessKnowledgeModel", "decisionService")}  # fmt: skip
    inputs = {id_: _named(node, draft) for id_, node in nodes["inputData"]}
    decisions = {
        id_: {**_named(node, draft), "requires": _requires(node, draft), "logic": logic(node, draft)}
        for id_, node in nodes["decision"]
    }
    knowledge = {
        id_: {**_named(node, draft), "requires": _requires(node, draft), "logic": _encapsulated(node, draft)}
        for id_, node in nodes["businessKnowledgeModel"]
    }
    services = {id_: _service(node, draft, inputs, decisions) for id_, node in nodes["decisionService"]}
    types = {draft.mark + name: found for name, found in items(draft).items()}
    own = [str(each["name"]) for group in (inputs, decisions, knowledge, services) for each in group.values()]
    return {
        "dialect": draft.dialect,
        "items": types,
        "inputs": inputs,
        "decisions": decisions,
        "knowledge": knowledge,
        "services": services,
        "own": own,
    }


def _named(node: Node, draft: Draft) -> Box:
    """The name and type of a decision's, input's or function's variable; DMN 1.1 files may have none.

    Camunda 8 knows a decision without a variable by its id, the standard by its name.
    """
    variable = draft.child(node, "variable")
    by_id = draft.dialect == "camunda8" and local(node) == "decision"
    name = (None if variable is None else plain(variable, "name")) or (not by_id and plain(node, "name")) or _id(node)
    return {"name": name, "type": draft.type(variable), "at": draft.place(node)}


def _requires(node: Node, draft: Draft) -> dict[str, list[Box]]:
    found: dict[str, list[Box]] = {"inputs": [], "decisions": [], "knowledge": []}
    kinds = {"requiredInput": "inputs", "requiredDecision": "decisions", "requiredKnowledge": "knowledge"}
    for requirement in draft.children(node):
        for reference in draft.children(requirement):
            if local(reference) in kinds and (href := plain(reference, "href")):
                found[kinds[local(reference)]].append({**draft.target_of(href), "at": draft.place(requirement)})
    return found


def _encapsulated(node: Node, draft: Draft) -> Box:
    inner = draft.child(node, "encapsulatedLogic")
    if inner is None:
        return {"kind": "function", "params": [], "body": None, "at": draft.place(node)}
    return function(inner, draft)


def _service(node: Node, draft: Draft, inputs: dict[str, Box], decisions: dict[str, Box]) -> Box:
    def targets(kind: str) -> list[str]:
        return [str(draft.target_of(plain(each, "href") or "")["id"]) for each in draft.children(node, kind)]

    given = [*targets("inputData"), *targets("inputDecision")]
    known = {**inputs, **decisions}
    params = [{"name": known[id_]["name"], "type": known[id_]["type"]} for id_ in given if id_ in known]
    outputs = [id_ for id_ in targets("outputDecision") if id_ in decisions]
    input_decisions = [id_ for id_ in targets("inputDecision") if id_ in decisions]
    return {**_named(node, draft), "params": params, "outputs": outputs, "inputDecisions": input_decisions}


def _decision(node: Node, model: Mapping[str, Any], draft: Draft) -> Decision:
    id_ = _id(node)
    made = model["decisions"][id_]
    box = made["logic"]
    added = draft.child(node, "extensionElements")
    tags = [] if added is None else [plain(each, "value") for each in added.iter("{*}versionTag")]
    kind = next((local(each) for each in draft.children(node) if local(each) in BOXES), None)
    return Decision(
        id=id_,
        name=plain(node, "name") or id_,
        line=line_of(node),
        logic=kind,
        hit_policy=box.get("hitPolicy") if box else None,
        required=tuple(each["id"] for each in made["requires"]["decisions"]),
        version_tag=draft.camunda(node, "versionTag") or next(iter(tags), None),
        history_time_to_live=draft.camunda(node, "historyTimeToLive"),
    )


def _callable(model: Mapping[str, Any]) -> dict[str, str]:
    """Names first, so that an id is stronger than another thing's name."""
    things = [(id_, each) for group in ("knowledge", "services", "decisions") for id_, each in model[group].items()]
    names = {str(each["name"]): id_ for id_, each in things}
    return {**names, **{id_.rpartition("#")[2]: id_ for id_, _ in things}, **{id_: id_ for id_, _ in things}}


def _id(node: Node) -> str:
    return plain(node, "id") or plain(node, "name") or f"{local(node)}_line_{line_of(node)}"
