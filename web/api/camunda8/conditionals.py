"""Data that conditional start events are asked about."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import say
from engine import EvaluateConditions, NotFound
from engine.queries.nouns.definitions import DEFINITIONS
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.reading import must_be_ours
from web.api.model import Key, Sent, Told
from web.api.operation import do


class Question(Sent):
    """The data, and the one process that is asked, if not all are."""

    variables: dict[str, Any]
    tenant_id: str | None = None
    process_definition_key: Key | None = None


class Started(Told):
    """A case that began."""

    process_definition_key: Key
    process_instance_key: Key


class Answer(Told):
    """All that began."""

    conditional_evaluation_key: Key
    tenant_id: str = TENANT
    process_instances: list[Started]


@api.operation("POST", "/conditionals/evaluation", "Ask conditional start events", body=Question, answer=Answer)
def ask(body: Question) -> Answer:
    """Each whose condition holds starts a case of the version in force."""
    must_be_ours(body.tenant_id)
    met = do(EvaluateConditions(body.variables, _process(body.process_definition_key)))
    started = [Started(process_definition_key=one, process_instance_key=case) for one, case in met.started]
    return Answer(conditional_evaluation_key=met.key, process_instances=started)


def _process(key: int | None) -> str | None:
    if key is None:
        return None
    gone = say("There is no version {key} of a process that is in force.", key=key)
    row = reading.got(DEFINITIONS, key, gone)
    if not row.is_latest or row.withdrawn_at is not None:
        raise NotFound(gone)
    return str(row.process_id)
