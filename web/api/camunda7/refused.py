"""What of Camunda 7's API Alur does not serve: 501 and a sentence by group, so that no client takes it for a typo."""

from __future__ import annotations

from flask import Response, abort

from bpmn.sentence import Sentence, say
from web.access import PUBLIC, allow
from web.api.camunda7.api import api
from web.api.operation import NotServed

NOT_HERE = say("Alur does not serve this call of Camunda 7's API.")
ACCOUNTS = say("People, groups and rights are kept by an administrator on Alur's own pages, not by this API.")
TENANTS = say("Alur has one tenant.")
BATCHES = say("Alur has no batches: give the calls one by one.")
FOREVER = say("The history of Alur is never changed or deleted by this API.")
CMMN = say("Alur does not run CMMN.")

GROUPS: dict[str, Sentence] = {
    "authorization": ACCOUNTS, "group": ACCOUNTS, "identity": ACCOUNTS, "user": ACCOUNTS, "tenant": TENANTS,
    "batch": BATCHES, "migration": BATCHES, "modification": BATCHES, "filter": NOT_HERE, "metrics": NOT_HERE,
    "schema": NOT_HERE, "telemetry": say("Alur sends no telemetry."),
    "decision-requirements-definition": NOT_HERE, "case-definition": CMMN, "case-instance": CMMN,
    "case-execution": CMMN, "history": FOREVER, "decision-definition": NOT_HERE, "deployment": NOT_HERE,
    "execution": NOT_HERE, "external-task": NOT_HERE, "incident": NOT_HERE, "job": NOT_HERE,
    "job-definition": NOT_HERE, "process-definition": NOT_HERE, "process-instance": NOT_HERE, "task": NOT_HERE,
    "variable-instance": NOT_HERE, "event-subscription": NOT_HERE,
}  # fmt: skip
"""First part of the path -> why."""


@api.blueprint.route("/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
@allow(PUBLIC)
def refuse(rest: str) -> Response:
    """Whatever no operation serves."""
    group = rest.split("/")[0]
    if group not in GROUPS:
        abort(404)
    raise NotServed(GROUPS[group])
