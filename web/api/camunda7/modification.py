"""Process instances changed in their course: activities that begin and end, one instruction after the other."""

from __future__ import annotations

import re
from typing import Any, Literal

from bpmn.sentence import say
from engine import Begin, InvalidCommand, Leave, ModifyInstance
from web.api.camunda7.api import api
from web.api.camunda7.instructions import StartInstructionDto, begun, skipped
from web.api.camunda7.model import Id, Sent
from web.api.camunda7.process_instances import running
from web.api.operation import do

REASON = "Modified through the API"
ACTIVITY_INSTANCE = re.compile(r".*:(\d{1,18})-(\d{1,9})")


class ModificationInstructionDto(StartInstructionDto):
    """What begins, or what is cancelled: an activity, one activity instance, or one that has not begun yet."""

    type: Literal["startBeforeActivity", "startAfterActivity", "startTransition", "cancel"]  # type: ignore[assignment]
    activity_instance_id: str | None = None
    transition_instance_id: str | None = None
    ancestor_activity_instance_id: str | None = None
    cancel_current_active_activity_instances: bool = False


class ProcessInstanceModificationDto(Sent):
    """The instructions, in their order. The annotation is kept as the reason."""

    instructions: list[ModificationInstructionDto]
    skip_custom_listeners: bool = False
    skip_io_mappings: bool = False
    annotation: str | None = None


@api.operation("POST", "/process-instance/{id}/modification", "Change a case's course",
               body=ProcessInstanceModificationDto, status=204)  # fmt: skip
def modify(id: Id, body: ProcessInstanceModificationDto) -> None:
    """If one instruction is not possible nothing happens."""
    row = running(id)
    moves = tuple(_move(row, each) for each in body.instructions)
    do(ModifyInstance(id, moves, body.annotation or REASON, skipped(body)))


def _move(row: Any, sent: ModificationInstructionDto) -> Begin | Leave:
    if sent.type != "cancel":
        around = sent.ancestor_activity_instance_id
        return begun(sent, None if around is None else _token(row, around))
    named = [sent.activity_id, sent.activity_instance_id, sent.transition_instance_id]
    if sum(one is not None for one in named) != 1:
        raise InvalidCommand(
            say("For instruction type 'cancel': exactly one, 'activityId', 'activityInstanceId', or "
                "'transitionInstanceId', is required")
        )  # fmt: skip
    if sent.activity_id is not None:
        return Leave(element=sent.activity_id, known=sent.cancel_current_active_activity_instances)
    return Leave(_token(row, sent.activity_instance_id or sent.transition_instance_id or ""))


def _token(row: Any, id: str) -> int:
    """The token of an activity instance; 0 is the process instance itself."""
    if id == str(row.key):
        return 0
    place = ACTIVITY_INSTANCE.fullmatch(id)
    if place is None or int(place[1]) != row.root_key:
        raise InvalidCommand(say("{id} is not the id of an activity instance of this process instance.", id=id))
    return int(place[2])
