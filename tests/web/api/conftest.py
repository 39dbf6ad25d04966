"""Fixtures of the API tests: tokens, and clients that send them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import Deploy, Engine
from engine.commands.tokens import CreateToken
from engine.person import SYSTEM
from tests.engine import diagrams as d

FILES = {
    "shipping.bpmn": d.SHIPPING, "payment.bpmn": d.PAYMENT, "order.bpmn": d.ORDER, "outer.bpmn": d.OUTER,
    "inner.bpmn": d.INNER, "approval.bpmn": d.APPROVAL, "decision.form": d.DECISION, "both.bpmn": d.BOTH,
    "quick.bpmn": d.diagram("quick", [d.start(), d.script("sum", "a + 1", "b"), d.end()], "start>sum>end"),
    "asked.bpmn": d.diagram(
        "asked", [d.start(), d.Node("userTask", "sign", "<zeebe:userTask/><zeebe:taskListeners>"
        '<zeebe:taskListener eventType="completing" type="ask"/></zeebe:taskListeners>'), d.end()], "start>sign>end"),
    "alarm.bpmn": d.diagram("alarm", [d.start(), d.signal_event("intermediateCatchEvent", "rung", "S"), d.end()],
                            "start>rung>end", d.signal("S", "bell")),
}  # fmt: skip
Token = Callable[[str], str]


class Caller:
    """A program that calls with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.token = client, token

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return self.client.open(path, method=method, headers=headers, **more)


@pytest.fixture
def token(populated: Engine) -> Token:
    """A token of an account."""
    return lambda login: str(populated.do(CreateToken(login, "test"), SYSTEM).secret)


@pytest.fixture
def calls(app: Flask, token: Token) -> Callable[[str], Caller]:
    """A program with the rights of an account."""
    return lambda login: Caller(app.test_client(), token(login))


@pytest.fixture
def call(calls: Callable[[str], Caller]) -> Caller:
    """A program with all rights."""
    return calls("admin")


@pytest.fixture
def deployed8(populated: Engine) -> Engine:
    """The engine with Camunda 8 diagrams for every kind of wait."""
    populated.do(Deploy("all", FILES), SYSTEM)
    return populated
