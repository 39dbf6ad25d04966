"""What does the work of a step in Camunda 7: an external topic, Java code, an expression, or a decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from bpmn.camunda import priorities, reported_errors
from bpmn.diagram import Binding, DecisionLink, DecisionMapping, Expression, JobSpec, Script
from bpmn.reader.vocabulary import CAMUNDA, Node, children, local, own
from bpmn.sentence import say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

Read = Callable[[str], Expression]

BINDINGS: dict[str | None, Binding] = {
    "deployment": "deployment", "version": "version", "versionTag": "versionTag",
}  # fmt: skip
RESULTS: dict[str, DecisionMapping] = {
    "singleEntry": "singleEntry", "singleResult": "singleResult", "collectEntries": "collectEntries",
}  # fmt: skip
"""camunda:mapDecisionResult; anything else is resultList, as in Camunda 7."""

WORKING = ("serviceTask", "sendTask", "businessRuleTask", "messageEventDefinition")
BEAN = re.compile(r"^[#$]\{\s*(\w+)\s*\}$")


def job(node: Node, read: Read, draft: Draft) -> JobSpec | None:
    """An external task, or an event whose message is sent by one. What is left to Java becomes a job as well."""
    for owner in (node, *children(node, "messageEventDefinition")):
        if own(owner, "type", CAMUNDA) == "external":
            topic = read(own(owner, "topic", CAMUNDA) or "")
            priority = priorities.read(owner, "taskPriority", read)
            return JobSpec(topic, errors=reported_errors.read(owner, read, draft), priority=priority)
        if local(owner) in WORKING and (name := _java(owner)):
            sentence = say(
                "{name} is Java code, which Alur does not run: the step is offered as a job of that type, which a "
                "worker in any language can do.",
                name=name,
            )
            draft.note("java_as_job", "warning", sentence, node)
            return JobSpec(Expression("literal", name), priority=priorities.read(owner, "taskPriority", read))
    return None


def script(node: Node, read: Read) -> Script | None:
    """camunda:expression: the work of a task or of an event that sends a message."""
    for owner in (node, *children(node, "messageEventDefinition")):
        if local(owner) in WORKING and (text := own(owner, "expression", CAMUNDA)):
            return Script(read(text), own(owner, "resultVariable", CAMUNDA))
    return None


def decision(node: Node, read: Read) -> DecisionLink | None:
    """camunda:decisionRef of a business rule task."""
    named = own(node, "decisionRef", CAMUNDA)
    if not named:
        return None
    version = own(node, "decisionRefVersion", CAMUNDA)
    return DecisionLink(
        decision=read(named),
        result_variable=own(node, "resultVariable", CAMUNDA),
        binding=BINDINGS.get(own(node, "decisionRefBinding", CAMUNDA), "latest"),
        version=read(version) if version else None,
        version_tag=own(node, "decisionRefVersionTag", CAMUNDA),
        result=RESULTS.get(own(node, "mapDecisionResult", CAMUNDA) or "", "resultList"),
    )


def _java(node: Node) -> str | None:
    """The Java class or bean that would do the work in Camunda 7."""
    bean = own(node, "delegateExpression", CAMUNDA)
    named = BEAN.match(bean) if bean else None
    return own(node, "class", CAMUNDA) or (named.group(1) if named else bean)
