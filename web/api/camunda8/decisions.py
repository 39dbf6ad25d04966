"""Versions of decisions: search and get, their file, and taking one without a case."""

from __future__ import annotations

import json
from typing import Any, Literal

from flask import Response

from bpmn.sentence import say
from engine.commands.decisions import TakeDecision, TakenDecision
from engine.queries.nouns.decisions import DECISIONS
from web.api.camunda8 import reading, requirements
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import PageRequest, Results, Sort
from web.api.camunda8.reading import must_be_ours
from web.api.model import Key, Sent, Told
from web.api.operation import BadRequest, do
from web.languages import words


class DecisionFilter(Sent):
    """What decisions are found by."""

    decision_definition_id: str | None = None
    name: str | None = None
    is_latest_version: bool | None = None
    version: int | None = None
    tenant_id: str | None = None
    decision_definition_key: Key | None = None
    decision_requirements_key: Key | None = None
    decision_requirements_id: str | None = None
    decision_requirements_name: str | None = None
    decision_requirements_version: int | None = None


class DecisionSearch(Sent):
    """A search for decisions."""

    filter: DecisionFilter | None = None
    sort: list[Sort[Literal[
        "decisionDefinitionKey", "decisionDefinitionId", "name", "version", "decisionRequirementsKey",
        "decisionRequirementsId", "decisionRequirementsName", "decisionRequirementsVersion",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class Decision(Told):
    """A version of a decision."""

    decision_definition_id: str
    decision_definition_key: Key
    decision_requirements_id: str
    decision_requirements_key: Key
    decision_requirements_name: str
    decision_requirements_version: int
    name: str
    tenant_id: str = TENANT
    version: int


class Evaluation(Sent):
    """Which decision, and with what: ``decisionDefinitionId`` or ``decisionDefinitionKey``."""

    decision_definition_id: str | None = None
    decision_definition_key: Key | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class Input(Told):
    """A column and the value it had, as JSON text."""

    input_id: str
    input_name: str
    input_value: str


class Output(Told):
    """An output of a rule, as JSON text."""

    output_id: str
    output_name: str
    output_value: str
    rule_id: str | None
    rule_index: int | None


class Rule(Told):
    """A rule that matched."""

    rule_id: str
    rule_index: int
    evaluated_outputs: list[Output]


class EvaluatedDecision(Told):
    """How one decision was taken."""

    decision_definition_id: str
    decision_definition_name: str
    decision_definition_version: int
    decision_definition_type: str
    output: str
    tenant_id: str = TENANT
    matched_rules: list[Rule]
    evaluated_inputs: list[Input]
    decision_definition_key: Key
    decision_evaluation_instance_key: str


class Evaluated(Told):
    """The answer; ``output`` is JSON text."""

    decision_definition_id: str
    decision_definition_key: Key
    decision_definition_name: str
    decision_definition_version: int
    decision_evaluation_key: Key
    decision_instance_key: Key
    decision_requirements_id: str
    decision_requirements_key: Key
    evaluated_decisions: list[EvaluatedDecision]
    failed_decision_definition_id: str | None
    failure_message: str | None
    output: str
    tenant_id: str = TENANT


def _told(row: Any) -> Decision:
    return Decision(
        decision_definition_id=row.decision_id, decision_definition_key=row.key, decision_requirements_id=row.drd_id,
        decision_requirements_key=row.resource_key, decision_requirements_name=row.drd_name,
        decision_requirements_version=row.drd_version, name=row.name, version=row.version,
    )  # fmt: skip


def _known(key: int) -> Any:
    return reading.got(DECISIONS, key, say("There is no decision with the key {key}.", key=key))


@api.operation("POST", "/decision-definitions/search", "Search decision definitions", body=DecisionSearch,
               answer=Results[Decision])  # fmt: skip
def search(body: DecisionSearch) -> Any:
    """All versions."""
    return reading.searched(DECISIONS, body, _told)


@api.operation("GET", "/decision-definitions/{decisionDefinitionKey}", "One decision definition", answer=Decision)
def get(decision_definition_key: Key) -> Decision:
    """By its key."""
    return _told(_known(decision_definition_key))


@api.operation("GET", "/decision-definitions/{decisionDefinitionKey}/xml", "The file it came in", media_type="text/xml")
def xml(decision_definition_key: Key) -> Response:
    """Byte for byte as it was deployed."""
    return requirements.file(_known(decision_definition_key).resource_key)


@api.operation("POST", "/decision-definitions/evaluation", "Take a decision", body=Evaluation, answer=Evaluated)
def evaluate(body: Evaluation) -> Evaluated:
    """Of the latest version of an id, or of the version with that key, without a case."""
    must_be_ours(body.tenant_id)
    if (body.decision_definition_id is None) == (body.decision_definition_key is None):
        raise BadRequest(say("One of decisionDefinitionId and decisionDefinitionKey is needed."))
    taken: TakenDecision = do(
        TakeDecision(body.decision_definition_id, body.decision_definition_key, body.variables or {})
    )
    row = taken.decision
    return Evaluated(
        decision_definition_id=row.decision_id, decision_definition_key=row.key, decision_definition_name=row.name,
        decision_definition_version=row.version, decision_evaluation_key=taken.key, decision_instance_key=taken.key,
        decision_requirements_id=taken.drd_id, decision_requirements_key=row.resource_key,
        evaluated_decisions=_evaluated(taken),
        failed_decision_definition_id=row.decision_id if taken.wrong is not None else None,
        failure_message=words(taken.wrong) if taken.wrong is not None else None,
        output="null" if taken.decided is None else _json(taken.decided.value),
    )  # fmt: skip


def _evaluated(taken: TakenDecision) -> list[EvaluatedDecision]:
    if taken.decided is None:
        return []
    return [
        EvaluatedDecision(
            decision_definition_id=each.decision_id, decision_definition_name=each.name or each.decision_id,
            decision_definition_version=taken.versions[each.decision_id].version,
            decision_definition_type="DECISION_TABLE" if each.inputs or each.rules else "LITERAL_EXPRESSION",
            output=_json(each.value),
            matched_rules=[
                Rule(rule_id=rule.id, rule_index=rule.index, evaluated_outputs=[
                    Output(output_id=name, output_name=name, output_value=_json(value), rule_id=rule.id,
                           rule_index=rule.index)
                    for name, value in rule.outputs.items()])
                for rule in each.rules
            ],
            evaluated_inputs=[
                Input(input_id=one.id, input_name=one.label or one.id, input_value=_json(one.value))
                for one in each.inputs
            ],
            decision_definition_key=taken.versions[each.decision_id].key,
            decision_evaluation_instance_key=f"{taken.key}-{number}",
        )
        for number, each in enumerate(taken.decided.evaluations, 1)
        if each.decision_id in taken.versions
    ]  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
