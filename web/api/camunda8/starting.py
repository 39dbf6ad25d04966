"""Process instances begun: by the id or key of their definition, and waited for if the client wants to."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from pydantic import Field

from bpmn.sentence import say
from engine import Begin, InvalidCommand, Refusal, StartInstance, WrongState
from engine.queries import reads
from engine.queries.nouns.instances import INSTANCES
from engine.queries.search import one
from web import here
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.reading import must_be_ours
from web.api.model import Key, Sent, Told
from web.api.operation import do

USUAL_WAIT, LONGEST_WAIT = 10.0, 120.0
LOOK = 0.1
Tag = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_\-:.]{0,99}$")]


class DeadlineExceeded(Refusal):
    """The process instance has been started, and has not ended in the time given (HTTP 504)."""

    code = "deadline"


class StartInstruction(Sent):
    """An element to begin with."""

    element_id: str


class TerminateInstruction(Sent):
    """An element after which to end."""

    type: Literal["TERMINATE_PROCESS_INSTANCE"] = "TERMINATE_PROCESS_INSTANCE"
    after_element_id: str


class Creation(Sent):
    """What to start, and with what: ``processDefinitionId`` or ``processDefinitionKey``."""

    process_definition_id: Annotated[str, Field(min_length=1)] | None = None
    process_definition_key: Key | None = None
    process_definition_version: Annotated[int, Field(ge=-1, lt=2**31)] | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    operation_reference: Annotated[int, Field(ge=1)] | None = None
    start_instructions: list[StartInstruction] | None = None
    runtime_instructions: list[TerminateInstruction] | None = None
    await_completion: bool | None = None
    fetch_variables: list[str] | None = None
    request_timeout: int | None = None
    tags: Annotated[list[Tag], Field(max_length=10)] | None = None
    business_id: Annotated[str, Field(min_length=1, max_length=256)] | None = None


class Created(Told):
    """The process instance; ``variables`` only if its end was waited for."""

    process_definition_id: str
    process_definition_version: int
    process_definition_key: Key
    process_instance_key: Key
    tenant_id: str = TENANT
    variables: dict[str, Any]
    tags: list[str]
    business_id: str | None


@api.operation("POST", "/process-instances", "Start a process instance", body=Creation, answer=Created,
               also={"504": "It has not ended in time"})  # fmt: skip
def create(body: Creation) -> Created:
    """Of the latest version, of one version, or of the definition with that key. It begins at the none start event, or
    at the elements that ``startInstructions`` name; ``runtimeInstructions`` end it early."""
    must_be_ours(body.tenant_id)
    if (body.process_definition_id is None) == (body.process_definition_key is None):
        raise InvalidCommand(say("One of processDefinitionId and processDefinitionKey is needed."))
    version = None if body.process_definition_version == -1 else body.process_definition_version
    started = do(StartInstance(
        body.process_definition_id, body.process_definition_key,
        version if body.process_definition_id is not None else None, body.variables or {}, body.business_id,
        tags=tuple(dict.fromkeys(body.tags or ())),
        begins=tuple(Begin(each.element_id) for each in body.start_instructions or ()),
        ends_after=tuple(each.after_element_id for each in body.runtime_instructions or ()),
    ))  # fmt: skip
    variables = _awaited(started.instance_key, body) if body.await_completion else {}
    return Created(
        process_definition_id=started.process_id, process_definition_version=started.version,
        process_definition_key=started.definition_key, process_instance_key=started.instance_key,
        variables=variables, tags=list(dict.fromkeys(body.tags or ())), business_id=body.business_id,
    )  # fmt: skip


def _awaited(key: int, body: Creation) -> dict[str, Any]:
    """The variables at the end; it is looked for again and again until the time is over."""
    asked = body.request_timeout or 0
    end = time.monotonic() + (min(asked / 1000, LONGEST_WAIT) if asked > 0 else USUAL_WAIT)
    while True:
        with here.the_engine().read() as connection:
            row = one(connection, INSTANCES, key)
            if row.state != "active":
                found = reads.variables_of(connection, key)
                break
        if time.monotonic() >= end:
            raise DeadlineExceeded(
                say("Process instance {key} was started and has not ended in the time given.", key=key)
            )
        time.sleep(LOOK)
    if row.state == "terminated":
        raise WrongState(say("Process instance {key} was started and then cancelled.", key=key))
    wanted = body.fetch_variables
    return {name: value for name, value in found.items() if not wanted or name in wanted}
