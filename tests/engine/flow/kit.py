"""What the kernel's tests share: diagrams in a few lines, a host in memory, and a player that checks every step.

The toy language evaluates Python text with FEEL's null for missing names: the kernel's tests are about flow, and
thousands of random walks do not need the sandbox. test_languages.py runs the kernel with the real languages.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bpmn.diagram import (
    Diagram,
    Dialect,
    Element,
    Event,
    Expression,
    Flow,
    Process,
    Repeat,
    Scope,
    Timer,
    ValueMapping,
)  # fmt: skip
from bpmn.languages import Deed, Evaluation, EvaluationError, Moment
from bpmn.sentence import say
from engine.flow import Case, Definition, compile_process, fold
from engine.flow.facts import Fact, Step, Wait
from engine.flow.fold import LEFT
from engine.flow.migration import MigrationPlan, same_ids
from engine.flow.moving import Move
from engine.flow.places import Begin
from engine.flow.token import ROOT
from tests.engine.flow.kept import Kept

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


# Diagrams


def toy(text: str) -> Expression:
    return Expression("toy", text)


def literal(text: str) -> Expression:
    return Expression("literal", text)


def element(kind: str, id: str, **parts: Any) -> Element:
    return Element(id, kind, name=parts.pop("name", id), **parts)


def start(id: str = "s", **parts: Any) -> Element:
    return element("startEvent", id, **parts)


def end(id: str = "e", **parts: Any) -> Element:
    return element("endEvent", id, **parts)


def user(id: str, **parts: Any) -> Element:
    return element("userTask", id, **parts)


def xor(id: str, default: str | None = None) -> Element:
    return element("exclusiveGateway", id, default=default)


def both(id: str) -> Element:
    return element("parallelGateway", id)


def some(id: str, default: str | None = None) -> Element:
    return element("inclusiveGateway", id, default=default)


def boundary(id: str, host: str, *events: Event, interrupting: bool = True, **parts: Any) -> Element:
    return element("boundaryEvent", id, attached_to=host, events=events, interrupting=interrupting, **parts)


def message(name: str, key: str | None = None) -> Event:
    return Event("message", name=literal(name), correlation_key=None if key is None else toy(key))


def timer(kind: Any, text: str) -> Event:
    return Event("timer", timer=Timer(kind, literal(text)))


def error(code: str | None = None, **parts: Any) -> Event:
    return Event("error", code=None if code is None else literal(code), **parts)


def escalation(code: str | None = None, **parts: Any) -> Event:
    return Event("escalation", code=None if code is None else literal(code), **parts)


def signal(name: str) -> Event:
    return Event("signal", name=literal(name))


def condition(text: str, **parts: Any) -> Event:
    return Event("conditional", condition=toy(text), **parts)


def puts(**sources: str) -> tuple[ValueMapping, ...]:
    """Mappings: target -> toy expression; __ in a name stands for a dot."""
    return tuple(ValueMapping(name.replace("__", "."), toy(text)) for name, text in sources.items())


def script(id: str, result: str, text: str, **parts: Any) -> Element:
    from bpmn.diagram import Script

    return element("scriptTask", id, script=Script(toy(text), result), **parts)


def scope(flows: str, *elements: Element, when: Mapping[str, str] | None = None) -> Scope:
    """``flows``: chains of ids like "s > a > e; a > b". A flow's id is source_target; ``when`` gives conditions."""
    made: list[Flow] = []
    conditions = dict(when or {})
    for chain in flows.split(";"):
        ids = [part.strip() for part in chain.split(">") if part.strip()]
        for source, target in itertools.pairwise(ids):
            id = f"{source}_{target}"
            condition = conditions.pop(id, None)
            made.append(Flow(id, source, target, condition=None if condition is None else toy(condition)))
    assert not conditions, f"conditions without a flow: {conditions}"
    return Scope(elements, tuple(made))


def diagram(inside: Scope, dialect: Dialect = "camunda8", process_id: str = "p") -> Diagram:
    return Diagram(dialect, None, (Process(process_id, scope=inside),))


def sub(id: str, inside: Scope, **parts: Any) -> Element:
    return element("subProcess", id, scope=inside, **parts)


