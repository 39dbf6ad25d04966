"""Camunda 7's own external task clients, JavaScript's and Python's, against a running Alur."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests
from camunda.client.engine_client import EngineClient
from camunda.client.external_task_client import ExternalTaskClient

from ..camunda7.test_external_tasks import DIAGRAM
from . import npm
from .conftest import Live


@pytest.fixture
def auth(live: Live) -> dict[str, Any]:
    return {"auth_basic": {"username": live.login, "password": live.password}}


@pytest.fixture
def engine_client(live: Live, auth: dict[str, Any]) -> EngineClient:
    form = {"deployment-name": (None, "shipping"), "shipping.bpmn": ("shipping.bpmn", DIAGRAM)}
    answer = requests.post(
        f"{live.url}/engine-rest/deployment/create", files=form, auth=(live.login, live.password), timeout=20
    )
    assert answer.status_code == 200, answer.text
    return EngineClient(f"{live.url}/engine-rest", auth)


def history(live: Live, case: str) -> Any:
    path = f"{live.url}/engine-rest/history/process-instance/{case}"
    return requests.get(path, auth=(live.login, live.password), timeout=20).json()


def test_the_javascript_client(live: Live, engine_client: EngineClient) -> None:
    cases = {
        key: engine_client.start_process("shipping", {"amount": 4, "code": "X"}, business_key=key)["id"]
        for key in ("plain", "fails", "errs")
    }
    said = npm.run("external_tasks.mjs", URL=live.url, LOGIN=live.login, PASSWORD=live.password, WANTED="4")
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert sorted((each["businessKey"], each["deed"]) for each in told) == [
        ("errs", "error"), ("fails", "completed"), ("fails", "failed"), ("plain", "completed"),
    ]  # fmt: skip
    assert {each["twice"] for each in told} == {8}
    assert [history(live, cases[key])["state"] for key in cases] == ["COMPLETED", "COMPLETED", "ACTIVE"]


def test_the_python_client(live: Live, auth: dict[str, Any], engine_client: EngineClient) -> None:
    worker = ExternalTaskClient("py", f"{live.url}/engine-rest", {**auth, "asyncResponseTimeout": 1000})
    case = engine_client.start_process("shipping", {"amount": 4, "code": "X"}, business_key="B-1")["id"]
    (task,) = worker.fetch_and_lock("ship")
    assert (task["businessKey"], task["variables"]["twice"]["value"]) == ("B-1", 8)
    assert worker.failure(task["id"], "no car", "trace", 1, 0)
    (task,) = worker.fetch_and_lock("ship")
    assert (task["errorMessage"], task["retries"]) == ("no car", 1)
    assert worker.failure(task["id"], "no car", "trace", 0, 0)
    assert worker.fetch_and_lock("ship") == []
    answer = requests.put(
        f"{live.url}/engine-rest/external-task/{task['id']}/retries", json={"retries": 1},
        auth=(live.login, live.password), timeout=20,
    )  # fmt: skip
    assert answer.status_code == 204
    (task,) = worker.fetch_and_lock("ship")
    assert worker.complete(task["id"], {"tracking": "T"}, {"code": "P"})
    assert history(live, case)["state"] == "COMPLETED"
    erring = engine_client.start_process("shipping", {"amount": 1, "code": "X"})["id"]
    (task,) = worker.fetch_and_lock("ship")
    assert worker.bpmn_failure(task["id"], "NO_STOCK", "sold out")
    assert [each["id"] for each in engine_client.get_process_instance("shipping", ["amount_eq_1"])] == []
    assert history(live, erring)["state"] == "ACTIVE"


def test_a_worker_that_died_loses_nothing(live: Live, auth: dict[str, Any], engine_client: EngineClient) -> None:
    engine_client.start_process("shipping", {"amount": 4, "code": "X"})
    dying = ExternalTaskClient(
        "dies", f"{live.url}/engine-rest", {**auth, "lockDuration": 500, "asyncResponseTimeout": 0}
    )
    (lost,) = dying.fetch_and_lock("ship")
    other = ExternalTaskClient("lives", f"{live.url}/engine-rest", {**auth, "asyncResponseTimeout": 10_000})
    began = time.monotonic()
    (task,) = other.fetch_and_lock("ship")
    assert task["id"] == lost["id"]
    assert time.monotonic() - began < 8
    assert other.complete(task["id"], {})
