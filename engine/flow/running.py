"""What runs a case: its ready queue under the library's loop, its joins and limits, and what nodes ask of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from bpmn.kinds import KINDLESS, Boxed, bare
from bpmn.languages import Moment
from bpmn.sentence import Sentence, say
from engine.flow import beginnings, conditions, deadlocks
from engine.flow.apart import Apart, LiveTokens, Rest
from engine.flow.conditions import Change
from engine.flow.definition import Definition
from engine.flow.gateways import Inclusive
from engine.flow.host import Host
from engine.flow.journal import Journal
from engine.flow.problem import DEADLOCK, STEP_LIMIT, packed
from engine.flow.rehearsal import Rehearsal
from engine.flow.scope import Scope, ScopeMixin
from engine.flow.token import READY, Token
from engine.flow.variables import InstanceVariables, kindly

MOST_STEPS = 100_000
"""Steps of one command; an endless loop without a wait ends here."""
MOST_TOKENS = 20_000
"""Live tokens of one case; a loop that forks for ever ends here."""


class Running(ScopeMixin, BpmnWorkflow):  # type: ignore[misc]
    """A case without its verbs."""

    subprocesses: dict[int, Scope]

    def __init__(
        self,
        definition: Definition,
        instance: int,
        variables: Mapping[int, Mapping[str, Any]],
        host: Host,
        rest: Rest | None = None,
    ) -> None:
        super().__init__(definition.spec, script_engine=host, deserializing=True)
        self.host = host
        self.journal = Journal()
        self.stored_variables = variables
        self.apart = Apart(self, rest)
        self.index = LiveTokens(self.apart)  # of all scopes
        self.queue: deque[Token] = deque()  # ready tokens
        self.undecided: dict[tuple[ScopeMixin, Inclusive], None] = {}  # inclusive joins that tokens wait at
        self.doubtful: dict[ScopeMixin, None] = {}  # scopes where tokens wait at joins, and something has changed
        self.conditions: dict[int, Token] = {}  # waiting conditional events
        self.changes: list[Change] = []  # variables written since the conditions were asked
        self.unasked = False  # a conditional event has come that was never asked
        self.last_number = 0
        self.steps = 0
        self.state: Literal["active", "completed", "terminated"] = "active"
        self.warnings: tuple[Sentence, ...] = ()  # of the last evaluation
        self.rehearsal: Rehearsal | None = None  # while changes of variables are only tried
        self.skips: frozenset[str] = frozenset()  # listeners, mappings: what this one command leaves out (Camunda 7)
        self.ends_after: frozenset[str] = frozenset()  # elements with which the case ends (runtime instructions)
        self.ends = False  # such an element has been terminated
        self._moment: Moment | None = None  # see moment
        self._lay_out(self, definition, instance, InstanceVariables(variables.get(instance, {})), None)

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

    def watch(self, token: Token) -> None:
        """A conditional event waits."""
        self.conditions[token.number] = token
        self.unasked = self.unasked or "asked" not in token.memo

    def changed(self, instance: int, owner: int | None, name: str, event: str) -> None:
        """A variable was written or removed: what waits for a condition has to be asked again."""
        if self.conditions:
            self.changes.append(Change(instance, owner, name, event))

    def put_instance(self, scope: ScopeMixin, values: Mapping[str, Any]) -> None:
        """Set variables of the process instance that the scope is."""
        variables = scope.variables
        assert variables is not None
        for name, value in values.items():
            known = name in variables
            before = variables[name] if known else None
            variables.put(name, value)
            detail = {"name": name, "before": before, "after": value, "scope": None}
            if value.__class__ not in KINDLESS or before.__class__ is Boxed:
                detail = kindly(detail)
            self.journal.of_instance("variable_set", scope, None, detail)
            self.changed(scope.instance, None, name, "update" if known else "create")

    def remove_from_instance(self, scope: ScopeMixin, names: Iterable[str]) -> None:
        """Take variables away from the process instance that the scope is; those that are not there are passed over."""
        variables = scope.variables
        assert variables is not None
        for name in names:
            if name in variables:
                detail = {"name": name, "before": bare(variables[name]), "scope": None}
                variables.remove(name)
                self.journal.of_instance("variable_removed", scope, None, detail)
                self.changed(scope.instance, None, name, "delete")

    def raise_incident(self, token: Token, code: str, sentence: Sentence) -> None:
        """The token is stuck. The library moves it to ERROR."""
        stored = packed(sentence)
        token.memo["incident"] = {"code": code, **stored}
        detail = {"code": code, "sentence": stored["template"], "values": stored["values"]}
        self.journal.add("incident_raised", token, detail)
        self.journal.stuck(token)

    def stop(self, token: Token, code: str, sentence: Sentence) -> None:
        """An incident on a token that waits: the wait is closed until it is retried."""
        self.journal.close(token)
        token.memo["stuck"] = 1
        self.raise_incident(token, code, sentence)
        token.error()

    def resume(self, token: Token, values: Mapping[str, Any] | None) -> None:
        """What a token waits for has happened; it runs when its turn comes."""
        self.journal.close(token)
        if values:
            token.memo["answer" if "stop" in token.memo else "values"] = dict(values)
        token._ready()

    def settle_incident(self, token: Token) -> None:
        del token.memo["incident"]
        self.journal.add("incident_resolved", token)
        self.journal.unstuck(token)

    def open_inside(self, token: Token, inside: ScopeMixin) -> bool:
        """Begin what the token was told to begin in its inside; False if it was told nothing."""
        if (openings := token.memo.pop("opens", None)) is None:
            return False
        beginnings.open_inside(inside, openings, token if token.node.items else None)
        return True

    def must_end_after(self, token: Token) -> bool:
        """The case ends with the element that has just completed, if a runtime instruction says so."""
        if token.scope.instance != self.instance or token.node.element.id not in self.ends_after:
            return False
        self.cancel()
        return True

    def note_end_after(self, token: Token) -> None:
        """The same for one that was terminated: what it is a part of is still going away."""
        self.ends = self.ends or (token.scope.instance == self.instance and token.node.element.id in self.ends_after)

    # What the library asks

    def get_task_from_id(self, number: int) -> Token:
        """The library searches all scopes."""
        return self.index[number]

    def _do_engine_steps(self, will_complete_task: object = None, did_complete_task: object = None) -> int:
        """Run what is ready, then decide the inclusive joins. Called by the library until nothing moves."""
        count = 0
        while self._ask_conditions() or self.queue:
            token = self.queue.popleft()
            if token.state != READY:
                continue  # ended by another token meanwhile
            if self.steps >= MOST_STEPS or self._token_count() > MOST_TOKENS:
                self._give_up(token)
                continue
            self.steps += 1
            token.run()
            if self.ends and self.state == "active":
                self.cancel()
            count += 1
        return count + self._decide_joins()

    def _ask_conditions(self) -> bool:
        """Conditional events come before anything else goes on; True if one has."""
        return bool(self.changes or self.unasked) and conditions.look(self) > 0

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
            steps=self.steps, tokens=self._token_count(), id=token.node.element.id,
        )  # fmt: skip
        self.raise_incident(token, STEP_LIMIT, sentence)
        token.error()

    def _report_deadlocks(self) -> None:
        """What can never move again would wait for ever: say so, at the moment it happens."""
        if self.state != "active":
            return
        for scope in sorted(self.doubtful, key=lambda scope: 0 if scope.token is None else scope.token.number):
            for token, sentence in [] if scope.ended else list(deadlocks.joins_in_vain(scope)):
                self.raise_incident(token, DEADLOCK, sentence)
        self.doubtful.clear()
        for token, sentence in list(deadlocks.waiting_for_nothing(self)):
            self.raise_incident(token, DEADLOCK, sentence)

    def _token_count(self) -> int:
        return len(self.index) + sum(self.apart.away.values())

    def _in_order(self) -> list[Token]:
        """All live tokens as they came: after a restart the scopes come one after the other."""
        self.apart.bring_all()
        return [self.index[number] for number in sorted(self.index)]


def _place(at: tuple[ScopeMixin, Inclusive]) -> tuple[int, str]:
    """An order of joins that a restart does not change."""
    scope, node = at
    return (0 if scope.token is None else scope.token.number, node.name)