def watch(id: str, event: Event, *inside: Element, interrupting: bool = True, flows: str = "", **parts: Any) -> Element:
    """An event subprocess: a start event ``id_s``, what is inside in a row, an end event ``id_e``."""
    begins = start(f"{id}_s", events=(event,), interrupting=interrupting)
    row = " > ".join([begins.id, *(one.id for one in inside), f"{id}_e"])
    return sub(id, scope(flows or row, begins, *inside, end(f"{id}_e")), event_subprocess=True, **parts)


def repeated(one: Element, **parts: Any) -> Element:
    parts.setdefault("sequential", False)
    return replace(one, repeat=Repeat(**parts))


# The host


class Toy(dict):  # type: ignore[type-arg]
    """The variables an expression sees, null where there is none, and what it may ask for."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__(sets=sets, forget=forget)
        self._variables = variables

    def __missing__(self, name: str) -> Any:
        return self._variables.get(name, None)


class Deeds(tuple[Deed, ...]):
    """What a text asks to be done, as the value of a toy expression."""


def sets(**values: Any) -> Deeds:
    """In a toy expression: Camunda 7's execution.setVariable."""
    return Deeds(Deed("execution", "setVariable", one) for one in values.items())


def forget(name: str) -> Deeds:
    """In a toy expression: Camunda 7's execution.removeVariable."""
    return Deeds([Deed("execution", "removeVariable", (name,))])


