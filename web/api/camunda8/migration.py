"""Process instances that go on in another version of their process."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bpmn.sentence import say
from engine import InvalidCommand, MigrateInstances, NotFound
from web.api.camunda8.api import api
from web.api.camunda8.process_instances import known
from web.api.model import Key, Sent
from web.api.operation import do

REASON = "Migrated by a program"
Id = Annotated[str, Field(min_length=1)]


class MappingInstruction(Sent):
    """An element, and where its active instances go on."""

    source_element_id: Id
    target_element_id: Id


class Migration(Sent):
    """The version to go on in; every active element is mapped, boundary events and event subprocesses may be."""

    target_process_definition_key: Key
    mapping_instructions: list[MappingInstruction]
    operation_reference: Annotated[int, Field(ge=1)] | None = None


@api.operation("POST", "/process-instances/{processInstanceKey}/migration", "Go on in another version",
               body=Migration, status=204)  # fmt: skip
def migrate(process_instance_key: Key, body: Migration) -> None:
    """Nothing happens if one active element cannot go on; the sentence says which and why."""
    row = known(process_instance_key)
    if row.state != "active":
        raise NotFound(say("There is no running process instance with the key {key}.", key=row.key))
    elements = {each.source_element_id: each.target_element_id for each in body.mapping_instructions}
    if len(elements) < len(body.mapping_instructions):
        raise InvalidCommand(say("The mapping instructions contain a source element id more than once."))
    do(MigrateInstances((process_instance_key,), body.target_process_definition_key, REASON, elements))
