"""Decision definitions: by id, by key (the latest version), and evaluating them."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import say
from engine import InvalidCommand, NotFound
from engine.commands.decisions import TakeDecision
from engine.queries.listings.definitions import DECISIONS, RESOURCES
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Sent, Told, definition_id, definition_key
from web.api.camunda7.typed_values import TypedValue, VariableValueDto, all_typed, plain
from web.api.operation import do


class DecisionDefinitionDto(Told):
    """A version of a decision."""

    id: str
    key: str
    category: str | None = None
    name: str | None
    version: int
    resource: str
    deployment_id: Id
    tenant_id: str | None = None
    decision_requirements_definition_id: str | None = None
    decision_requirements_definition_key: str | None = None
    history_time_to_live: int | None = None
    version_tag: str | None


class DecisionDefinitionDiagramDto(Told):
    """The file."""

    id: str
    dmn_xml: str


class EvaluateDecisionDto(Sent):
    """What is decided about."""

    variables: dict[str, VariableValueDto] | None = None


def told(row: Any) -> DecisionDefinitionDto:
    return DecisionDefinitionDto(
        id=definition_id(row.decision_id, row.version, row.key), key=row.decision_id, name=row.name or None,
        version=row.version, resource=row.resource_name, deployment_id=row.deployment_key,
        version_tag=row.version_tag,
    )  # fmt: skip


lists.serve(
    api, "/decision-definition", "decision definitions", DECISIONS, lists.query("DecisionDefinitionQuery", DECISIONS),
    DecisionDefinitionDto, told, post=False,
)  # fmt: skip


def _by_id(id: str) -> Any:
    with here.the_engine().read() as connection:
        row = DECISIONS.one(connection, definition_key(id))
    if row is None:
        raise NotFound(say("No matching definition with id {id}", id=id))
    return row


def _by_key(key: str) -> Any:
    with here.the_engine().read() as connection:
        rows = DECISIONS.find(connection, {"key": key, "latest_version": True})
    if not rows:
        raise NotFound(say("No matching decision definition with key: {key} and no tenant-id", key=key))
    return rows[0]


def _evaluate(row: Any, body: EvaluateDecisionDto) -> list[dict[str, TypedValue]]:
    taken = do(TakeDecision(decision_key=row.key, variables=plain(body.variables)))
    if taken.decided is None:
        raise InvalidCommand(taken.wrong)
    return [all_typed(each) for each in taken.decided.outputs]


def _xml(row: Any) -> DecisionDefinitionDiagramDto:
    with here.the_engine().read() as connection:
        source = RESOURCES.one(connection, row.resource_key)
    return DecisionDefinitionDiagramDto(id=told(row).id, dmn_xml=bytes(source.content).decode("utf-8", "replace"))


@api.operation("GET", "/decision-definition/{id}", "A decision definition", answer=DecisionDefinitionDto)
def get(id: str) -> DecisionDefinitionDto:
    """The version of that id."""
    return told(_by_id(id))


@api.operation("GET", "/decision-definition/key/{key}", "The latest version", answer=DecisionDefinitionDto)
def get_by_key(key: str) -> DecisionDefinitionDto:
    """The latest version of that key."""
    return told(_by_key(key))


@api.operation("GET", "/decision-definition/{id}/xml", "Its file", answer=DecisionDefinitionDiagramDto)
def xml(id: str) -> DecisionDefinitionDiagramDto:
    """The DMN file as it was uploaded."""
    return _xml(_by_id(id))


@api.operation("GET", "/decision-definition/key/{key}/xml", "Its file", answer=DecisionDefinitionDiagramDto)
def xml_by_key(key: str) -> DecisionDefinitionDiagramDto:
    """The DMN file of the latest version."""
    return _xml(_by_key(key))


@api.operation(
    "POST", "/decision-definition/{id}/evaluate", "Decide", body=EvaluateDecisionDto,
    answer=list[dict[str, TypedValue]],
)  # fmt: skip
def evaluate(id: str, body: EvaluateDecisionDto) -> list[dict[str, TypedValue]]:
    """The outputs of the rules that matched."""
    return _evaluate(_by_id(id), body)


@api.operation(
    "POST", "/decision-definition/key/{key}/evaluate", "Decide by the latest version", body=EvaluateDecisionDto,
    answer=list[dict[str, TypedValue]],
)  # fmt: skip
def evaluate_by_key(key: str, body: EvaluateDecisionDto) -> list[dict[str, TypedValue]]:
    """The outputs of the rules that matched."""
    return _evaluate(_by_key(key), body)
