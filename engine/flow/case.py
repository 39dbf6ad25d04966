"""A case: the outermost scope of a running process with everything inside it, and the verbs of its host."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, Literal, Self

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from bpmn.languages import Moment
from bpmn.sentence import Sentence, say
from engine.flow import errors, guards, snapshot, waits
from engine.flow.definition import Definition
from engine.flow.facts import Fact, OpenIncident, Step, Wait
from engine.flow.gateways import Inclusive
from engine.flow.host import Host
from engine.flow.journal import Journal
from engine.flow.problem import DEADLOCK, STEP_LIMIT, UNHANDLED_ERROR, NotWaiting, Problem, not_waiting, packed
from engine.flow.scope import Scope, ScopeMixin
from engine.flow.token import ERROR, READY, STARTED, Memo, Token
from engine.flow.variables import InstanceVariables, write, write_local

MOST_STEPS = 100_000
"""Steps of one command; an endless loop without a wait ends here."""
MOST_TOKENS = 20_000
"""Live tokens of one case; a loop that forks for ever ends here."""


class Case(ScopeMixin, BpmnWorkflow):  # type: ignore[misc]
    """Begin or restore it, use verbs, then call ``step``: nothing runs before."""

    subprocesses: dict[int, Scope]

    def __init__(self, definition: Definition, instance: int, variables: Mapping[str, Any], host: Host) -> None:
        super().__init__(definition.spec, script_engine=host, deserializing=True)
        self.host = host
        self.journal = Journal()
        self.index: dict[int, Token] = {}  # live tokens of all scopes
        self.queue: deque[Token] = deque()  # ready tokens
        self.undecided: dict[tuple[ScopeMixin, Inclusive], None] = {}  # inclusive joins that tokens wait at
        self.last_number = 0
        self.steps = 0
        self.state: Literal["active", "completed", "terminated"] = "active"
        self.warnings: tuple[Sentence, ...] = ()  # of the last evaluation
        self.written = False
        self._moment: Moment | None = None
        self._given: Mapping[str, Any] = {}
        self._lay_out(self, definition, instance, InstanceVariables(variables), None)

    @classmethod
    def begin(cls, definition: Definition, instance: int, variables: Mapping[str, Any], host: Host) -> Self:
        """A new case. ``variables`` are what it starts with."""
        case = cls(definition, instance, {}, host)
        case._given = variables
        return case

    @classmethod
    def restore(
        cls,
        definition: Definition,
        stored: Mapping[str, Any],
        variables: Mapping[int, Mapping[str, Any]],
        host: Host,
    ) -> Self:
        """The case as it was when ``stored`` was taken. ``variables``: the instance-level ones by instance key."""
        instance = stored["instance"]
        case = cls(definition, instance, variables.get(instance, {}), host)
        snapshot.load(case, stored, variables)
        return case

    # Verbs

    def start(self, element_id: str | None = None, values: Mapping[str, Any] | None = None) -> None:
        """A token enters the none start event, or the start event of that id with what its message brought."""
        node = self.spec.start_node if element_id is None else self.spec.node(element_id)
        if self.last_number or node is None or node.element.kind != "startEvent":
            expected = element_id or "a start event without a trigger"
            raise NotWaiting(
                say("{process} cannot be started at {expected}.", process=self.definition.process_id, expected=expected)
            )
        detail = {"process_id": self.definition.process_id, "definition_key": self.definition.key, "parent": None}
        self.journal.of_instance("instance_started", self, None, detail)
        self.put_instance(self, self._given)
        self.spawn(node, Memo(values=dict(values)) if values else None)

    def complete(self, number: int, values: Mapping[str, Any] | None = None) -> None:
        """A user task or job is done; ``values`` are its results."""
        token = self._waiting(number, "complete", "user", "job")
        self._resume(token, values)

    def trigger(self, number: int, values: Mapping[str, Any] | None = None) -> None:
        """The message or signal has come, the timer is due."""
        token = self._waiting(number, "trigger", "message", "signal", "timer", "condition")
        if "guard" in token.memo:
            guards.fire(token, values or {})
        else:
            self._resume(token, values)

    def throw_error(
        self, number: int, code: str, message: str | None = None, values: Mapping[str, Any] | None = None
    ) -> None:
        """A job (or user task) ends with a BPMN error; if nobody catches it, it is an incident there."""
        token = self._waiting(number, "throw an error", "user", "job")
        try:
            catch = errors.find(token, "error", code)
            if catch is None:
                sentence = say("Nobody catches the error {code} thrown by {id}.", code=code, id=token.node.element.id)
                raise Problem(UNHANDLED_ERROR, sentence)
            errors.cross(catch)
        except Problem as problem:
            self._stop(token, problem.code, problem.sentence)
        else:
            errors.land(catch, code, message, values or {})

    def stick(self, number: int, code: str, sentence: Sentence) -> None:
        """An incident from outside: the wait is closed until ``retry`` opens it again."""
        self._stop(self._waiting(number, "stop", "user", "job", "message", "timer"), code, sentence)

    def retry(self, number: int) -> None:
        """Resolve the token's incident by doing again what failed, and only that."""
        token = self.index.get(number)
        if token is None or "incident" not in token.memo:
            raise not_waiting(number, "retry")
        self.settle_incident(token)
        if token.state != ERROR:
            return  # at a join that nothing can come to: the step looks again
        if token.memo.pop("stuck", None):
            token._set_state(STARTED)
            self.journal.open(token)
        else:
            token._ready()

    def set_variables(
        self, values: Mapping[str, Any], token: int | None = None, local: bool = False, instance: int | None = None
    ) -> None:
        """Set variables from outside: of the process instance (the case's own unless ``instance`` is given), or as seen
        from a token, ``local`` to it or in the nearest scope that has the name."""
        if token is None:
            self.put_instance(self._instance_scope(instance or self.instance), values)
            return
        at = self.index.get(token)
        if at is None:
            raise not_waiting(token, "set")
        for name, value in values.items():
            (write_local if local else write)(at, name, value)

    def cancel(self, workflow: object = None) -> None:
        """End everything now."""
        if self.state != "active":
            raise NotWaiting(say("The case has ended already."))
        self.discard()
        self.state, self.completed = "terminated", True

    def step(self) -> Step:
        """Run until everything waits; what has changed since the last call."""
        self.do_engine_steps()
        self._report_deadlock()
        journal, self.journal = self.journal, Journal()
        self.steps, self._moment = 0, None
        return Step(
            facts=tuple(journal.facts),
            opened=tuple(waits.wait_of(token) for token in journal.opened.values()),
            closed=tuple(journal.closed),
            raised=tuple(waits.incident_of(token) for token in journal.raised.values()),
            resolved=tuple(journal.resolved),
            variables=self._changes(journal.facts),
            snapshot=snapshot.take(self),
            state=self.state,
            published=tuple(journal.published),
        )

    def waits(self) -> tuple[Wait, ...]:
        """Everything the case waits for."""
        return tuple(waits.wait_of(token) for token in self._in_order() if token.waiting)

    def incidents(self) -> tuple[OpenIncident, ...]:
        """Every token that is stuck."""
        return tuple(waits.incident_of(token) for token in self._in_order() if "incident" in token.memo)

    # What the nodes ask of their case

    @property
    def moment(self) -> Moment:
        """The present, the same until the step is over."""
        if self._moment is None:
            self._moment = self.host.moment()
        return self._moment

    def next_number(self) -> int:
        self.last_number += 1
        return self.last_number

    def put_instance(self, scope: ScopeMixin, values: Mapping[str, Any]) -> None:
        """Set variables of the process instance that the scope is."""
        variables = scope.variables
        assert variables is not None
        for name, value in values.items():
            before = variables[name] if name in variables else None  # noqa: SIM401
            variables.put(name, value)
            detail = {"name": name, "before": before, "after": value, "scope": None}
            self.journal.of_instance("variable_set", scope, None, detail)

    def raise_incident(self, token: Token, code: str, sentence: Sentence) -> None:
        """The token is stuck. The library moves it to ERROR."""
        stored = packed(sentence)
        token.memo["incident"] = {"code": code, **stored}
        detail = {"code": code, "sentence": stored["template"], "values": stored["values"]}
        self.journal.add("incident_raised", token, detail)
        self.journal.stuck(token)

    def settle_incident(self, token: Token) -> None:
        del token.memo["incident"]
        self.journal.add("incident_resolved", token)
        self.journal.unstuck(token)

    # What the library asks

    def get_task_from_id(self, number: int) -> Token:
        """The library searches all scopes."""
        return self.index[number]

    def _do_engine_steps(self, will_complete_task: object = None, did_complete_task: object = None) -> int:
        """Run what is ready, then decide the inclusive joins. Called by the library until nothing moves."""
        count = 0
        while self.queue:
            token = self.queue.popleft()
            if token.state != READY:
                continue  # ended by another token meanwhile
            if self.steps >= MOST_STEPS or len(self.index) > MOST_TOKENS:
                self._give_up(token)
                continue
            self.steps += 1
            token.run()
            count += 1
        return count + self._decide_joins()

    def _decide_joins(self) -> int:
        for scope, node in sorted(self.undecided, key=_place):
            if scope.ended or node.name not in scope.arrivals:
                del self.undecided[scope, node]
            elif node.decide(scope):
                return 1  # what goes on may change what the others wait for
        return 0

    def _give_up(self, token: Token) -> None:
        sentence = say(
            "After {steps} steps in one command, with {tokens} tokens at once, {id} was still going on with nothing "
            "to wait for; expected a task, an event or an end on the way.",
            steps=self.steps, tokens=len(self.index), id=token.node.element.id,
        )  # fmt: skip
        self.raise_incident(token, STEP_LIMIT, sentence)
        token.error()

    def _report_deadlock(self) -> None:
        """Tokens that wait only for each other at joins would wait for ever: say so."""
        if self.state != "active" or any(one.waiting or "incident" in one.memo for one in self.index.values()):
            return
        for token in [one for one in self._in_order() if "via" in one.memo]:
            sentence = say("{id} waits for more tokens, but none can come any more.", id=token.node.element.id)
            self.raise_incident(token, DEADLOCK, sentence)

    def _in_order(self) -> list[Token]:
        """Live tokens as they came: after a restart the scopes come one after the other."""
        return [self.index[number] for number in sorted(self.index)]

    def _waiting(self, number: int, verb: str, *kinds: str) -> Token:
        token = self.index.get(number)
        if token is None or waits.kind_of(token) not in kinds:
            raise not_waiting(number, verb)
        return token

    def _resume(self, token: Token, values: Mapping[str, Any] | None) -> None:
        self.journal.close(token)
        if values:
            token.memo["values"] = dict(values)
        token._ready()

    def _stop(self, token: Token, code: str, sentence: Sentence) -> None:
        self.journal.close(token)
        token.memo["stuck"] = 1
        self.raise_incident(token, code, sentence)
        token.error()

    def _instance_scope(self, instance: int) -> ScopeMixin:
        for scope in (self, *self.subprocesses.values()):
            if scope.variables is not None and scope.instance == instance:
                return scope
        raise NotWaiting(say("The instance {instance} is not part of this case any more.", instance=instance))

    def _changes(self, facts: list[Fact]) -> dict[tuple[int, str], Any]:
        """Instance-level variables as the facts leave them; called instances that have ended are among them."""
        return {
            (fact.instance, fact.detail["name"]): fact.detail["after"]
            for fact in facts
            if fact.kind == "variable_set" and fact.detail["scope"] is None
        }


def _place(at: tuple[ScopeMixin, Inclusive]) -> tuple[int, str]:
    """An order of joins that a restart does not change."""
    scope, node = at
    return (0 if scope.token is None else scope.token.number, node.name)
