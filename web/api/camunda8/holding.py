"""Cases held, and let go on."""

from __future__ import annotations

from pydantic import Field

from bpmn.sentence import say
from engine import SuspendInstance, WrongState
from web.api.camunda8.api import api
from web.api.camunda8.process_instances import known
from web.api.model import Key, Sent
from web.api.operation import do


class Holding(Sent):
    """Nothing is needed."""

    operation_reference: int | None = Field(None, ge=1)


@api.operation("POST", "/process-instances/{processInstanceKey}/suspension", "Hold a case", body=Holding | None,
               status=204)  # fmt: skip
def suspend(process_instance_key: Key, body: Holding | None) -> None:
    """Its tasks, jobs, timers and messages wait until it is resumed."""
    _hold(process_instance_key, suspended=True)


@api.operation("POST", "/process-instances/{processInstanceKey}/resumption", "Let a held case go on",
               body=Holding | None, status=204)  # fmt: skip
def resume(process_instance_key: Key, body: Holding | None) -> None:
    """What was due meanwhile happens now."""
    _hold(process_instance_key, suspended=False)


def _hold(key: int, *, suspended: bool) -> None:
    if known(key).suspended == suspended:
        sentence = say("Case {key} is held already.", key=key) if suspended else say("Case {key} is not held.", key=key)
        raise WrongState(sentence)
    do(SuspendInstance(key, suspended))