class TestHost:
    """Definitions and time in memory."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START
        self.definitions: dict[int, Definition] = {}
        self.last_instance = 1
        self.evaluated: list[str] = []

    def deploy(self, drawn: Diagram, process_id: str = "p") -> Definition:
        definition = Definition(len(self.definitions) + 1, compile_process(drawn, process_id))
        self.definitions[definition.key] = definition
        return definition

    business_key: str | None = None

    def moment(self) -> Moment:
        return Moment(self.now, "Asia/Jakarta")

    def due(self, duration: str, definition: int) -> str | None:
        return None

    def new_instance(self) -> int:
        self.last_instance += 1
        return self.last_instance

    def definition(self, key: int) -> Definition:
        return self.definitions[key]

    def called(
        self, process_id: str, binding: str, version: str | None, version_tag: str | None, caller: int
    ) -> Definition | None:
        found = [one for one in self.definitions.values() if one.process_id == process_id]
        return found[-1] if found else None

    def evaluate(self, expression: Expression, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        self.evaluated.append(expression.text)
        if expression.language != "toy":
            raise EvaluationError(say("unknown language {language}", language=expression.language))
        try:
            value = eval(expression.text, {"now": moment.now, "fail": None}, Toy(variables))
        except Exception as trouble:
            raise EvaluationError(say("{trouble}", trouble=str(trouble))) from trouble
        return Evaluation(None, deeds=value) if isinstance(value, Deeds) else Evaluation(value)


# The player


class Player:
    """One case, its rows and its trail, as the engine keeps them. Every step is checked from all sides.

    With ``restart`` the case is thrown away after every step and restored from its pieces before the next.
    """

    def __init__(
        self, drawn: Diagram | Definition, restart: bool = False, host: TestHost | None = None, **variables: Any
    ) -> None:
        self.host = host or TestHost()
        self.definition = drawn if isinstance(drawn, Definition) else self.host.deploy(drawn)
        self.restart = restart
        self.facts: list[Fact] = []
        self.variables: dict[int, dict[str, Any]] = {1: {}}
        self.rows: dict[int, Wait] = {}
        self.stuck: dict[int, Any] = {}
        self.published: list[Mapping[str, Any]] = []
        self.snapshot = self.head = ""
        self.state = "active"
        self.kept = Kept()
        self.case = Case.begin(self.definition, 1, variables, self.host)

    # verbs

    def start(self, at: str | None = None, **values: Any) -> Player:
        self.case.start(at, values or None)
        return self.settle()

    def start_at(self, *at: str | Begin, ends_after: Iterable[str] = (), skips: Iterable[str] = ()) -> Player:
        self.case.end_after(ends_after)
        self.case.start_at([one if isinstance(one, Begin) else Begin(one) for one in at], frozenset(skips))
        return self.settle()

    def move(self, *moves: Move, instance: int | None = None, skips: Iterable[str] = ()) -> Player:
        self.case.move(moves, instance, frozenset(skips))
        return self.settle()

    def migrate(self, to: Definition, instance: int | None = None, triggers: Iterable[str] = (), **more: str) -> Player:
        """By equal ids, and ``more``: old id -> new id, or None for what is not mapped."""
        old = self.definition if instance is None else self.case._instance_scope(instance).definition
        plan = {**same_ids(old, to).elements, **more}
        mapped = {id: target for id, target in plan.items() if target}
        for one in self.case.migrate(to, MigrationPlan(mapped, frozenset(triggers)), instance):
            if one.token in self.rows:
                self.rows[one.token] = replace(self.rows[one.token], element=one.element)
            if one.token in self.stuck:
                node = self.case.index[one.token].node
                self.stuck[one.token] = replace(self.stuck[one.token], element=node.element.id)
        if instance is None:
            self.definition = to
        return self.settle()

    def live(self, element: str) -> list[int]:
        """Tokens that are at the element, guards left out."""
        found = [one for one in self.case._in_order() if one.node.element.id == element and "guard" not in one.memo]
        return sorted(one.number for one in found)

    def complete(self, at: str | int, **values: Any) -> Player:
        token = self.token(at, "user", "job")
        self.case.complete(token, values)
        return self.settle()

    def trigger(self, at: str | int, **values: Any) -> Player:
        token = self.token(at, "message", "timer", "signal", "condition")
        self.case.trigger(token, values)
        return self.settle()

    def throws(self, at: str | int, code: str, **values: Any) -> Player:
        self.case.throw_error(self.token(at, "user", "job"), code, f"{code} happened", values)
        return self.settle()

    def fails(self, at: str | int, message: str, details: str | None = None, **values: Any) -> bool:
        """A worker could not do it; True if that was an error of the diagram."""
        report = {"errorMessage": message, "errorDetails": details, "retries": 0, "workerId": "w"}
        thrown = self.case.failed(self.token(at, "job"), report, values)
        self.settle()
        return thrown

    def retry(self, at: str) -> Player:
        self.case.retry(next(token for token, one in self.stuck.items() if one.element == at))
        return self.settle()

    def set(self, **values: Any) -> Player:
        self.case.set_variables(values)
        return self.settle()

    def cancel(self) -> Player:
        self.case.cancel()
        return self.settle()

    def after(self, **delta: float) -> Player:
        """The clock moves; what falls due runs, in due order."""
        until = self.host.now + timedelta(**delta)
        while True:
            due = sorted((row.due, row.token) for row in self.rows.values() if row.due and row.due <= until)
            if not due:
                break
            self.host.now = max(self.host.now, due[0][0])
            self.trigger(due[0][1])
        self.host.now = until
        return self

    # what there is

    def at(self, *kinds: str) -> list[str]:
        """Elements of open waits that are not guards, with repeats, sorted."""
        return sorted(row.element for row in self.rows.values() if not row.guard and (not kinds or row.kind in kinds))

    def guards(self) -> list[str]:
        return sorted(row.element for row in self.rows.values() if row.guard)

    def row(self, at: str) -> Wait:
        return self.rows[self.token(at)]

    def token(self, at: str | int, *kinds: str) -> int:
        if isinstance(at, int):
            return at
        found = [row for row in self.rows.values() if row.element == at and (not kinds or row.kind in kinds)]
        assert found, f"nothing waits at {at}: {self.at()} {self.guards()}"
        return min(row.token for row in found)

    def passed(self) -> list[str]:
        return [fact.element or "" for fact in self.facts if fact.kind == "element_completed"]

    def flows(self) -> list[str]:
        return [fact.flow or "" for fact in self.facts if fact.kind == "flow_taken"]

    def incident(self) -> tuple[str, str]:
        """(element, code) of the only incident."""
        (one,) = self.stuck.values()
        return one.element, one.code

    @property
    def ended_at(self) -> str | None:
        (last,) = [fact.element for fact in self.facts if fact.kind == "instance_completed" and fact.instance == 1]
        return last

    # a step

    def settle(self) -> Player:
        step = self.case.step()
        head = self.head = self.kept.store(self.case.pieces())
        self._keep(step)
        self._check(self.case, step)
        self.snapshot = json.dumps(step.snapshot)
        self._check_restored(Case.restore(self.definition, json.loads(self.snapshot), self._stored(), self.host))
        self._check_restored(self._from_pieces(head, deepcopy(self.kept)))
        assert step.state == "active" or not (self.kept.tokens or self.kept.results)
        if self.restart:
            self.case = self._from_pieces(head, self.kept)
        return self

    def undo(self) -> None:
        """A verb was refused that may have changed something: the case is thrown away."""
        self.case = self._from_pieces(self.head, self.kept)

    def _from_pieces(self, head: str, kept: Kept) -> Case:
        return Case.restore(self.definition, json.loads(head), self._stored(), self.host, kept.look())

    def _stored(self) -> dict[int, dict[str, Any]]:
        stored: dict[int, dict[str, Any]] = json.loads(json.dumps(list(self.variables.items())))
        return dict(stored)  # type: ignore[misc]

    def _keep(self, step: Step) -> None:
        self.facts.extend(step.facts)
        self.published.extend(step.published)
        self.state = step.state
        for instance, name in step.removed:
            self.variables[instance].pop(name, None)
        for (instance, name), value in step.variables.items():
            self.variables.setdefault(instance, {})[name] = value
        for token in step.closed:
            del self.rows[token]
        for wait in step.opened:
            assert wait.token not in self.rows
            self.rows[wait.token] = wait
        for told in step.tasks:
            row = self.rows[told.token]
            detail = {name: value for name, value in row.detail.items() if name != "change"} | told.changed
            self.rows[told.token] = replace(row, detail=detail | ({"change": told.change} if told.change else {}))
        for token in step.resolved:
            del self.stuck[token]
        for incident in step.raised:
            self.stuck[incident.token] = incident

    def _check(self, case: Case, step: Step) -> None:
        assert {wait.token: wait for wait in case.waits()} == self.rows
        assert {incident.token: incident for incident in case.incidents()} == self.stuck
        live, variables = fold(self.facts)
        assert live == {number: token.node.element.id for number, token in case.index.items()}
        for instance, values in variables.items():
            assert values == self.variables.get(instance, {})
        self._check_scopes(case)
        self._check_leaving(live)
        assert bool(case.index) == (step.state == "active")
        json.dumps([[fact.kind, fact.detail] for fact in step.facts])

    def _check_scopes(self, case: Case) -> None:
        numbers: set[int] = set()
        for one in (case, *case.subprocesses.values()):
            tokens = [token for token in one.tasks.values() if token.id != ROOT]
            assert one.alive == sum("guard" not in token.memo for token in tokens)
            assert one.task_tree is not None
            assert {token.number for token in tokens} == {child.id for child in one.task_tree.children}
            queued = [token for queues in one.arrivals.values() for queue in queues.values() for token in queue]
            assert {token.number for token in queued} == {token.number for token in tokens if "via" in token.memo}
            numbers.update(token.number for token in tokens)
            for token in tokens:
                for number in token.memo.get("guards", ()):
                    assert case.index[number].memo["host"] == token.number
        assert numbers == set(case.index)
        assert not case.queue

    def _check_leaving(self, live: Mapping[int, str]) -> None:
        left = [fact.token for fact in self.facts if fact.kind in LEFT]
        entered = [fact.token for fact in self.facts if fact.kind == "element_entered"]
        assert len(left) == len(set(left))
        assert len(entered) == len(set(entered))
        assert set(entered) == set(left) | set(live)

    def _check_restored(self, again: Case) -> None:
        from engine.flow import snapshot

        assert json.dumps(snapshot.take(again)) == self.snapshot
        assert again.waits() == self.case.waits()
        assert again.incidents() == self.case.incidents()
        self._check_scopes(again)


def play(drawn: Diagram | Definition, restart: bool = False, **variables: Any) -> Player:
    """A case that has been started."""
    return Player(drawn, restart, **variables).start()
