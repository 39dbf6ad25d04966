"""One run of a walk: a case is started, and whatever it waits for is answered until it ends or gets nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from bpmn.diagram import Process
from bpmn.forms import Form
from bpmn.forms.components import COMPONENTS
from bpmn.forms.expressions import Surroundings
from bpmn.forms.form import put
from bpmn.forms.values import options
from bpmn.languages import Moment
from bpmn.sentence import Sentence, say
from engine.commands.broadcasts import BroadcastSignal
from engine.commands.correlation import CorrelateMessage
from engine.commands.incidents import RetryIncident
from engine.commands.instances import SetVariables, StartInstance, start_form
from engine.commands.jobs import CompleteJob, TakeJob, ThrowJobError
from engine.commands.messages import PublishMessage
from engine.commands.task_ways import EscalateTask, ThrowTaskError
from engine.commands.tasks import CompleteTask, form_of
from engine.commands.timers import FireTimer, FireTimers
from engine.errors import Refusal
from engine.flow.problem import DEADLOCK, STEP_LIMIT, unpacked
from engine.flow.ways_out import WayOut
from engine.stories import look
from engine.stories.stage import DIRECTOR, Stage
from engine.walk.called import Called
from engine.walk.filling import fill
from engine.walk.guesses import Guesses
from engine.walk.run import Run
from engine.walk.seen import been, last_entered, latest, open_waits, task_ways
from engine.walk.ways import FAR, catchers, distances
from engine.walk.wishes import wishes
from engine.work import Work

T = TypeVar("T")

MOST_STEPS = 120
MOST_REPAIRS = 8
MOST_CHANGES = 10  # of variables from outside, one after the other, for conditional events
SELDOM = 0.1
CHANGED = 0.2  # how often variables are changed from outside instead of an answer, where events wait for that
BENT = 0.75  # how often a wish is followed; else chance decides, for there may be another way


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form of a task, or the start form of a process (a question, put as a command to be in one transaction)."""

    task_key: int | None
    definition_key: int | None = None

    def run(self, work: Work) -> Form | None:
        if self.task_key is not None:
            return form_of(work, work.row("SELECT * FROM task WHERE key = %s", (self.task_key,)))
        return start_form(work, work.definition(self.definition_key or 0))


