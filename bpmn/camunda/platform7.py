"""Camunda 7 (``camunda:``, older files ``activiti:``) and files without any dialect, which run by its rules."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bpmn.camunda import continuations, listeners, parameters, performers, platform7_work, priorities
from bpmn.camunda.generated_form import generated_form
from bpmn.camunda.own_properties import filled
from bpmn.camunda.platform7_table import TABLE
from bpmn.camunda.platform7_work import BINDINGS
from bpmn.camunda.table import RULE
from bpmn.diagram import (
    Assignment,
    Call,
    Event,
    Expression,
    FormLink,
    Listener,
    Repeat,
    Script,
    ValueMapping,
)
from bpmn.reader.vocabulary import (
    CAMUNDA,
    Node,
    child,
    children,
    extensions,
    flag,
    local,
    own,
    plain,
    reference,
    text_of,
)
from bpmn.sentence import say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

NAME = re.compile(r"^[^\W\d]\w*$")


class Platform7:
    """Texts with ``${...}`` or ``#{...}`` are JUEL, all others stand for themselves."""

    table = TABLE
    loose_error_references = True

    def expression(self, text: str) -> Expression:
        return Expression("juel" if "${" in text or "#{" in text else "literal", text)

    def condition(self, node: Node) -> Expression:
        """A condition's ``language`` makes it a script; without one it is an expression."""
        language = plain(node, "language")
        return parameters.script_text(language, text_of(node)) if language else self.expression(text_of(node))

    def event(self, event: Event, node: Node, shared: Node | None, draft: Draft) -> Event:
        if event.kind == "error" and shared is None and (code := reference(node, "errorRef")):
            event = replace(event, code=Expression("literal", code))
        if event.kind == "signal":
            event = self._payload(event, node, draft)
        if event.timer is not None:
            priority = priorities.read(node, "jobPriority", self.expression)
            event = replace(event, timer=replace(event.timer, priority=priority))
        return replace(
            event,
            variable_names=_names(own(node, "variableName", CAMUNDA)),
            variable_events=_names(own(node, "variableEvents", CAMUNDA)),
            message=self._error_message(shared) if event.kind == "error" else None,
            code_variable=own(node, "errorCodeVariable", CAMUNDA) or own(node, "escalationCodeVariable", CAMUNDA),
            message_variable=own(node, "errorMessageVariable", CAMUNDA),
        )

    def repeat(self, node: Node, draft: Draft) -> Repeat:
        collection = own(node, "collection", CAMUNDA) or text_of(child(node, "loopDataInputRef"))
        item = child(node, "inputDataItem")
        until = child(node, "completionCondition")
        return Repeat(
            sequential=flag(plain(node, "isSequential")),
            cardinality=self._optional(text_of(child(node, "loopCardinality"))),
            collection=self._variable_or_expression(collection, node, draft) if collection else None,
            item=own(node, "elementVariable", CAMUNDA) or (None if item is None else plain(item, "name")),
            until=None if until is None else self.condition(until),
            listeners=continuations.read(node, draft, self.expression),
        )

    def fields(self, node: Node, node_id: str, draft: Draft) -> dict[str, Any]:
        kind = local(node)
        inputs, outputs = parameters.read(node, self.expression)
        fields: dict[str, Any] = {
            "inputs": inputs,
            "outputs": outputs,
            "job": platform7_work.job(node, self.expression, draft),
            "properties": self.properties(node),
            "listeners": self.listeners(node, draft),
        }
        if kind in ("userTask", "startEvent"):
            fields["form"] = self._form(node, node_id, draft)
        if kind == "startEvent":
            fields["initiator"] = own(node, "initiator", CAMUNDA)
        if kind == "userTask":
            fields["assignment"] = self._assignment(node, draft)
        fields["script"] = self._script(node) if kind == "scriptTask" else platform7_work.script(node, self.expression)
        if kind == "callActivity":
            fields["call"] = self._call(node, draft)
        if kind == "businessRuleTask":
            fields["decision"] = platform7_work.decision(node, self.expression)
        return fields

    def version_tag(self, process: Node) -> str | None:
        return own(process, "versionTag", CAMUNDA)

    def properties(self, node: Node) -> tuple[tuple[str, str], ...]:
        return filled(
            (plain(entry, "name") or plain(entry, "id") or "", plain(entry, "value") or "")
            for container in extensions(node, CAMUNDA, "properties")
            for entry in children(container, "property", CAMUNDA)
        )

    def listeners(self, node: Node, draft: Draft) -> tuple[Listener, ...]:
        asynchronous = (
            () if local(node) in ("process", "sequenceFlow") else continuations.read(node, draft, self.expression)
        )
        return (*asynchronous, *listeners.read(node, self.expression, draft))

    def _error_message(self, shared: Node | None) -> Expression | None:
        return None if shared is None else self._optional(own(shared, "errorMessage", CAMUNDA))

    def _form(self, node: Node, node_id: str, draft: Draft) -> FormLink | None:
        form, key = own(node, "formRef", CAMUNDA), own(node, "formKey", CAMUNDA)
        if form:
            return FormLink(
                "id",
                self.expression(form),
                BINDINGS.get(own(node, "formRefBinding", CAMUNDA), "latest"),
                self._optional(own(node, "formRefVersion", CAMUNDA)),
            )
        schema = generated_form(node, node_id, draft)
        if schema is not None:
            draft.forms[node_id] = schema
            if key:
                draft.note(
                    RULE, "warning", say("The form key {key} is ignored: camunda:formData is shown.", key=key), node
                )
            return FormLink("generated", Expression("literal", node_id))
        return FormLink("key", self.expression(key)) if key else None

    def _assignment(self, node: Node, draft: Draft) -> Assignment:
        performer, users, groups = performers.read(node)
        assignee = own(node, "assignee", CAMUNDA)
        if performer and assignee:
            draft.note(
                RULE,
                "error",
                say("The assignee is given twice, by bpmn:humanPerformer and by camunda:assignee."),
                node,
            )
        together = {
            "candidateUsers": (*users, own(node, "candidateUsers", CAMUNDA)),
            "candidateGroups": (*groups, own(node, "candidateGroups", CAMUNDA)),
        }
        joined = {name: ",".join(part for part in parts if part) for name, parts in together.items()}
        return Assignment(
            assignee=self._optional(assignee or performer),
            candidate_users=self._optional(joined["candidateUsers"]),
            candidate_groups=self._optional(joined["candidateGroups"]),
            due_date=self._optional(own(node, "dueDate", CAMUNDA)),
            follow_up_date=self._optional(own(node, "followUpDate", CAMUNDA)),
            priority=self._optional(own(node, "priority", CAMUNDA)),
        )

    def _script(self, node: Node) -> Script | None:
        written = child(node, "script")
        language = plain(node, "scriptFormat") or ""
        if written is None:
            return None
        return Script(parameters.script_text(language, text_of(written)), own(node, "resultVariable", CAMUNDA))

    def _call(self, node: Node, draft: Draft) -> Call:
        inward = list(extensions(node, CAMUNDA, "in"))
        outward = list(extensions(node, CAMUNDA, "out"))
        keys = [key for entry in inward if (key := plain(entry, "businessKey"))]
        return Call(
            process=self.expression(plain(node, "calledElement") or ""),
            binding=BINDINGS.get(own(node, "calledElementBinding", CAMUNDA), "latest"),
            version=self._optional(own(node, "calledElementVersion", CAMUNDA)),
            version_tag=own(node, "calledElementVersionTag", CAMUNDA),
            business_key=self._optional(keys[0] if keys else None),
            all_in=any(plain(entry, "variables") == "all" for entry in inward),
            all_out=any(plain(entry, "variables") == "all" for entry in outward),
            inputs=self._crossing(inward, draft),
            outputs=self._crossing(outward, draft),
        )

    def _crossing(self, entries: list[Node], draft: Draft) -> tuple[ValueMapping, ...]:
        found = []
        for entry in entries:
            source, written = plain(entry, "source"), plain(entry, "sourceExpression")
            target = plain(entry, "target")
            if target and written:
                found.append(ValueMapping(target, self.expression(written)))
            elif target and source:
                found.append(ValueMapping(target, _variable(source, entry, draft)))
        return tuple(found)

    def _payload(self, event: Event, node: Node, draft: Draft) -> Event:
        """What a thrown signal carries."""
        entries = list(extensions(node, CAMUNDA, "in"))
        if any(plain(entry, "businessKey") for entry in entries):
            draft.note(RULE, "error", say("A signal hands on no business key; send it as a variable."), node)
        everything = any(plain(entry, "variables") == "all" for entry in entries)
        return replace(event, sends=self._crossing(entries, draft), sends_all=everything)

    def _optional(self, text: str | None) -> Expression | None:
        return self.expression(text) if text else None

    def _variable_or_expression(self, text: str, node: Node, draft: Draft) -> Expression:
        """A collection without ``${}`` is the name of a variable."""
        found = self.expression(text)
        return _variable(text, node, draft) if found.language == "literal" else found


def _names(text: str | None) -> tuple[str, ...]:
    """The parts of a text with commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _variable(name: str, node: Node, draft: Draft) -> Expression:
    """The value of a variable, null if there is none: what Camunda 7 does, and FEEL with a plain name."""
    if not NAME.match(name):
        draft.note(RULE, "error", say("{name} is not a variable's name that can be read; use letters and digits.",
                                      name=name), node)  # fmt: skip
    return Expression("feel", name)


class Plain(Platform7):
    """A file without any dialect may follow BPMN tools that write FEEL with a leading ``=``."""

    def expression(self, text: str) -> Expression:
        if text.startswith("="):
            return Expression("feel", text[1:].strip())
        return super().expression(text)
