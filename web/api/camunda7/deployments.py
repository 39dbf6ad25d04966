"""Deployments: what Camunda Modeler's deploy button calls first, and what was deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from flask import Response
from pydantic import Field

from bpmn.sentence import say
from engine import DeleteDeployment, Deploy, Deployed, NotFound
from engine.queries.listings.definitions import DECISIONS, DEFINITIONS, DEPLOYMENTS, RESOURCES
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.decision_definitions import DecisionDefinitionDto
from web.api.camunda7.decision_definitions import told as told_decision
from web.api.camunda7.deletion import DeletionQuery
from web.api.camunda7.model import AtomLink, Id, Moment, Told, not_served
from web.api.camunda7.process_definitions import ProcessDefinitionDto
from web.api.camunda7.process_definitions import told as told_definition
from web.api.operation import BadRequest, do

FIELDS = {
    "deployment-name", "deployment-source", "deployment-activation-time", "enable-duplicate-filtering",
    "deploy-changed-only", "tenant-id",
}  # fmt: skip
"""Fields of the form that are no files."""


class DeploymentDto(Told):
    """What was uploaded together."""

    links: list[AtomLink] = Field(default_factory=list)
    id: Id
    name: str | None
    source: str | None
    deployment_time: Moment
    tenant_id: str | None = None


class DeploymentWithDefinitionsDto(DeploymentDto):
    """A deployment with what it brought, by id; null if there is none of a kind."""

    deployed_process_definitions: dict[str, ProcessDefinitionDto] | None
    deployed_decision_definitions: dict[str, DecisionDefinitionDto] | None
    deployed_decision_requirements_definitions: dict[str, Any] | None = None
    deployed_case_definitions: dict[str, Any] | None = None


class DeploymentResourceDto(Told):
    """A file of a deployment."""

    id: Id
    name: str
    deployment_id: Id


def told(row: Any) -> DeploymentDto:
    return DeploymentDto(id=row.key, name=row.name, source=row.source, deployment_time=row.deployed_at)


lists.serve(
    api, "/deployment", "deployments", DEPLOYMENTS, lists.query("DeploymentQuery", DEPLOYMENTS), DeploymentDto, told,
    post=False,
)  # fmt: skip
FORM = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in sorted(FIELDS)},
    "additionalProperties": {"type": "string", "format": "binary"},
}


@api.operation(
    "POST", "/deployment/create", "Deploy files together", answer=DeploymentWithDefinitionsDto, multipart=FORM
)
def create(files: list[tuple[str, str, bytes]]) -> DeploymentWithDefinitionsDto:
    """All files or none. Without duplicate filtering every file makes new versions. Where one makes none, the
    definitions told are the present ones, so that the Modeler's start button finds them."""
    from flask import request

    if unknown := sorted(map(str, set(request.form) - FIELDS)):
        raise BadRequest(say("The field {field} is not known and is no file.", field=unknown[0]))
    if not files:
        raise BadRequest(say("No deployment resources contained in the form upload."))
    not_served(
        deployment_activation_time=request.form.get("deployment-activation-time"),
        tenant_id=request.form.get("tenant-id"),
    )  # fmt: skip
    named = {name: content for _, name, content in files}
    name = request.form.get("deployment-name") or next(iter(named))
    source = request.form.get("deployment-source", "")
    made: Deployed = do(Deploy(name, named, source=source or "api", unchanged=_unchanged(request.form)))
    with here.the_engine().read() as connection:
        row = DEPLOYMENTS.one(connection, made.key)
        processes = [DEFINITIONS.one(connection, each.key) for each in made.definitions]
        decisions = [DECISIONS.one(connection, each.key) for each in made.decisions]
    brought = [told_definition(each) for each in processes]
    decided = [told_decision(each) for each in decisions]
    self_link = AtomLink(
        rel="self", href=request.host_url.rstrip("/") + f"/engine-rest/deployment/{row.key}", method="GET"
    )
    return DeploymentWithDefinitionsDto(
        links=[self_link], id=row.key, name=row.name, source=row.source, deployment_time=row.deployed_at,
        deployed_process_definitions={each.id: each for each in brought} or None,
        deployed_decision_definitions={each.id: each for each in decided} or None,
    )  # fmt: skip


def _unchanged(form: Mapping[str, str]) -> Literal["kept", "duplicate", "new"]:
    """What becomes of files that are known already."""
    if form.get("deploy-changed-only", "").lower() == "true":
        return "kept"
    return "duplicate" if form.get("enable-duplicate-filtering", "").lower() == "true" else "new"


def _deployment(key: int) -> Any:
    with here.the_engine().read() as connection:
        row = DEPLOYMENTS.one(connection, key)
    if row is None:
        raise NotFound(say("Deployment with id '{id}' does not exist", id=key))
    return row


@api.operation("GET", "/deployment/{id}", "A deployment", answer=DeploymentDto)
def get(id: Id) -> DeploymentDto:
    """The deployment of that id."""
    return told(_deployment(id))


@api.operation("GET", "/deployment/{id}/resources", "Its files", answer=list[DeploymentResourceDto])
def resources(id: Id) -> list[DeploymentResourceDto]:
    """The files of a deployment."""
    _deployment(id)
    with here.the_engine().read() as connection:
        rows = RESOURCES.find(connection, {"deployment_id": id})
    return [DeploymentResourceDto(id=row.key, name=row.name, deployment_id=row.deployment_key) for row in rows]


@api.operation("DELETE", "/deployment/{id}", "Delete a deployment", query=DeletionQuery, status=204)
def delete(id: Id, query: DeletionQuery) -> None:
    """With its versions of processes, decisions and forms; the versions before are the latest again. Refused while
    cases of it run; with ``cascade`` they are cancelled, and its cases are not told of any more."""
    do(DeleteDeployment(id, query.cascade))


def _resource(id: int, resource_id: int) -> Any:
    with here.the_engine().read() as connection:
        row = RESOURCES.one(connection, resource_id)
    if row is None or row.deployment_key != id:
        raise NotFound(
            say("Deployment resource with resource id '{id}' for deployment id '{deployment}' does not exist.",
                id=resource_id, deployment=id)
        )  # fmt: skip
    return row


@api.operation("GET", "/deployment/{id}/resources/{resourceId}", "One of its files", answer=DeploymentResourceDto)
def resource(id: Id, resource_id: Id) -> DeploymentResourceDto:
    """Its name and id."""
    row = _resource(id, resource_id)
    return DeploymentResourceDto(id=row.key, name=row.name, deployment_id=row.deployment_key)


@api.operation(
    "GET", "/deployment/{id}/resources/{resourceId}/data", "The content of a file",
    media_type="application/octet-stream",
)  # fmt: skip
def data(id: Id, resource_id: Id) -> Response:
    """Byte for byte as it was uploaded."""
    row = _resource(id, resource_id)
    answer = Response(bytes(row.content), mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=row.name.rpartition("/")[2])
    return answer
