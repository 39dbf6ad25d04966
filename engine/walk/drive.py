"""One run of a walk: a case is started, and whatever it waits for is answered until it ends or gets nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, text

from bpmn.diagram import Process
from bpmn.forms import Form
from bpmn.forms.components import COMPONENTS
from bpmn.forms.expressions import Surroundings
from bpmn.forms.form import put
from bpmn.forms.values import options
from bpmn.languages import Moment
from engine.commands.incidents import RetryIncident
from engine.commands.instances import SetVariables, StartInstance, start_form
from engine.commands.jobs import CompleteJob, TakeJob, ThrowJobError
from engine.commands.messages import CorrelateMessage, PublishMessage
from engine.commands.tasks import CompleteTask, form_of
from engine.commands.timers import FireTimers
from engine.errors import Refusal
from engine.flow.problem import unpacked
from engine.stories import look
from engine.stories.stage import DIRECTOR, Stage, sentence
from engine.walk.filling import fill
from engine.walk.guesses import Guesses
from engine.walk.wishes import wishes
from engine.work import Work

MOST_STEPS = 120
MOST_REPAIRS = 8
BENT = 0.75  # how often a wish is followed; else chance decides, for there may be another way
RANKS = ("completed", "budget", "incident", "stuck", "refused")
"""Outcomes, best first: a process is judged by its best run."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run."""

    outcome: str
    flows: frozenset[str] = frozenset()
    element_id: str | None = None
    sentence: str | None = None

    @property
    def rank(self) -> int:
        return RANKS.index(self.outcome)


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

    def __init__(self, stage: Stage, guesses: Guesses, process: Process, random: Random, wanted: set[str]) -> None:
        self.stage, self.process, self.random = stage, process, random
        self.wishes = wishes(process, wanted)
        self.guesses = guesses
        self.codes = _error_codes(process)
        self.repairs = 0
        self.root = 0

    def run(self) -> Run:
        try:
            self._start()
        except Refusal as refusal:
            return Run("refused", sentence=sentence(refusal))
        for _ in range(MOST_STEPS):
            if self.stage.ask(look.case, self.root)["state"] != "active":
                return Run("completed", self._flows())
            incidents = self.stage.ask(look.incidents, self.root)
            if incidents and not self._repaired(incidents[0]):
                row = incidents[0]
                said = unpacked({"template": row["template"], "values": row["places"] or {}})
                return Run("incident", self._flows(), row["element_id"], str(said))
            waits = self.stage.ask(_open, self.root)
            if not waits and not incidents:
                return Run("stuck", self._flows(), self._last())
            if waits:
                trouble = self._answer(self.random.choice(waits))
                if trouble:
                    return Run("stuck", self._flows(), trouble[0], trouble[1])
        return Run("budget", self._flows(), self._last())

    def _start(self) -> None:
        starts = [e for e in self.process.scope.elements if e.kind == "startEvent"]
        plain = [e for e in starts if not e.events]
        element = None if plain else starts[0].id if starts else None
        values = self.guesses.draw(self.random)
        if plain and plain[0].form is not None and plain[0].form.kind != "key":
            form = self._start_form()
            values |= self._bent(fill(form, values, self._moment(), self.random), form)
        started = self.stage.do(StartInstance(self.process.id, variables=values, start_element=element))
        self.root = started.instance_key

    def _start_form(self) -> Form:
        row = self.stage.ask(_latest, self.process.id)
        form = self.stage.engine.do(AskForm(None, row), DIRECTOR)
        return form if form is not None else Form("", {}, ())

    def _answer(self, wait: Mapping[str, Any]) -> tuple[str, str] | None:
        """Answer one wait; what is in the way, if it cannot be."""
        refused = ""
        for _ in range(MOST_REPAIRS):
            try:
                ANSWERS[wait["kind"]](self, wait)
            except Refusal as refusal:
                refused = sentence(refusal)
                continue
            self.stage.settle()
            return None
        return wait["element_id"], refused

    def _task(self, wait: Mapping[str, Any]) -> None:
        known = self.stage.ask(look.variables, self.root)
        form = self.stage.engine.do(AskForm(wait["key"]), DIRECTOR)
        values = self._guess() if form is None else self._bent(fill(form, known, self._moment(), self.random), form)
        self.stage.do(CompleteTask(wait["key"], values))

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
        codes = self.codes.get(wait["element_id"], ())
        if codes and self.random.random() < 0.3:
            self.stage.do(ThrowJobError(wait["key"], self.random.choice(codes)))
            return
        self.stage.do(CompleteJob(wait["key"], self._guess()))

    def _message(self, wait: Mapping[str, Any]) -> None:
        values = self._guess()
        if wait["correlation_key"] is None:
            self.stage.do(CorrelateMessage(wait["name"], instance_key=wait["instance_key"], variables=values))
        else:
            self.stage.do(PublishMessage(wait["name"], wait["correlation_key"], values))

    def _timer(self, wait: Mapping[str, Any]) -> None:
        self.stage.clock.set(max(self.stage.clock.now(), wait["due_at"]))
        self.stage.engine.do(FireTimers(), DIRECTOR)

    def _repaired(self, incident: Any) -> bool:
        """Whether another guess of the variables, or another try, got the case out of an incident."""
        if self.repairs >= MOST_REPAIRS:
            return False
        self.repairs += 1
        self.stage.do(SetVariables(incident["instance_key"], self.guesses.draw(self.random)))
        try:
            self.stage.do(RetryIncident(incident["key"]))
        except Refusal:
            return False
        return True

    def _moment(self) -> Moment:
        return Moment(self.stage.clock.now(), self.stage.engine.zone)

    def _flows(self) -> frozenset[str]:
        return self.stage.ask(_taken, self.root)

    def _last(self) -> str | None:
        passed = self.stage.ask(look.passed, self.root)
        return passed[-1] if passed else None


