"""A case: the outermost scope of a running process with everything inside it, and the verbs of its host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from bpmn.diagram import Element
from bpmn.sentence import Sentence, say
from engine.flow import guards, pieces, reported, snapshot, task_changes, tasks, waits, ways_out
from engine.flow.adhoc import AdHoc
from engine.flow.apart import Rest
from engine.flow.definition import Definition
from engine.flow.facts import OpenIncident, Step, Wait
from engine.flow.fold import GONE, changes_of
from engine.flow.host import Host
from engine.flow.journal import Journal
from engine.flow.migrating import Migrating
from engine.flow.pieces import Pieces
from engine.flow.problem import NotWaiting, Problem, not_waiting
from engine.flow.token import ERROR, STARTED, WAITING, Memo, Token
from engine.flow.variables import awaiting_layer, put, remove, take_away, write, write_local
from engine.flow.ways_out import WayOut


class Case(Migrating):
    """Begin or restore it, use verbs, then call ``step``: nothing runs before."""

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
        rest: Rest | None = None,
    ) -> Self:
        """The case as it was when ``stored`` was taken. ``variables``: the instance-level ones by instance key.
        ``rest``: what was taken apart from the snapshot, if ``pieces`` took it."""
        case = cls(definition, stored["instance"], variables, host, rest)
        snapshot.load(case, stored)
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
        self.begin_instance()
        self.spawn(node, Memo(values=dict(values)) if values else None)

    def complete(
        self,
        number: int,
        values: Mapping[str, Any] | None = None,
        report: Mapping[str, Any] | None = None,
        result: Mapping[str, Any] | None = None,
        asked: Mapping[str, Any] | None = None,
    ) -> None:
        """A user task or job is done; ``values`` are its results, ``report`` is what JUEL may read of externalTask.
        Workers that listen to a task are asked first (task_changes.ask says what ``asked`` is); ``result`` is what one
        of them says about it (task_changes.answered)."""
        token = self._waiting(number, "complete", "user", "job")
        if token.node.listening:
            task_changes.answered(token, result or {}, asked or {})
            return
        if "completing" in token.node.listeners and waits.kind_of(token) == "user":
            task_changes.ask(token, "completing", {}, {"action": "complete", **(asked or {})}, values or {})
            return
        if corrections := (result or {}).get("corrections"):
            task_changes.correct_new(token, corrections)
        reported.remember(token, report or {})
        self.resume(token, values)

    def failed(self, number: int, report: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> bool:
        """A worker could not do a job; ``values`` are what it found out. True if that was an error of the diagram, so
        that there is no job any more; else the host tries it again, or uses ``stick``."""
        token = self._waiting(number, "fail", "job")
        reported.remember(token, report)
        for name, value in (values or {}).items():
            (write_local if token.scope.spec.camunda8 else write)(token, name, value)
        if (code := reported.code(token, failed=True)) is None:
            return False
        token.memo.pop("reported", None)  # if nobody catches it, a retry begins anew
        self.throw_error(number, code, report.get("errorMessage"))
        return True

    def assigned(self, number: int, assignee: str | None) -> None:
        """A user task has been given to somebody, or given back: Camunda 7's update and assignment listeners are
        called. Raises NotWaiting if one of them fails; the host undoes what was done."""
        token = self._waiting(number, "assign", "user")
        try:
            tasks.assigned(token, assignee)
        except Problem as problem:
            raise NotWaiting(problem.sentence) from problem

    def change_task(self, number: int, phase: str, wanted: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
        """A user task is to be somebody's (``phase`` assigning) or to change otherwise (updating). In Camunda 8 workers
        are asked first; in Camunda 7 update listeners are called for what has changed. NotWaiting as ``assigned``."""
        token = self._waiting(number, "change", "user")
        if token.scope.spec.camunda8:
            task_changes.ask(token, phase, wanted, asked)
            return
        try:
            tasks.updated(token, wanted)
        except Problem as problem:
            raise NotWaiting(problem.sentence) from problem

    def asked_about(self, number: int) -> str | None:
        """The phase that a waiting job of a task's listener is about; None for any other job."""
        return task_changes.phase_of(self._waiting(number, "look at", "job"))

    def task_change(self, number: int) -> Mapping[str, Any]:
        """What workers are being asked about a user task, or what they have denied, see task_changes.of."""
        return task_changes.of(self.index.find(number))

    def trigger(
        self, number: int, values: Mapping[str, Any] | None = None, local: Mapping[str, Any] | None = None
    ) -> None:
        """The message or signal has come, the timer is due. ``local`` are values for the event's own variables."""
        token = self._waiting(number, "trigger", "message", "signal", "timer", "condition")
        for name, value in (local or {}).items():
            put(token, *awaiting_layer(token), name, value)
        if "guard" in token.memo:
            guards.fire(token, values or {})
        else:
            self.resume(token, values)

    def begin_element(self, where: str | int, begins: str, values: Mapping[str, Any] | None = None) -> None:
        """Begin an element inside an open ad-hoc subprocess: the first with that id, or the token of that number."""
        for token in self._in_order():
            node = token.node
            if isinstance(node, AdHoc) and where in (node.element.id, token.number) and token.state == STARTED:
                node.begin(token, begins, values or {})
                return
        raise NotWaiting(say("The ad-hoc subprocess {id} is not open.", id=where))

    def choices(self) -> tuple[tuple[Element, tuple[Element, ...]], ...]:
        """The open ad-hoc subprocesses, each with the elements that may be begun in it."""
        found = []
        for token in self._in_order():
            node = token.node
            if isinstance(node, AdHoc) and token.state == STARTED:
                found.append((node.element, tuple(node.startable.values())))
        return tuple(found)

    def throw_error(
        self, number: int, code: str, message: str | None = None, values: Mapping[str, Any] | None = None
    ) -> None:
        """A job (or user task) ends with a BPMN error; if nobody catches it, it is an incident there."""
        token = self._waiting(number, "throw an error", "user", "job")
        if "stop" in token.memo or token.node.listening:
            raise NotWaiting(say("The job of a listener at {id} cannot throw an error; let it fail, or complete it.",
                                 id=token.node.element.id))  # fmt: skip
        try:
            reported.throw(token, code, message, values or {})
        except Problem as problem:
            self.stop(token, problem.code, problem.sentence)

    def escalate(self, number: int, code: str, values: Mapping[str, Any] | None = None) -> None:
        """An escalation is thrown at a user task. NotWaiting if nobody catches it: then nothing has changed."""
        ways_out.escalate(self._waiting(number, "escalate", "user"), code, values or {})

    def ways_out(self, number: int) -> tuple[WayOut, ...]:
        """The errors and escalations that the border of a user task offers; none if nobody works on it now."""
        token = self.index.find(number)
        return ways_out.of(token) if token is not None and waits.kind_of(token) == "user" else ()

    def stick(self, number: int, code: str, sentence: Sentence) -> None:
        """An incident from outside: the wait is closed until ``retry`` opens it again."""
        self.stop(self._waiting(number, "stop", "user", "job", "message", "timer"), code, sentence)

    def retry(self, number: int) -> None:
        """Resolve the token's incident by doing again what failed, and only that."""
        token = self.index.find(number)
        if token is None or "incident" not in token.memo:
            raise not_waiting(number, "retry")
        self.settle_incident(token)
        if token.state != ERROR:
            self.doubtful[token.scope] = None
            return  # at a join that nothing can come to: the step looks again
        stuck = token.memo.pop("stuck", None)
        if (came := token.memo.pop("came", None)) is not None:
            token._set_state(WAITING)
            guards.fire(token, came)
        elif stuck:
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
        at = self._live(token)
        for name, value in values.items():
            (write_local if local else write)(at, name, value)

    def remove_variables(
        self, names: Iterable[str], token: int | None = None, local: bool = False, instance: int | None = None
    ) -> None:
        """Take variables away from outside; from where, as ``set_variables`` says."""
        if token is None:
            self.remove_from_instance(self._instance_scope(instance or self.instance), names)
            return
        at = self._live(token)
        for name in names:
            if local:
                take_away(at, at.number, at.data, name)
            else:
                remove(at, name)

    def own_variables(self, number: int) -> Mapping[str, Any]:
        """Those of the execution that waits for an event, see ``awaiting_layer``."""
        return awaiting_layer(self._waiting(number, "ask", "message", "signal", "timer", "condition"))[1]

    def cancel(self, workflow: object = None) -> None:
        """End everything now."""
        if self.state != "active":
            raise NotWaiting(say("The case has ended already."))
        self.discard()
        self.state, self.completed = "terminated", True

    def step(self) -> Step:
        """Run until everything waits; what has changed since the last call."""
        self.do_engine_steps()
        self._report_deadlocks()
        journal, self.journal = self.journal, Journal()
        changes = changes_of(journal.facts)
        self.steps, self._moment, self.skips = 0, None, frozenset()
        return Step(
            facts=tuple(journal.facts),
            opened=tuple(waits.wait_of(token) for token in journal.opened.values()),
            closed=journal.closed,
            raised=tuple(waits.incident_of(token) for token in journal.raised.values()),
            resolved=tuple(journal.resolved),
            variables={place: value for place, value in changes.items() if value is not GONE},
            removed=tuple(place for place, value in changes.items() if value is GONE),
            whole=lambda: snapshot.take(self),
            state=self.state,
            published=tuple(journal.published),
            after=journal.after,
            tasks=waits.told(journal) if journal.told else (),
            done=journal.done,
        )

    def pieces(self) -> Pieces:
        """The state after a step, to be stored: what is not among the pieces has not changed."""
        return pieces.take(self)

    def waits(self) -> tuple[Wait, ...]:
        """Everything the case waits for."""
        return tuple(waits.wait_of(token) for token in self._in_order() if token.waiting)

    def incidents(self) -> tuple[OpenIncident, ...]:
        """Every token that is stuck."""
        return tuple(waits.incident_of(token) for token in self._in_order() if "incident" in token.memo)

    def _live(self, number: int) -> Token:
        token = self.index.find(number)
        if token is None:
            raise not_waiting(number, "set")
        return token

    def standing(self) -> list[Token]:
        """The live tokens as they came, those left out that only wait beside the flow."""
        return [token for token in self._in_order() if "guard" not in token.memo]

    def _waiting(self, number: int, verb: str, *kinds: str) -> Token:
        token = self.index.find(number)
        if token is None or waits.kind_of(token) not in kinds:
            raise not_waiting(number, verb)
        return token
