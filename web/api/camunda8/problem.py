"""How Camunda 8 says that something went wrong: problem details (RFC 9457) with the titles Zeebe uses."""

from __future__ import annotations

from flask import Response, request

from engine import InvalidDeployment, InvalidValues
from web.api.model import Told
from web.errors import Trouble
from web.languages import words

MEDIA_TYPE = "application/problem+json"

REJECTIONS = {
    "not_found": (404, "NOT_FOUND"),
    "not_allowed": (403, "FORBIDDEN"),
    "not_authenticated": (401, "UNAUTHORIZED"),
    "wrong_state": (409, "INVALID_STATE"),
    "faltered": (409, "INVALID_STATE"),
    "conflict": (409, "ALREADY_EXISTS"),
    "invalid_values": (400, "INVALID_ARGUMENT"),
    "invalid_deployment": (400, "INVALID_ARGUMENT"),
    "invalid_command": (400, "INVALID_ARGUMENT"),
    "bad_request": (400, "INVALID_ARGUMENT"),
    "unavailable": (503, "UNAVAILABLE"),
    "deadline": (504, "DEADLINE_EXCEEDED"),
}
"""Code of a refusal -> status and title. Others keep their status, with its usual name as the title."""

TITLES = {
    400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 413: "Content Too Large",
    415: "Unsupported Media Type", 429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented",
    503: "Service Unavailable",
}  # fmt: skip


class ProblemDetail(Told):
    """A problem detail."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str


def shape(trouble: Trouble) -> Response:
    """The answer that says no."""
    status, title = REJECTIONS.get(trouble.code, (trouble.status, TITLES.get(trouble.status, "Error")))
    problem = ProblemDetail(title=title, status=status, detail=_detail(trouble), instance=request.path)
    return Response(problem.model_dump_json(), status, mimetype=MEDIA_TYPE)


def _detail(trouble: Trouble) -> str:
    """The sentence; of files all findings, of values what is wrong with each. The Modeler shows no other text."""
    refusal = trouble.refusal
    if isinstance(refusal, InvalidDeployment):
        lines = [trouble.happened]
        for name, findings in refusal.findings.items():
            wrong = [finding for finding in findings if finding.severity == "error"]
            lines += [f"'{name}':"] * bool(wrong)
            lines += [
                f"- Element: {finding.element_id or '-'} > line {finding.line or '-'}: {words(finding.sentence)}"
                for finding in wrong
            ]
        return "\n".join(lines)
    if isinstance(refusal, InvalidValues):
        return " ".join([trouble.happened, *(f"{name}: {' '.join(said)}" for name, said in trouble.details.items())])
    return trouble.happened + (f" ({trouble.number})" if trouble.number else "")
