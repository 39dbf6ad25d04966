"""Deployments: diagrams, decisions and forms of one call, all or nothing."""

from __future__ import annotations

from typing import Any

from flask import request

from bpmn.sentence import say
from engine import Deploy, Deployed, InvalidCommand
from engine.queries import reads
from web import here
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.reading import must_be_ours
from web.api.model import Key, Told
from web.api.operation import BadRequest, do

FORM = {
    "type": "object",
    "properties": {
        "resources": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "tenantId": {"type": "string"},
    },
    "required": ["resources"],
}


class DeployedProcess(Told):
    """A version of a process."""

    process_definition_id: str
    process_definition_version: int
    process_definition_key: Key
    resource_name: str
    tenant_id: str = TENANT


class DeployedDecision(Told):
    """A version of a decision."""

    decision_definition_id: str
    name: str
    version: int
    decision_definition_key: Key
    decision_requirements_id: str
    decision_requirements_key: Key
    tenant_id: str = TENANT


class DeployedRequirements(Told):
    """A file of decisions."""

    decision_requirements_id: str
    decision_requirements_name: str
    version: int
    decision_requirements_key: Key
    resource_name: str
    tenant_id: str = TENANT


class DeployedForm(Told):
    """A version of a form."""

    form_id: str
    version: int
    form_key: Key
    resource_name: str
    tenant_id: str = TENANT


class DeployedThing(Told):
    """One of them; the others are null."""

    process_definition: DeployedProcess | None = None
    decision_definition: DeployedDecision | None = None
    decision_requirements: DeployedRequirements | None = None
    form: DeployedForm | None = None
    resource: None = None


class Deployment(Told):
    """What has been deployed."""

    deployment_key: Key
    tenant_id: str = TENANT
    deployments: list[DeployedThing]


@api.operation("POST", "/deployments", "Deploy files together", multipart=FORM, answer=Deployment)
def deploy(files: list[tuple[str, str, bytes]]) -> Deployment:
    """All or nothing. What is wrong with the files is the detail of the answer, with element and line. A file that is
    the same as in the latest version makes no new version."""
    must_be_ours(request.form.get("tenantId"))
    if wrong := sorted(
        {field for field, *_ in files} - {"resources"} | {each or "" for each in request.form} - {"tenantId"}
    ):
        raise BadRequest(say("The form has the fields resources and tenantId; found: {found}.", found=", ".join(wrong)))
    named = [name for _, name, _ in files]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise InvalidCommand(say("Each file needs a name of its own; found twice: {names}.", names=", ".join(twice)))
    if not files:
        raise InvalidCommand(say("There is no file to deploy."))
    done = do(Deploy(named[0].rpartition(".")[0] or named[0], {name: content for _, name, content in files}, "api"))
    return Deployment(deployment_key=done.key, deployments=_things(done))


def _things(done: Deployed) -> list[DeployedThing]:
    """In Zeebe's order: processes, decisions, their files, forms."""
    with here.the_engine().read() as connection:
        keys = {"definition": [d.key for d in done.definitions], "form": [f.key for f in done.forms],
                "decision": [d.key for d in done.decisions]}  # fmt: skip
        files = reads.files_of(connection, keys)
        drds = {
            files[one.key].resource_key: reads.decisions(here.the_engine(), connection, files[one.key].resource_key)
            for one in done.decisions
        }
    things = [
        DeployedThing(process_definition=DeployedProcess(
            process_definition_id=one.process_id, process_definition_version=one.version,
            process_definition_key=one.key, resource_name=files[one.key].resource_name))
        for one in done.definitions
    ]  # fmt: skip
    versions: dict[int, Any] = {}
    for one in done.decisions:
        file = files[one.key]
        drd = drds[file.resource_key]
        name = next((each.name for each in drd.decisions if each.id == one.decision_id), "") or one.decision_id
        versions.setdefault(file.resource_key, (drd, one.version, file.resource_name))
        things.append(DeployedThing(decision_definition=DeployedDecision(
            decision_definition_id=one.decision_id, name=name, version=one.version, decision_definition_key=one.key,
            decision_requirements_id=drd.id, decision_requirements_key=file.resource_key)))  # fmt: skip
    things += [
        DeployedThing(decision_requirements=DeployedRequirements(
            decision_requirements_id=drd.id, decision_requirements_name=drd.name or drd.id, version=version,
            decision_requirements_key=key, resource_name=resource))
        for key, (drd, version, resource) in versions.items()
    ]  # fmt: skip
    return things + [
        DeployedThing(form=DeployedForm(
            form_id=one.form_id, version=one.version, form_key=one.key, resource_name=files[one.key].resource_name))
        for one in done.forms
    ]  # fmt: skip