class Drive:
    """Starts one case of a process and answers its waits at random, with a bent to the flows
    that are ``wanted``."""

    def __init__(
        self, stage: Stage, guesses: Guesses, processes: Sequence[Process], random: Random, wanted: set[str]
    ) -> None:
        """``processes``: the one that is walked, and those it calls."""
        self.stage, self.processes, self.random = stage, processes, random
        self.process = process = processes[0]
        self.wishes = wishes(process, wanted)
        self.wanted, self.distance = wanted, distances(process, wanted)
        self.outgoing = {element.id: element.outgoing for element in process.elements()}
        self.targets = {flow.id: flow.target for flow in process.flows()}
        self.guesses = guesses
        self.catchers = catchers(process, "error")
        self.called = Called(process)
        self.bordered = {one.attached_to for one in process.elements() if one.attached_to}
        self.conditional = any(
            event.condition for one in processes for element in one.elements() for event in element.events
        )
        self.repairs = 0
        self.changes = 0
        self.steps = 0
        self.endless = False
        self.troubles: dict[str, Sentence] = {}
        self.root = 0

    def run(self) -> Run:
        try:
            self._start()
        except Refusal as refusal:
            return Run("refused", sentence=refusal.sentence)
        for self.steps in range(MOST_STEPS):
            if self.stage.ask(look.case, self.root)["state"] != "active":
                return self._over("completed")
            incidents = self.stage.ask(look.incidents, self.root)
            for row in incidents:
                self.troubles.setdefault(row["element_id"], _said(row))
                self.endless = self.endless or row["code"] == STEP_LIMIT
            if incidents and not self._repaired(incidents[0]):
                row = next((one for one in incidents if one["code"] == DEADLOCK), incidents[0])
                return self._over("stuck" if row["code"] == DEADLOCK else "incident", row["element_id"], _said(row))
            waits = self.stage.ask(open_waits, self.root)
            if not waits and not incidents and not self._changed():
                return self._nothing_comes()
            if waits and (trouble := self._answer(self._next(waits))):
                return self._over("budget", *trouble)
        return self._over("budget", self._last())

    def _nothing_comes(self) -> Run:
        """Nothing can be answered: a condition is waited for that no values made true, or else the case is stuck."""
        asked = {element.id for process in self.processes for element in process.elements()
                 if any(event.condition for event in element.events)}  # fmt: skip
        waiting = sorted(asked & self.stage.ask(last_entered, self.root))
        if not waiting:
            return self._over("stuck", self._last())
        sentence = say("{id} waits for its condition, and no values that were tried made it true.", id=waiting[0])
        return self._over("budget", waiting[0], sentence)

    def _over(self, outcome: str, element_id: str | None = None, said: Sentence | None = None) -> Run:
        troubles = tuple(self.troubles.items())
        return Run(outcome, self.stage.ask(been, self.root), element_id, said, self.steps, troubles, self.endless)

    def _next(self, waits: list[Mapping[str, Any]]) -> Mapping[str, Any]:
        """The wait to answer: usually one of those nearest to a wanted flow."""
        if self.random.random() > BENT:
            return self.random.choice(waits)
        cost = [self._cost(wait["element_id"]) for wait in waits]
        return self.random.choice([wait for wait, far in zip(waits, cost, strict=True) if far == min(cost)])

    def _cost(self, element_id: str) -> int:
        """How far a token is from a wanted flow when it leaves the element."""
        if element_id in self.called.calls:
            return min(self._cost(call) for call in self.called.calls[element_id])
        flows = self.outgoing.get(element_id)
        if not flows:
            return self.distance.get(element_id, FAR)
        return min(0 if flow in self.wanted else 1 + self.distance.get(self.targets[flow], FAR) for flow in flows)

    def _changed(self) -> bool:
        """Variables changed from outside, since conditional events may wait for that."""
        if not self.conditional or self.changes >= MOST_CHANGES:
            return False
        self.changes += 1
        values = self._bent(self.guesses.draw(self.random, self.guesses.awaited), None)
        self.stage.do(SetVariables(self.root, values))
        self.stage.settle()
        return True

    def _start(self) -> None:
        starts = [e for e in self.process.scope.elements if e.kind == "startEvent"]
        chosen = min(self.random.sample(starts, len(starts)), key=lambda e: self._cost(e.id)) if starts else None
        element = chosen.id if chosen is not None and chosen.events else None
        values = self._bent(self.guesses.draw(self.random), None)
        if chosen is not None and not chosen.events and chosen.form is not None and chosen.form.kind != "key":
            form = self._start_form()
            values |= self._bent(fill(form, values, self._moment(), self.random), form)
        started = self.stage.do(StartInstance(self.process.id, variables=values, start_element=element))
        self.root = started.instance_key

    def _start_form(self) -> Form:
        row = self.stage.ask(latest, self.process.id)
        form = self.stage.engine.do(AskForm(None, row), DIRECTOR)
        return form if form is not None else Form("", {}, ())

    def _answer(self, wait: Mapping[str, Any]) -> tuple[str, Sentence] | None:
        """Answer one wait; what is in the way, if it cannot be."""
        if self.conditional and self.random.random() < CHANGED:
            self._changed()
            return None
        refused: Sentence | str = ""
        for _ in range(MOST_REPAIRS):
            try:
                ANSWERS[wait["kind"]](self, wait)
            except Refusal as refusal:
                refused = refusal.sentence
                continue
            self.stage.settle()
            return None
        at = wait["element_id"]
        return at, say("No answer was found that {id} accepts: {reason}", id=at, reason=refused)

    def _task(self, wait: Mapping[str, Any]) -> None:
        if wait["element_id"] in self.called.calls:
            self._end_called(wait)
            return
        known = self.stage.ask(look.variables, self.root)
        form = self.stage.engine.do(AskForm(wait["key"]), DIRECTOR)
        values = self._guess() if form is None else self._bent(fill(form, known, self._moment(), self.random), form)
        if wait["element_id"] in self.bordered and (way := self._way_out(wait)) is not None:
            throw = EscalateTask if way.kind == "escalation" else ThrowTaskError
            self.stage.do(throw(wait["key"], way.code, variables=values))
            return
        self.stage.do(CompleteTask(wait["key"], values))

    def _end_called(self, wait: Mapping[str, Any]) -> None:
        """A stand-in for a called process comes to an end, well or with what is caught outside."""
        outputs = self.called.outputs
        values = self._bent(self.guesses.draw(self.random, self.guesses.deciding | set(outputs)), None)
        values |= {name: values[outside] for name, outside in outputs.items() if outside in values}
        ending = self._thrown(wait["element_id"], self.called.endings(wait["element_id"]))
        if ending is None:
            self.stage.do(CompleteTask(wait["key"], values))
        else:
            throw = EscalateTask if ending.kind == "escalation" else ThrowTaskError
            self.stage.do(throw(wait["key"], ending.code, variables=values))

    def _way_out(self, wait: Mapping[str, Any]) -> WayOut | None:
        """An error or escalation to be thrown at a task, as people could."""
        offered = self.stage.ask(task_ways, self.stage.engine, self.root, wait["token"])
        return self._thrown(wait["element_id"], [(way, way.element_id) for way in offered])

    def _guess(self) -> dict[str, Any]:
        """Values for the variables that decide about the way."""
        return self._bent(self.guesses.draw(self.random, self.guesses.deciding), None)

    def _bent(self, values: dict[str, Any], form: Form | None) -> dict[str, Any]:
        """The values, some of them changed to what leads to a wanted flow."""
        if self.random.random() > BENT:
            return values
        fields = {field.path: field for field in form.all_fields()} if form else {}
        for name, wish in self.wishes.items():
            path = tuple(name.split("."))
            if form is not None and path not in fields:
                continue
            seen = Surroundings(values, self._moment(), values)
            offered = options(fields[path], seen) if path in fields else list(self.guesses.values.get(name, ()))
            if path in fields and COMPONENTS[fields[path].type].value == "truth":
                offered = [True, False]
            if (value := wish.choose(offered, self.random)) is not None or None in wish.good:
                put(values, path, value)
        return values

    def _job(self, wait: Mapping[str, Any]) -> None:
        self.stage.do(TakeJob(wait["key"], "walk", timedelta(minutes=5)))
        if code := self._thrown(wait["element_id"], self.catchers.get(wait["element_id"], ())):
            self.stage.do(ThrowJobError(wait["key"], code, variables=self._guess()))
            return
        self.stage.do(CompleteJob(wait["key"], self._guess()))

    def _thrown(self, element_id: str, catchers: Sequence[tuple[T, str]]) -> T | None:
        """One of those to be caught: sometimes, and often if that leads to a wanted flow."""
        nearer = [one for one, catcher in catchers if self._cost(catcher) < self._cost(element_id)]
        if not catchers or self.random.random() > (BENT if nearer else SELDOM):
            return None
        return self.random.choice(nearer or [one for one, _ in catchers])

    def _message(self, wait: Mapping[str, Any]) -> None:
        values = self._guess()
        if wait["correlation_key"] is None:
            self.stage.do(CorrelateMessage(wait["name"], subscription_key=wait["key"], variables=values))
        else:
            self.stage.do(PublishMessage(wait["name"], wait["correlation_key"], values))

    def _signal(self, wait: Mapping[str, Any]) -> None:
        self.stage.do(BroadcastSignal(wait["name"], self._guess()))

    def _timer(self, wait: Mapping[str, Any]) -> None:
        """The timer itself first: of several that are due at one moment any may come first."""
        self.stage.clock.set(max(self.stage.clock.now(), wait["due_at"]))
        self.stage.engine.do(FireTimer(wait["key"]), DIRECTOR)
        self.stage.engine.do(FireTimers(), DIRECTOR)

    def _repaired(self, incident: Any) -> bool:
        """Whether another guess of the variables, or another try, got the case out of an incident."""
        if self.repairs >= MOST_REPAIRS or incident["code"] == STEP_LIMIT:
            return False
        self.repairs += 1
        self.stage.do(SetVariables(incident["instance_key"], self._bent(self.guesses.draw(self.random), None)))
        try:
            self.stage.do(RetryIncident(incident["key"]))
        except Refusal:
            return False
        return True

    def _moment(self) -> Moment:
        return Moment(self.stage.clock.now(), self.stage.engine.zone)

    def _last(self) -> str | None:
        passed = self.stage.ask(look.passed, self.root)
        return passed[-1] if passed else None


ANSWERS: Mapping[str, Callable[[Drive, Mapping[str, Any]], None]] = {
    "task": Drive._task,
    "job": Drive._job,
    "message": Drive._message,
    "signal": Drive._signal,
    "timer": Drive._timer,
}


def _said(incident: Any) -> Sentence:
    return unpacked({"template": incident["template"], "values": incident["places"] or {}})
