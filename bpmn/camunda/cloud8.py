"""Camunda 8 (``zeebe:``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bpmn.camunda import cloud8_listeners
from bpmn.camunda.cloud8_table import TABLE
from bpmn.camunda.own_properties import filled
from bpmn.diagram import (
    AdHoc,
    Assignment,
    Binding,
    Call,
    DecisionLink,
    Event,
    Expression,
    FormLink,
    JobSpec,
    Listener,
    Repeat,
    Script,
    ValueMapping,
)
from bpmn.reader.vocabulary import ZEEBE, Node, child, children, extension, extensions, flag, local, plain, text_of
from bpmn.sentence import say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

BINDINGS: dict[str | None, Binding] = {"deployment": "deployment", "versionTag": "versionTag"}
EMBEDDED = "camunda-forms:bpmn:"
"""A form key with this start names a zeebe:userTaskForm of the same file."""


class Cloud8:
    """Texts with a leading ``=`` are FEEL, all others stand for themselves."""

    table = TABLE
    loose_error_references = False

    def expression(self, text: str) -> Expression:
        return Expression("feel", text[1:].strip()) if text.startswith("=") else Expression("literal", text)

    def condition(self, node: Node) -> Expression:
        return self.expression(text_of(node))

    def event(self, event: Event, node: Node, shared: Node | None, draft: Draft) -> Event:
        subscription = None if shared is None else extension(shared, ZEEBE, "subscription")
        key = None if subscription is None else plain(subscription, "correlationKey")
        if event.kind == "conditional" and (only := extension(node, ZEEBE, "conditionalFilter")) is not None:
            names, changes = _names(plain(only, "variableNames")), _names(plain(only, "variableEvents"))
            event = replace(event, variable_names=names, variable_events=changes)
        return replace(event, correlation_key=self._optional(key))

    def repeat(self, node: Node, draft: Draft) -> Repeat:
        loop = extension(node, ZEEBE, "loopCharacteristics")
        until = child(node, "completionCondition")
        found = {} if loop is None else {str(name): str(value).strip() for name, value in loop.attrib.items()}
        return Repeat(
            sequential=flag(plain(node, "isSequential")),
            cardinality=self._optional(text_of(child(node, "loopCardinality"))),
            collection=self._optional(found.get("inputCollection")),
            item=found.get("inputElement") or None,
            output_collection=found.get("outputCollection") or None,
            output_item=self._optional(found.get("outputElement")),
            until=None if until is None else self.condition(until),
        )

    def fields(self, node: Node, node_id: str, draft: Draft) -> dict[str, Any]:
        kind = local(node)
        fields: dict[str, Any] = {
            "inputs": self._mappings(node, "input"),
            "outputs": self._mappings(node, "output"),
            "job": None if kind == "userTask" else self._job(node),
            "properties": self.properties(node),
            "listeners": self.listeners(node, draft),
        }
        if kind in ("userTask", "startEvent"):
            fields["form"] = self._form(node, node_id, draft)
        if kind == "userTask":
            fields["assignment"] = self._assignment(node)
            self._note_job_based(node, draft)
        if kind == "scriptTask":
            fields["script"] = self._script(node)
        if kind == "callActivity":
            fields["call"] = self._call(node)
        if kind == "businessRuleTask":
            fields["decision"] = self._decision(node)
        if kind == "adHocSubProcess":
            fields["ad_hoc"] = self._ad_hoc(node)
        return fields

    def listeners(self, node: Node, draft: Draft) -> tuple[Listener, ...]:
        return cloud8_listeners.read(node, self.expression, draft)

    def version_tag(self, process: Node) -> str | None:
        tag = extension(process, ZEEBE, "versionTag")
        return None if tag is None else plain(tag, "value")

    def properties(self, node: Node) -> tuple[tuple[str, str], ...]:
        return filled(
            (plain(entry, "name") or "", plain(entry, "value") or "")
            for container in extensions(node, ZEEBE, "properties")
            for entry in children(container, "property", ZEEBE)
        )

    def _mappings(self, node: Node, name: str) -> tuple[ValueMapping, ...]:
        container = extension(node, ZEEBE, "ioMapping")
        if container is None:
            return ()
        return tuple(
            ValueMapping(plain(entry, "target") or "", self.expression(plain(entry, "source") or ""))
            for entry in children(container, name, ZEEBE)
        )

    def _job(self, node: Node) -> JobSpec | None:
        definition = extension(node, ZEEBE, "taskDefinition")
        if definition is None:
            return None
        retries = self._optional(plain(definition, "retries"))
        return JobSpec(self.expression(plain(definition, "type") or ""), retries, cloud8_listeners.headers(node))

    def _form(self, node: Node, node_id: str, draft: Draft) -> FormLink | None:
        definition = extension(node, ZEEBE, "formDefinition")
        if definition is None:
            return None
        form_id = plain(definition, "formId")
        key = plain(definition, "externalReference") or plain(definition, "formKey")
        if form_id:
            binding = BINDINGS.get(plain(definition, "bindingType"), "latest")
            tag = plain(definition, "versionTag")
            return FormLink("id", self.expression(form_id), binding, None, tag)
        if key and key.startswith(EMBEDDED):
            return self._embedded(node, node_id, key.removeprefix(EMBEDDED), draft)
        return FormLink("key", self.expression(key)) if key else None

    def _embedded(self, node: Node, node_id: str, form_id: str, draft: Draft) -> FormLink | None:
        """A form written into the diagram itself, as older Modelers did."""
        written = next((form for form in _embedded_forms(draft.root) if plain(form, "id") == form_id), None)
        if written is None:
            draft.note("form_missing", "error", say("The file has no embedded form {form}.", form=form_id), node)
            return None
        try:
            schema = json.loads(text_of(written))
        except (ValueError, RecursionError):
            schema = None
        if not isinstance(schema, dict):
            sentence = say("The embedded form {form} is not the JSON of a Camunda Form.", form=form_id)
            draft.note("form_unreadable", "error", sentence, node)
            return None
        draft.forms[node_id] = schema
        return FormLink("generated", Expression("literal", node_id))

    def _assignment(self, node: Node) -> Assignment:
        who = extension(node, ZEEBE, "assignmentDefinition")
        when = extension(node, ZEEBE, "taskSchedule")
        order = extension(node, ZEEBE, "priorityDefinition")
        return Assignment(
            assignee=self._of(who, "assignee"),
            candidate_users=self._of(who, "candidateUsers"),
            candidate_groups=self._of(who, "candidateGroups"),
            due_date=self._of(when, "dueDate"),
            follow_up_date=self._of(when, "followUpDate"),
            priority=self._of(order, "priority"),
        )

    def _note_job_based(self, node: Node, draft: Draft) -> None:
        if extension(node, ZEEBE, "userTask") is None:
            draft.note(
                "job_based_user_task",
                "info",
                say("Camunda 8 would hand this user task to a job worker, because zeebe:userTask is missing; "
                    "in Alur it is a task in the inbox like any other."),
                node,
            )  # fmt: skip

    def _script(self, node: Node) -> Script | None:
        script = extension(node, ZEEBE, "script")
        if script is None:
            return None
        return Script(self.expression(plain(script, "expression") or ""), plain(script, "resultVariable"))

    def _call(self, node: Node) -> Call:
        called = extension(node, ZEEBE, "calledElement")
        if called is None:
            return Call(Expression("literal", ""))
        return Call(
            process=self.expression(plain(called, "processId") or ""),
            binding=BINDINGS.get(plain(called, "bindingType"), "latest"),
            version_tag=plain(called, "versionTag"),
            all_in=flag(plain(called, "propagateAllParentVariables"), default=True),
            all_out=flag(plain(called, "propagateAllChildVariables"), default=True),
        )

    def _decision(self, node: Node) -> DecisionLink | None:
        called = extension(node, ZEEBE, "calledDecision")
        if called is None:
            return None
        return DecisionLink(
            decision=self.expression(plain(called, "decisionId") or ""),
            result_variable=plain(called, "resultVariable"),
            binding=BINDINGS.get(plain(called, "bindingType"), "latest"),
            version_tag=plain(called, "versionTag"),
        )

    def _ad_hoc(self, node: Node) -> AdHoc:
        found, until = extension(node, ZEEBE, "adHoc"), child(node, "completionCondition")
        return AdHoc(
            active=self._of(found, "activeElementsCollection"),
            until=None if until is None else self.condition(until),
            cancel_remaining=flag(plain(node, "cancelRemainingInstances"), default=True),
            output_collection=None if found is None else plain(found, "outputCollection"),
            output_item=self._of(found, "outputElement"),
        )

    def _of(self, node: Node | None, name: str) -> Expression | None:
        return None if node is None else self._optional(plain(node, name))

    def _optional(self, text: str | None) -> Expression | None:
        return self.expression(text) if text else None


def _names(text: str | None) -> tuple[str, ...]:
    """The parts of a text with commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _embedded_forms(root: Node) -> Iterator[Node]:
    return (form for process in children(root, "process") for form in extensions(process, ZEEBE, "userTaskForm"))
