"""What the reader holds while it reads one file: the dialect's words, what can be referred to, and what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpmn.diagram import Dialect, Finding, Severity
from bpmn.reader.vocabulary import BPMN, Node, child, children, flag, line_of, local, plain, reference
from bpmn.sentence import Sentence, say

if TYPE_CHECKING:
    from bpmn.camunda import Words

REFERABLE = ("message", "signal", "error", "escalation")
EVENT_DEFINITION = "EventDefinition"


@dataclass(slots=True)
class Draft:
    """Grows while reading; ``read`` freezes it into a Diagram. ``ids`` are all ids of the file outside its drawing."""

    root: Node
    dialect: Dialect
    words: Words
    findings: list[Finding] = field(default_factory=list)
    forms: dict[str, Mapping[str, object]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    shared: dict[tuple[str, str], Node] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)
    handlers: dict[str, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)

    def note(
        self, rule: str, severity: Severity, sentence: Sentence, node: Node, element_id: str | None = None
    ) -> None:
        """Add a finding about a node; its own id, or that of the nearest node around it that has one, is named."""
        self.findings.append(Finding(rule, severity, sentence, element_id or owner_id(node), line_of(node)))

    def collect(self) -> None:
        """Index messages, signals, errors, escalations and event definitions, so that events can refer to them."""
        for node in children(self.root):
            name = EVENT_DEFINITION if local(node).endswith(EVENT_DEFINITION) else local(node)
            if name in (*REFERABLE, EVENT_DEFINITION) and (node_id := plain(node, "id")):
                self.shared[name, node_id] = node
        self._collect_handlers()

    def _collect_handlers(self) -> None:
        """Index what associations lead to, wherever they are written: a compensation handler before anything else,
        notes on the diagram never."""
        ends = [(reference(node, "sourceRef"), reference(node, "targetRef")) for node in self._all("association")]
        notes = {plain(node, "id") for node in self._all("textAnnotation")}
        undoing = {
            plain(node, "id") for node in self.root.iter(f"{{{BPMN}}}*") if flag(plain(node, "isForCompensation"))
        }
        for source, target in sorted(ends, key=lambda pair: pair[1] not in undoing):
            if source and target and target not in notes:
                self.handlers.setdefault(source, target)

    def _all(self, name: str) -> Iterator[Node]:
        return self.root.iter(f"{{{BPMN}}}{name}")

    def referred(self, node: Node, attribute: str, name: str) -> Node | None:
        """The shared message, signal, error or escalation a node refers to; a reference into nothing is a finding."""
        target = reference(node, attribute)
        if target is None:
            return None
        found = self.shared.get((name, target))
        if found is None:
            self.note(
                "dangling_reference",
                "error",
                say("{attribute} refers to {target}, and the file has no {name} of that id.",
                    attribute=attribute, target=target, name=name),
                node,
            )  # fmt: skip
        return found

    def fresh_id(self, wanted: str) -> str:
        """An id nobody has yet, for a node that was written without one."""
        made = wanted
        while made in self.ids:
            self.made[wanted] += 1
            made = f"{wanted}_{self.made[wanted] + 1}"
        self.ids.add(made)
        return made


def owner_id(node: Node) -> str | None:
    """The id of the node itself or of the nearest element around it; event definitions speak for their event."""
    around: Node | None = node
    while around is not None:
        of_bpmn = isinstance(around.tag, str) and around.tag.startswith(f"{{{BPMN}}}")
        if of_bpmn and not local(around).endswith(EVENT_DEFINITION) and (found := plain(around, "id")):
            return found if local(around) not in ("multiInstanceLoopCharacteristics", "definitions") else _up(around)
        around = around.getparent()
    return None


def _up(node: Node) -> str | None:
    parent = node.getparent()
    return None if parent is None else owner_id(parent)


def documentation(node: Node) -> str:
    """The text of bpmn:documentation."""
    found = child(node, "documentation")
    return "" if found is None else "".join(str(part) for part in found.itertext()).strip()
