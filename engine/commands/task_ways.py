"""Other ways out of a task than completing it: what people throw at it as an escalation or as an error (Camunda 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.forms import submitted, validate
from bpmn.sentence import say
from engine import duties, rights
from engine.commands.tasks import form_of, open_task
from engine.errors import InvalidCommand, InvalidValues, WrongState
from engine.instance import Instance
from engine.work import Work


@dataclass(frozen=True, slots=True)
class EscalateTask:
    """Throw an escalation at a task; who catches it may interrupt the task. Refused if nobody does. Whoever may
    complete the task.

    ``variables`` are set as seen from the task. Of a task with a form what its input fields may write is taken;
    nothing has to be filled, but what is must be right. Source: Camunda 7's TaskService.handleEscalation.
    """

    task_key: int
    code: str
    variables: Mapping[str, Any] = field(default_factory=dict)

    def run(self, work: Work) -> None:
        instance, task = _told(work, self.task_key, self.code)
        values = _so_far(work, instance, task, self.variables)
        instance.note("task_escalated", {"task": task.key, "code": self.code, "variables": values}, task)
        instance.case.escalate(task.token, self.code, values)
        instance.save()


@dataclass(frozen=True, slots=True)
class ThrowTaskError:
    """Report an error at a task, which ends with it; if nobody catches it, it is an incident. Whoever may complete the
    task. ``variables`` as in EscalateTask. Source: Camunda 7's TaskService.handleBpmnError."""

    task_key: int
    code: str
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)

    def run(self, work: Work) -> None:
        instance, task = _told(work, self.task_key, self.code)
        values = _so_far(work, instance, task, self.variables)
        detail = {"task": task.key, "code": self.code, "message": self.message, "variables": values}
        instance.note("task_error_thrown", detail, task)
        instance.case.throw_error(task.token, self.code, self.message or None, values)
        instance.save()


def _told(work: Work, key: int, code: str) -> tuple[Instance, Any]:
    """The task, if the person may throw something at it and it takes that."""
    instance, task = open_task(work, key, variables=True)
    instance.acts(rights.must_work(work.by, task))
    duties.must_be_fit(instance, task)
    if not code:
        raise InvalidCommand(say("What is thrown at a task needs a code."))
    if work.definition(task.definition_key).flow.spec.camunda8:
        raise WrongState(
            say("The diagram of the task {task} is one for Camunda 8, where nobody can throw an error or an escalation "
                "at a user task. Nothing was changed.", task=task.name)
        )  # fmt: skip
    return instance, task


def _so_far(work: Work, instance: Instance, task: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of an unfinished form may be written, or InvalidValues."""
    form = form_of(work, task)
    if form is None:
        return dict(values)
    variables = instance.visible(task.token)
    wrong = {
        name: found
        for name, found in validate(form, values, variables, work.moment).items()
        if not _empty(_at(values, name.split(".")))
    }
    if wrong:
        raise InvalidValues(wrong)
    written = submitted(form, values, variables, work.moment)
    return {name: value for name, value in written.items() if not _empty(value) or name in variables}


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _at(values: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(values, list) and step.isdecimal() and int(step) < len(values):
            values = values[int(step)]
        else:
            values = values.get(step) if isinstance(values, Mapping) else None
    return values
