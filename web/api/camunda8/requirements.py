"""Files of decisions, which Camunda 8 calls decision requirements: search, get, and the file itself."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response

from bpmn.sentence import Sentence, say
from engine import NotFound
from engine.queries import reads
from engine.queries.nouns.decisions import REQUIREMENTS
from web import here
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import PageRequest, Results, Sort
from web.api.model import Key, Sent, Told


class RequirementsFilter(Sent):
    """What files of decisions are found by."""

    decision_requirements_name: str | None = None
    decision_requirements_id: str | None = None
    decision_requirements_key: Key | None = None
    version: int | None = None
    tenant_id: str | None = None
    resource_name: str | None = None


class RequirementsSearch(Sent):
    """A search for files of decisions."""

    filter: RequirementsFilter | None = None
    sort: list[Sort[Literal[
        "decisionRequirementsKey", "decisionRequirementsId", "decisionRequirementsName", "version",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class Requirements(Told):
    """A version of a file of decisions."""

    decision_requirements_id: str
    decision_requirements_key: Key
    decision_requirements_name: str
    resource_name: str
    tenant_id: str = TENANT
    version: int


def _told(row: Any) -> Requirements:
    return Requirements(
        decision_requirements_id=row.drd_id, decision_requirements_key=row.key,
        decision_requirements_name=row.drd_name, resource_name=row.resource_name, version=row.drd_version,
    )  # fmt: skip


def _nothing(key: int) -> Sentence:
    return say("There is no file of decisions with the key {key}.", key=key)


@api.operation("POST", "/decision-requirements/search", "Search files of decisions", body=RequirementsSearch,
               answer=Results[Requirements])  # fmt: skip
def search(body: RequirementsSearch) -> Any:
    """All versions."""
    return reading.searched(REQUIREMENTS, body, _told)


@api.operation("GET", "/decision-requirements/{decisionRequirementsKey}", "One file of decisions", answer=Requirements)
def get(decision_requirements_key: Key) -> Requirements:
    """By its key."""
    return _told(reading.got(REQUIREMENTS, decision_requirements_key, _nothing(decision_requirements_key)))


@api.operation("GET", "/decision-requirements/{decisionRequirementsKey}/xml", "A file of decisions",
               media_type="text/xml")  # fmt: skip
def xml(decision_requirements_key: Key) -> Response:
    """Byte for byte as it was deployed."""
    return file(decision_requirements_key)


def file(key: int) -> Response:
    """The file itself."""
    with here.the_engine().read() as connection:
        content = reads.decision_file(connection, key)
    if content is None:
        raise NotFound(_nothing(key))
    return Response(content, mimetype="text/xml")
