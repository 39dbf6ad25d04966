"""The inside of a process or subprocess: flows first, because they alone say what is connected, then the elements."""

from __future__ import annotations

from collections import defaultdict

from bpmn.diagram import Element, Flow, Scope
from bpmn.reader.draft import Draft
from bpmn.reader.nodes import element
from bpmn.reader.vocabulary import Node, child, children, line_of, local, plain, reference
from bpmn.sentence import Sentence, say

WITH_SCOPE = {"subProcess", "transaction", "adHocSubProcess"}
NOT_IN_THE_FLOW = frozenset({
    "artifact", "association", "auditing", "category", "correlationSubscription", "dataInputAssociation", "dataObject",
    "dataObjectReference", "dataOutputAssociation", "dataStoreReference", "documentation", "extensionElements",
    "group", "humanPerformer", "incoming", "ioBinding", "ioSpecification", "laneSet", "monitoring",
    "multiInstanceLoopCharacteristics", "outgoing", "performer", "potentialOwner", "property", "resourceRole",
    "sequenceFlow", "standardLoopCharacteristics", "supportedInterfaceRef", "supports", "textAnnotation",
    "completionCondition",
})  # fmt: skip
"""What may stand in a process or subprocess besides flow nodes. Everything else is taken for a flow node."""


def scope(node: Node, draft: Draft) -> Scope:
    """The scope written in a process or subprocess node."""
    nodes = [(written, _id(written, draft)) for written in children(node) if local(written) not in NOT_IN_THE_FLOW]
    here = {node_id for _, node_id in nodes}
    flows = tuple(flow for written in children(node, "sequenceFlow") if (flow := _flow(written, here, draft)))
    incoming: dict[str, list[str]] = defaultdict(list)
    outgoing: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        outgoing[flow.source].append(flow.id)
        incoming[flow.target].append(flow.id)
    elements: list[Element] = []
    for written, node_id in nodes:
        ends = tuple(incoming[node_id]), tuple(outgoing[node_id])
        inner = scope(written, draft) if local(written) in WITH_SCOPE else None
        elements.append(element(written, node_id, ends, inner, draft))
    return Scope(tuple(elements), flows)


def _id(node: Node, draft: Draft) -> str:
    written = plain(node, "id")
    if written:
        return written
    made = draft.fresh_id(f"{local(node)}_line_{line_of(node)}")
    draft.note("id_missing", "error", say("This {kind} has no id.", kind=local(node)), node, made)
    return made


def _flow(node: Node, here: set[str], draft: Draft) -> Flow | None:
    source, target = reference(node, "sourceRef"), reference(node, "targetRef")
    flow_id = plain(node, "id") or draft.fresh_id(f"Flow_from_{source}_to_{target}")
    for attribute, end in (("sourceRef", source), ("targetRef", target)):
        if end not in here:
            draft.note("dangling_reference", "error", _dangling(attribute, end, draft), node, flow_id)
    if source is None or target is None or not {source, target} <= here:
        return None
    condition = child(node, "conditionExpression")
    return Flow(
        id=flow_id,
        source=source,
        target=target,
        name=plain(node, "name") or "",
        condition=None if condition is None else draft.words.condition(condition),
        line=line_of(node),
        listeners=draft.words.listeners(node, draft),
    )


def _dangling(attribute: str, end: str | None, draft: Draft) -> Sentence:
    if end is None:
        return say("This sequence flow has no {attribute}.", attribute=attribute)
    if end in draft.ids:
        return say(
            "This sequence flow's {attribute} is {end}, which is not a flow node of the same process or subprocess.",
            attribute=attribute,
            end=end,
        )
    return say(
        "This sequence flow's {attribute} is {end}, and the file has no element of that id.",
        attribute=attribute,
        end=end,
    )
