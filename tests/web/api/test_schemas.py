"""schemathesis sends each operation what its document allows, and what it does not: no crash, no answer outside it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings

from engine import Deploy, Engine, StartInstance
from engine.person import SYSTEM

from .camunda7.test_external_tasks import DIAGRAM
from .camunda7.test_nouns import REVIEW
from .camunda8 import start
from .conftest import Caller, Token

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
checks = pytest.importorskip("schemathesis.checks")
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = 6


def tried(app: Flask, address: str, token: str, examples: int) -> list[str]:
    """What went wrong, one text per operation."""
    sent: list[Any] = []
    schema = schemathesis.openapi.from_wsgi(address, app)
    wanted = [checks.CHECKS.get_one(name) for name in CHECKS]
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(1)
        @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            sent.append(case)
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=wanted)

        try:
            send()
        except (Exception, BaseExceptionGroup) as failure:  # each operation is tried, whatever another does
            wrong.append(f"{operation.method.upper()} {operation.path}: {failure}"[:1500])
    assert len(sent) > 50
    return wrong


def test_camunda_8(app: Flask, token: Token, call: Caller, deployed8: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.camunda8.starting.USUAL_WAIT", 0.05)
    monkeypatch.setattr("web.api.camunda8.starting.LONGEST_WAIT", 0.05)
    monkeypatch.setattr("web.api.camunda8.jobs.USUAL_WAIT", 0.05)
    monkeypatch.setattr("web.api.camunda8.jobs.LONGEST_WAIT", 0.05)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for process in ("shipping", "both", "approval", "payment"):
        start(call, process, invoice="I")
    wrong = tried(app, "/v2/openapi.json", token("admin"), EXAMPLES)
    assert not wrong, "\n\n".join(wrong)


def test_camunda_7(app: Flask, token: Token, populated: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "wait_for_jobs", lambda *_: False)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    populated.do(Deploy("test", {"review.bpmn": REVIEW, "shipping.bpmn": DIAGRAM}), SYSTEM)
    for process in ("review", "shipping"):
        populated.do(StartInstance(process, variables={"amount": 1, "code": "X"}, business_key="B"), SYSTEM)
    wrong = tried(app, "/engine-rest/openapi.json", token("admin"), EXAMPLES)
    assert not wrong, "\n\n".join(wrong)
