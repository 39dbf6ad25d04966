"""Start events with a trigger: armed when a version is deployed, ended by the next one or by a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from bpmn.diagram import Element, Event, Expression, Finding
from bpmn.languages import EvaluationError, evaluate
from bpmn.languages.iso8601 import NotIso
from bpmn.sentence import Sentence, say
from engine.errors import InvalidDeployment
from engine.flow import turns
from engine.flow.token import Memo
from engine.store.deployments import start_subscription
from engine.work import Work

KINDS = {"message": "message", "signal": "signal", "timer": "timer", "conditional": "condition"}
"""The kind of the row of a start event by its trigger."""


def arm(work: Work, definition_key: int, process_id: str, file: str, starts: Iterable[Element], camunda8: bool) -> None:
    """Rows for the start events of a new version, in place of those of the version before. What they wait for is worked
    out now, without variables: there is no case yet."""
    end(work, process_id)
    for element in starts:
        event = element.event
        if event is None or event.kind not in KINDS:
            continue
        try:
            terms = _terms(work, event, camunda8)
        except _Unknown as unknown:
            finding = Finding("start-event-terms", "error", unknown.sentence, element.id, element.line)
            raise InvalidDeployment({file: (finding,)}) from unknown
        row = {"definition_key": definition_key, "element_id": element.id, "process_id": process_id, **terms}
        work.connection.execute(insert(start_subscription), row | {"kind": KINDS[event.kind]})


def arm_again(work: Work, definition_key: int) -> None:
    """The start events of a version that is in force again, in place of those of another; timers count from now."""
    found = work.definition(definition_key)
    starts = [each for each in found.process.scope.elements if each.kind == "startEvent"]
    arm(work, definition_key, found.process_id, found.process_id, starts, found.diagram.dialect == "camunda8")


def end(work: Work, process_id: str) -> None:
    """No start event of the process is triggered any more."""
    work.connection.execute(delete(start_subscription).where(start_subscription.c.process_id == process_id))


def timer_row(memo: Memo) -> dict[str, Any]:
    """What the row of a timer start event says of its next turn."""
    return {"due_at": datetime.fromisoformat(memo["due"]), "turns": dict(memo) if "cycle" in memo else None}


class _Unknown(Exception):
    """What the start event waits for cannot be worked out."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def _terms(work: Work, event: Event, camunda8: bool) -> Mapping[str, Any]:
    if event.kind in ("message", "signal"):
        what = say("message") if event.kind == "message" else say("signal")
        sentence = say("The {what} of a start event needs a name that is known at deployment: a plain text.", what=what)
        return {"name": _text(work, event.name, sentence)}
    if event.kind == "timer":
        assert event.timer is not None  # a rule has seen to it
        sentence = say("The time of a timer start event must be known at deployment: there is no case with data yet.")
        text = _text(work, event.timer.expression, sentence)
        try:
            return timer_row(turns.first(event.timer.kind, text, work.moment, camunda8))
        except NotIso as error:
            raise _Unknown(say("The timer cannot be read: {problem}", problem=error.sentence)) from error
    return {}


def _text(work: Work, expression: Expression | None, sentence: Sentence) -> str:
    try:
        value = evaluate(expression, {}, work.moment).value if expression is not None else None
    except EvaluationError as error:
        raise _Unknown(sentence) from error
    if isinstance(value, str) and value:
        return value
    raise _Unknown(sentence)
