"""Words of the Camunda 8 tests: what they do again and again."""

from __future__ import annotations

from typing import Any

from .conftest import Caller


def ok(answer: Any, status: int = 200) -> Any:
    """The JSON of an answer that has this status."""
    assert answer.status_code == status, answer.text
    return answer.json if status != 204 else None


def refused(answer: Any, status: int, title: str) -> str:
    """The detail of a problem."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    problem = answer.json
    assert set(problem) == {"type", "title", "status", "detail", "instance"}
    assert (problem["title"], problem["status"]) == (title, status)
    return str(problem["detail"])


def start(call: Caller, process: str, **variables: Any) -> str:
    """Start a case; its key."""
    made = ok(call("POST", "/v2/process-instances", {"processDefinitionId": process, "variables": variables}))
    return str(made["processInstanceKey"])


def find(call: Caller, noun: str, **filter: Any) -> list[Any]:
    """What a search finds."""
    return list(ok(call("POST", f"/v2/{noun}/search", {"filter": filter}))["items"])


def take(call: Caller, type: str, **more: Any) -> list[Any]:
    """The jobs of a type, taken for a minute."""
    body = {"type": type, "worker": "w", "timeout": 60_000, "maxJobsToActivate": 10, "requestTimeout": -1, **more}
    return list(ok(call("POST", "/v2/jobs/activation", body))["jobs"])
