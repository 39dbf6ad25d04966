"""Subprocesses and call activities: tokens with an inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpmn.diagram import Call
from bpmn.sentence import say
from engine.flow import expressions
from engine.flow.mappings import worked_out
from engine.flow.node import Node
from engine.flow.problem import CALLED_ELEMENT, NotRunnable, Problem
from engine.flow.scope import Scope
from engine.flow.token import Token
from engine.flow.variables import Sight

if TYPE_CHECKING:
    from engine.flow.definition import Definition

DEEPEST = 50
"""Scopes inside scopes; a process that calls itself for ever ends in an incident."""


class Subprocess(Node):
    """An embedded subprocess: its inside shares the variables around it; its own are those of its token."""

    def measure(self) -> None:
        if self.inner is not None and self.inner.start_node is None:
            raise NotRunnable(self.element.id, say("The subprocess {id} has no start event.", id=self.element.id))

    def enter(self, token: Token) -> bool:
        assert self.inner is not None
        assert self.inner.start_node is not None  # see measure
        inside = Scope(self.inner, token)
        if not token.case.open_inside(token, inside):
            inside.spawn(self.inner.start_node)
        return False

    def left(self, token: Token) -> None:
        token.case.subprocesses.pop(token.number, None)


class CallActivity(Node):
    """Runs another process, found when the token arrives, with variables and an instance key of its own."""

    def check(self) -> None:
        if self.element.call is None:
            raise NotRunnable(self.element.id, say("{id} does not say which process it calls.", id=self.element.id))

    @property
    def call(self) -> Call:
        assert self.element.call is not None  # see check
        return self.element.call

    def enter(self, token: Token) -> bool:
        definition = self._called(token)
        if self.call.business_key is not None:
            business_key = expressions.value(token, self.call.business_key)
            token.memo["business_key"] = None if business_key is None else str(business_key)
        variables = self._given(token)
        start = definition.spec.start_node
        assert start is not None  # see _called
        scope = Scope(definition.spec, token, definition, token.case.host.new_instance(), {})
        detail = {
            "process_id": definition.process_id,
            "definition_key": definition.key,
            "parent": token.scope.instance,
            "token": token.number,
            "element": self.element.id,
            "business_key": token.memo.get("business_key"),
        }
        token.case.journal.of_instance("instance_started", scope, None, detail)
        token.case.put_instance(scope, variables)
        scope.spawn(start)
        return False

    def finish(self, token: Token) -> None:
        token.memo["values"] = self.results(token)

    def results(self, token: Token) -> dict[str, Any]:
        """What the called process hands back: everything, or what Camunda 7's camunda:out name."""
        scope = token.case.subprocesses[token.number]
        everything = self.call.all_out or (self.spec.camunda8 and bool(self.element.outputs))
        found = dict(scope.variables or {}) if everything else {}
        if self.call.outputs:
            found.update(worked_out(token, self.call.outputs, False, scope.variables))
        return found

    def left(self, token: Token) -> None:
        token.case.subprocesses.pop(token.number, None)

    def _given(self, token: Token) -> dict[str, Any]:
        """What the called process starts with."""
        found = dict(Sight(token)) if self.call.all_in else {}
        if self.spec.camunda8 and not self.call.all_in:
            found = dict(token.data)
        if self.call.inputs:
            found.update(worked_out(token, self.call.inputs, False))
        return found

    def _called(self, token: Token) -> Definition:
        call = self.call
        process_id = expressions.value(token, call.process, CALLED_ELEMENT)
        if not isinstance(process_id, str) or not process_id:
            wrong = expressions.wrong(token, say("the called process"), call.process, say("a text"), process_id)
            raise Problem(CALLED_ELEMENT, wrong.sentence)
        if token.scope.depth >= DEEPEST:
            sentence = say(
                "{id} calls {process} as the {depth}th process inside another; more than {most} are not followed.",
                id=self.element.id, process=process_id, depth=token.scope.depth + 1, most=DEEPEST,
            )  # fmt: skip
            raise Problem(CALLED_ELEMENT, sentence)
        version = None if call.version is None else str(expressions.value(token, call.version, CALLED_ELEMENT))
        definition = token.case.host.called(
            process_id, call.binding, version, call.version_tag, token.scope.definition.key
        )
        if definition is None:
            raise Problem(
                CALLED_ELEMENT,
                say("{id} calls the process {process}, which is not deployed.", id=self.element.id, process=process_id),
            )
        if definition.spec.start_node is None:
            sentence = say("The called process {process} has no start event without a trigger.", process=process_id)
            raise Problem(CALLED_ELEMENT, sentence)
        return definition
