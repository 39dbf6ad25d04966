"""How Camunda 7 says that something went wrong: the name of an exception and a message."""

from __future__ import annotations

from typing import Any

from flask import Response

from engine import InvalidDeployment, InvalidValues
from web.api.model import Told
from web.errors import Trouble
from web.languages import words

TYPES = {
    "not_found": (404, "InvalidRequestException"),
    "not_allowed": (403, "AuthorizationException"),
    "not_authenticated": (401, "NotAuthenticated"),
    "wrong_state": (500, "RestException"),
    "faltered": (500, "RestException"),
    "conflict": (500, "OptimisticLockingException"),
    "already_claimed": (500, "TaskAlreadyClaimedException"),
    "mismatched": (400, "RestException"),
    "invalid_values": (400, "InvalidRequestException"),
    "invalid_deployment": (400, "ParseException"),
    "invalid_command": (400, "InvalidRequestException"),
    "bad_request": (400, "InvalidRequestException"),
}
"""Code of a refusal -> status and type. Camunda 7 answers 500 to what the state of a case does not allow; Alur says
400 there, so that a fault of the caller never looks like one of the server."""
PARSE = "ENGINE-09005 Could not parse BPMN process. Errors: "


class ExceptionDto(Told):
    """An error."""

    type: str
    message: str
    code: int
    details: dict[str, Any] | None = None


def shape(trouble: Trouble) -> Response:
    """The answer that says no."""
    status, name = TYPES.get(trouble.code, (trouble.status, "RestException"))
    if status == 500 and trouble.code in TYPES:
        status = 400
    told = ExceptionDto(type=name, message=_message(trouble), code=0, details=_details(trouble))
    return Response(told.model_dump_json(exclude_none=True), status, mimetype="application/json")


def _message(trouble: Trouble) -> str:
    refusal = trouble.refusal
    if isinstance(refusal, InvalidDeployment):
        found = [
            f"{words(finding.sentence)} | {name} | line {finding.line or '-'} | {finding.element_id or '-'}"
            for name, findings in refusal.findings.items()
            for finding in findings
            if finding.severity == "error"
        ]
        return PARSE + "\n* ".join([trouble.happened, *found])
    if isinstance(refusal, InvalidValues):
        return " ".join([trouble.happened, *(f"{name}: {' '.join(said)}" for name, said in trouble.details.items())])
    return trouble.happened + (f" ({trouble.number})" if trouble.number else "")


def _details(trouble: Trouble) -> dict[str, Any] | None:
    """By file what is wrong and where, as Camunda 7's parser reports it."""
    refusal = trouble.refusal
    if not isinstance(refusal, InvalidDeployment):
        return None
    told: dict[str, Any] = {}
    for name, findings in refusal.findings.items():
        report: dict[str, list[Any]] = {"errors": [], "warnings": []}
        for finding in findings:
            report["errors" if finding.severity == "error" else "warnings"].append(
                {"message": words(finding.sentence), "line": finding.line or 0, "column": 0,
                 "mainElementId": finding.element_id, "elementIds": [finding.element_id] if finding.element_id else []}
            )  # fmt: skip
        told[name] = report
    return told
