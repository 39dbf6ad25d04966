"""Process instances changed in their course: elements that begin, end, or give way to others."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from bpmn.sentence import say
from engine import Begin, InvalidCommand, Leave, ModifyInstance, NotFound, Shift
from engine.queries.nouns.keys import place_of
from web.api.camunda8.api import api
from web.api.camunda8.process_instances import known
from web.api.model import Key, Sent
from web.api.operation import do

REASON = "Modified by a program"
NO_ANCESTOR = -1
Id = Annotated[str, Field(min_length=1)]


class VariableInstruction(Sent):
    """Variables of the element, of a scope around it, or of the process instance."""

    variables: dict[str, Any]
    scope_id: str = ""


class ActivateInstruction(Sent):
    """An element to begin."""

    element_id: Id
    ancestor_element_instance_key: Key = NO_ANCESTOR
    variable_instructions: list[VariableInstruction] | None = None


class SourceById(Sent):
    """All active instances of an element."""

    source_type: Literal["byId"]
    source_element_id: Id


class SourceByKey(Sent):
    """One element instance."""

    source_type: Literal["byKey"]
    source_element_instance_key: Key


class DirectAncestor(Sent):
    """The scope of that key."""

    ancestor_scope_type: Literal["direct"]
    ancestor_element_instance_key: Key


class InferredAncestor(Sent):
    """The nearest scope that source and target have in common."""

    ancestor_scope_type: Literal["inferred"]


class SourceParent(Sent):
    """The scope directly around the source."""

    ancestor_scope_type: Literal["sourceParent"]


Scope = Annotated[DirectAncestor | InferredAncestor | SourceParent, Discriminator("ancestor_scope_type")]


class MoveInstruction(Sent):
    """The source ends, and for each of its instances one of the target begins."""

    source_element_instruction: Annotated[SourceById | SourceByKey, Discriminator("source_type")]
    target_element_id: Id
    ancestor_scope_instruction: Scope | None = None
    variable_instructions: list[VariableInstruction] | None = None


class TerminateById(Sent):
    """All active instances of an element are to end."""

    element_id: Id


class TerminateByKey(Sent):
    """One element instance is to end."""

    element_instance_key: Key


class Modification(Sent):
    """What is to begin and to end."""

    operation_reference: Annotated[int, Field(ge=1)] | None = None
    activate_instructions: list[ActivateInstruction] | None = None
    move_instructions: list[MoveInstruction] | None = None
    terminate_instructions: list[TerminateByKey | TerminateById] | None = None


@api.operation("POST", "/process-instances/{processInstanceKey}/modification", "Change a process instance's course",
               body=Modification, status=204)  # fmt: skip
def modify(process_instance_key: Key, body: Modification) -> None:
    """All that is to begin begins, then what is to end ends; if one of it is not possible nothing happens."""
    row = known(process_instance_key)
    if row.state != "active":
        raise NotFound(say("There is no running process instance with the key {key}.", key=row.key))
    moves: list[Begin | Leave | Shift] = [
        _begin(row, each.element_id, each.ancestor_element_instance_key, each.variable_instructions)
        for each in body.activate_instructions or ()
    ]
    moves += [_shift(row, each) for each in body.move_instructions or ()]
    moves += [_leave(row, each) for each in body.terminate_instructions or ()]
    do(ModifyInstance(process_instance_key, tuple(moves), REASON))


def _begin(row: Any, at: str, ancestor: Key, variables: list[VariableInstruction] | None) -> Begin:
    scoped: dict[str, dict[str, Any]] = {}
    for each in variables or ():
        scope = "" if each.scope_id == row.process_id else each.scope_id
        scoped[scope] = {**scoped.get(scope, {}), **each.variables}
    inside = None if ancestor == NO_ANCESTOR else _token(row, ancestor)
    return Begin(at, ancestor=inside, scoped=scoped)


def _shift(row: Any, sent: MoveInstruction) -> Shift:
    source, scope = sent.source_element_instruction, sent.ancestor_scope_instruction
    leaves = (
        Leave(element=source.source_element_id)
        if isinstance(source, SourceById)
        else Leave(_token(row, source.source_element_instance_key))
    )
    direct: Key = scope.ancestor_element_instance_key if isinstance(scope, DirectAncestor) else NO_ANCESTOR
    to = _begin(row, sent.target_element_id, direct, sent.variable_instructions)
    if isinstance(scope, InferredAncestor):
        return Shift(leaves, to, "inferred")
    return Shift(leaves, to, "parent" if isinstance(scope, SourceParent) else None)


def _leave(row: Any, sent: TerminateByKey | TerminateById) -> Leave:
    if isinstance(sent, TerminateById):
        return Leave(element=sent.element_id)
    return Leave(_token(row, sent.element_instance_key))


def _token(row: Any, key: int) -> int:
    """The token of an element instance of the case; 0 is the process instance itself."""
    if key == row.key:
        return 0
    root, token = place_of(key)
    if root != row.root_key or token is None:
        raise InvalidCommand(say("The element instance {key} is not one of this process instance.", key=key))
    return token
