"""What BPMN itself may say and Alur does not honour, and what other tools and the other dialect left in the file."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from bpmn.camunda.table import Row
from bpmn.elements.why_not import STANDARD_LOOP
from bpmn.reader.draft import Draft
from bpmn.reader.scopes import WITH_SCOPE
from bpmn.reader.vocabulary import (
    BPMN,
    BPMNDI,
    CAMUNDA,
    DC,
    DI,
    MODELER,
    XSI,
    ZEEBE,
    Node,
    children,
    flag,
    line_of,
    local,
    namespace,
    plain,
)
from bpmn.reader.words import ATTRIBUTES as ATTRIBUTE_NAMES
from bpmn.reader.words import ELEMENTS as ELEMENT_NAMES
from bpmn.sentence import Sentence, say

WITH_FLOW_NODES = {"process", *WITH_SCOPE}
DATA = Row("info", say("{word} is documentation only: variables carry the data of a case."))
RESULTS = Row("error", say("{word} is not honoured; collect results in the way of a Camunda dialect."))
TOKENS = Row("error", say("{word} other than 1 is not honoured on {owner}."))

ELEMENTS: Mapping[str, Row] = {
    "dataInputAssociation": DATA,
    "dataOutputAssociation": DATA,
    "ioSpecification": DATA,
    "process/property": DATA,
    "correlationSubscription": Row("warning", say("{word} is ignored: messages are correlated by one key.")),
    "import": Row("warning", say("{word} is ignored: a file has to hold everything it needs.")),
    "loopDataOutputRef": RESULTS,
    "outputDataItem": RESULTS,
    "standardLoopCharacteristics": Row("error", STANDARD_LOOP),
    "complexBehaviorDefinition": Row("error", say("{word} is not honoured.")),
}
"""Elements of BPMN that are read over, with what the analyst is told. Messages
between pools are not listed: nobody expects them to run."""

ATTRIBUTES: Mapping[str, tuple[str, Row]] = {
    # attribute -> the value it may have, and what follows from any other
    "startQuantity": ("1", TOKENS),
    "completionQuantity": ("1", TOKENS),
    "parallelMultiple": ("false", Row("error", say("{word} is not honoured on {owner}."))),
    "behavior": ("All", Row("error", say("{word} of a multi-instance activity is honoured only as All."))),
    "eventGatewayType": ("Exclusive", Row("error", say("{word} is honoured only as Exclusive."))),
}
DOCUMENTATION = frozenset({
    "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "group", "textAnnotation", "category",
})  # fmt: skip
NO_START = say(
    "Neither Camunda starts a process at an element with instantiate ({kind}): draw a message start event for each "
    "message that may begin one."
)
NOT_ASKED = say("instantiate is ignored, as in both Camundas: {kind} has a flow that leads to it.")

DRAWING = {
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "http://www.w3.org/XML/1998/namespace",
    XSI, BPMN, BPMNDI, DC, DI, MODELER,
}  # fmt: skip
DIALECTS = {CAMUNDA: "Camunda 7", ZEEBE: "Camunda 8"}
BOOKKEEPING = {f"{{{CAMUNDA}}}diagramRelationId"}


def note_leftovers(draft: Draft) -> None:
    """Findings for what the reader passes over."""
    foreign: dict[str, Node] = {}
    other: dict[int, tuple[Node, list[str]]] = {}  # holding the node keeps its identity
    for node in draft.root.iter(etree.Element):
        space = namespace(node)
        if space == BPMN:
            _note_bpmn(node, draft)
            _note_unknown(node, draft)
        names = [(space, local(node)), *_foreign_attributes(node)]
        for found, name in names:
            if found in DIALECTS and found != draft.words.table.space:
                owner = _owner(node)
                other.setdefault(id(owner), (owner, []))[1].append(name)
            elif found and found not in DRAWING and found not in DIALECTS:
                foreign.setdefault(found, node)
    _note_documentation(draft)
    for owner, words in other.values():
        _note_other_dialect(owner, words, draft)
    for found, node in foreign.items():
        _note_foreign(found, node, draft)


def _note_documentation(draft: Draft) -> None:
    """One finding for all that is drawn beside the flow, where the first of it stands."""
    found: dict[str, Node] = {}
    for node in draft.root.iter(etree.Element):
        if namespace(node) == BPMN and local(node) in DOCUMENTATION:
            found.setdefault(local(node), node)
    if found:
        sentence = say(
            "{words} are documentation only: they are drawn and kept, and change nothing in how the process runs.",
            words=", ".join(found),
        )
        draft.note("documentation_only", "info", sentence, next(iter(found.values())))


def _note_bpmn(node: Node, draft: Draft) -> None:
    parent = node.getparent()
    owner = "" if parent is None else local(parent)
    row = ELEMENTS.get(f"{owner}/{local(node)}") or ELEMENTS.get(local(node))
    if row is not None and row.severity is not None:
        _note(row, local(node), owner, node, draft)
    for name, (expected, attribute_row) in ATTRIBUTES.items():
        value = plain(node, name)
        if value is not None and value != expected and attribute_row.severity is not None:
            _note(attribute_row, name, local(node), node, draft)
    if flag(plain(node, "instantiate")) and local(node) in ("receiveTask", "eventBasedGateway"):
        _note_instantiate(node, draft)


def _note_instantiate(node: Node, draft: Draft) -> None:
    """Camunda 7's BpmnParse and Camunda 8's transformers do not read the attribute; both want a start event."""
    parent = node.getparent()
    flows = () if parent is None else children(parent, "sequenceFlow")
    entered = any(plain(flow, "targetRef") == plain(node, "id") for flow in flows)
    sentence = Sentence((NOT_ASKED if entered else NO_START).template, {"kind": local(node)})
    draft.note("attribute_not_honoured", "warning" if entered else "error", sentence, node)


def _note_unknown(node: Node, draft: Draft) -> None:
    """Words that BPMN does not have. An unknown flow node is refused by the table of elements."""
    parent = node.getparent()
    if local(node) not in ELEMENT_NAMES and (parent is None or local(parent) not in WITH_FLOW_NODES):
        sentence = say("BPMN has no element {word}; it is ignored.", word=local(node))
        draft.note("word_unknown", "warning", sentence, node)
    unknown = [str(name) for name in node.attrib if not str(name).startswith("{") and name not in ATTRIBUTE_NAMES]
    if unknown:
        sentence = say("{owner} has no attribute {words} in BPMN; it is ignored.",
                       owner=local(node), words=", ".join(unknown))  # fmt: skip
        draft.note("word_unknown", "warning", sentence, node)


def _note(row: Row, word: str, owner: str, node: Node, draft: Draft) -> None:
    sentence = Sentence(row.sentence.template, {"word": word, "owner": owner})
    draft.note("attribute_not_honoured", row.severity or "info", sentence, node)


def _foreign_attributes(node: Node) -> list[tuple[str, str]]:
    qualified = [etree.QName(str(key)) for key in node.attrib if str(key).startswith("{") and key not in BOOKKEEPING]
    return [(str(name.namespace), str(name.localname)) for name in qualified]


def _owner(node: Node) -> Node:
    """The BPMN element that an extension belongs to."""
    around: Node | None = node
    while around is not None and (namespace(around) != BPMN or local(around) == "extensionElements"):
        node, around = around, around.getparent()
    return around if around is not None else node


def _note_other_dialect(owner: Node, words: list[str], draft: Draft) -> None:
    table = draft.words.table
    theirs = next(name for space, name in DIALECTS.items() if space != table.space)
    sentence = say(
        "{words} on {owner} belong to {theirs}; the file is for {ours} and they are ignored.",
        words=", ".join(dict.fromkeys(words)),
        owner=local(owner),
        theirs=theirs,
        ours=DIALECTS[table.space],
    )
    draft.note("other_dialect", "warning", sentence, owner)


def _note_foreign(space: str, node: Node, draft: Draft) -> None:
    sentence = say(
        "Extensions of another tool ({space}) are not read; the first is in line {line}.",
        space=space,
        line=line_of(node),
    )
    draft.note("foreign_extension", "info", sentence, node)
