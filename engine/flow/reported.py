"""What a worker reports of an external task may be an error of the diagram (Camunda 7's camunda:errorEventDefinition).

Asked when the job is done and when it has failed, the first that is true wins and nothing else of the report counts but
its variables. One that has no value counts as false of a failure, and is an incident of what is done. Source: Camunda
7's ExternalTaskEntity.evaluateThrowBpmnError; User Guide, External Tasks, Error Event Definitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bpmn.diagram import ReportedError
from bpmn.languages import ExternalTask
from bpmn.sentence import say
from engine.flow import errors, expressions
from engine.flow.problem import UNHANDLED_ERROR, Problem
from engine.flow.variables import Sight, write

if TYPE_CHECKING:
    from engine.flow.token import Token


def remember(token: Token, report: Mapping[str, Any]) -> None:
    """Keep what the worker has said: definitions asked later may read it."""
    if _definitions(token):
        token.memo["reported"] = {**token.memo.get("reported", {}), **report}


def code(token: Token, failed: bool = False) -> str | None:
    """The code of the error that the report is, None if it is none."""
    if not (definitions := _definitions(token)):
        return None
    task = ExternalTask(
        token.memo.get("reported", {}), topicName=token.memo["name"], activityId=token.node.element.id,
        processInstanceId=str(token.scope.instance),
    )  # fmt: skip
    sight = Sight(token, {"externalTask": task})
    for definition in definitions:
        try:
            found = expressions.value(token, definition.when, sight=sight)
        except Problem:
            if not failed:
                raise
            continue
        if found is True:
            return definition.code
    return None


def throw(token: Token, thrown: str, message: str | None, values: Mapping[str, Any]) -> None:
    """The token ends with an error of the diagram, and leaves. A Problem if nobody catches it. Its variables are where
    it is caught in Camunda 8; in Camunda 7 they are set where it was thrown (ExternalTaskEntity.bpmnError)."""
    catch = errors.find(token, "error", thrown)
    if catch is None:
        sentence = say("Nobody catches the error {code} thrown by {id}.", code=thrown, id=token.node.element.id)
        raise Problem(UNHANDLED_ERROR, sentence)
    if not token.scope.spec.camunda8:
        for name, value in values.items():
            write(token, name, value)
        values = {}
    errors.cross(catch)
    errors.land(catch, thrown, message, values)


def _definitions(token: Token) -> tuple[ReportedError, ...]:
    job = token.node.element.job
    return job.errors if job is not None and "stop" not in token.memo else ()
