"""Ad-hoc subprocesses: what of them is begun now."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import say
from engine import BeginElements, InvalidCommand, NotFound
from engine.queries.nouns.keys import place_of
from web.api.camunda8.api import api
from web.api.model import Key, Sent
from web.api.operation import do


class Begun(Sent):
    """An element to begin, with variables of its own."""

    element_id: str
    variables: dict[str, Any] | None = None


class Activation(Sent):
    """What is begun, all or nothing."""

    elements: list[Begun]
    cancel_remaining_instances: bool | None = None


@api.operation("POST", "/element-instances/ad-hoc-activities/{adHocSubProcessInstanceKey}/activation",
               "Begin elements of an ad-hoc subprocess", body=Activation, status=204)  # fmt: skip
def activate(ad_hoc_sub_process_instance_key: Key, body: Activation) -> None:
    """In the ad-hoc subprocess that is open there."""
    if body.cancel_remaining_instances:
        raise InvalidCommand(say("cancelRemainingInstances is not served here. Nothing was done."))
    case, token = place_of(ad_hoc_sub_process_instance_key)
    if token is None:
        raise NotFound(say("There is no ad-hoc subprocess with the key {key}.", key=ad_hoc_sub_process_instance_key))
    do(BeginElements(case, token, tuple((each.element_id, each.variables or {}) for each in body.elements)))