ANSWERS: Mapping[str, Callable[[Drive, Mapping[str, Any]], None]] = {
    "task": Drive._task,
    "job": Drive._job,
    "message": Drive._message,
    "timer": Drive._timer,
}


def _error_codes(process: Process) -> dict[str, tuple[str, ...]]:
    """Element -> codes of the error boundary events on it."""
    codes: dict[str, tuple[str, ...]] = {}
    for element in process.elements():
        if element.kind == "boundaryEvent" and element.event and element.event.kind == "error" and element.attached_to:
            code = element.event.code.text if element.event.code else "ANY"
            codes[element.attached_to] = (*codes.get(element.attached_to, ()), code)
    return codes


def _open(connection: Connection, root: int) -> list[Mapping[str, Any]]:
    rows = connection.execute(
        text(
            """SELECT 'task' AS kind, key, element_id, token, instance_key, NULL AS name, NULL AS correlation_key,
                      NULL::timestamptz AS due_at FROM task WHERE root_key = :root AND state = 'open'
               UNION ALL SELECT 'job', key, element_id, token, instance_key, NULL, NULL, NULL FROM job
                 WHERE root_key = :root AND state = 'open'
               UNION ALL SELECT kind, key, element_id, token, instance_key, name, correlation_key, due_at
                 FROM subscription WHERE root_key = :root ORDER BY key"""
        ),
        {"root": root},
    ).mappings()
    stuck = {row["token"] for row in look.incidents(connection, root)}
    return [dict(row) for row in rows if row["token"] not in stuck]


def _taken(connection: Connection, root: int) -> frozenset[str]:
    rows = connection.execute(
        text("SELECT DISTINCT flow_id FROM history_event WHERE root_key = :root AND kind = 'flow_taken'"),
        {"root": root},
    )
    return frozenset(row[0] for row in rows)


def _latest(connection: Connection, process_id: str) -> int:
    found = connection.execute(
        text("SELECT key FROM definition WHERE process_id = :id ORDER BY version DESC LIMIT 1"), {"id": process_id}
    ).scalar_one()
    return int(found)
