"""What all operations share: errors in the API's shape whatever is sent, documents, the first operations."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from web.api.camunda7.api import api as camunda7
from web.api.camunda8.api import api as camunda8

from .conftest import Caller


def test_the_cluster_is_one_broker(call: Caller) -> None:
    found = call("GET", "/v2/topology").json
    assert found is not None
    assert found["gatewayVersion"] == "8.8.0"
    assert found["clusterSize"] == len(found["brokers"]) == 1
    assert "clusterId" in found


def test_version_and_engines(call: Caller) -> None:
    assert call("GET", "/engine-rest/version").json == {"version": "7.24.0"}
    assert call("GET", "/engine-rest/engine").json == [{"name": "default"}]


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/v2/nothing", 404), ("DELETE", "/v2/topology", 405), ("GET", "/engine-rest/nothing", 404),
])  # fmt: skip
def test_what_flask_itself_refuses_has_the_shape_too(call: Caller, method: str, path: str, status: int) -> None:
    answer = call(method, path)
    assert answer.status_code == status
    told = answer.json
    assert told is not None
    assert ("detail" in told) is path.startswith("/v2")
    assert ("message" in told) is path.startswith("/engine-rest")


def test_a_page_elsewhere_may_ask_before_it_calls(app: Flask) -> None:
    answer = app.test_client().options("/engine-rest/version")
    assert answer.status_code == 200
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("api", [camunda7, camunda8], ids=lambda api: api.name)
def test_the_document_names_each_served_operation(app: Flask, api: Any) -> None:
    answer = app.test_client().get(f"{api.prefix}/openapi.json")
    document = answer.json
    assert document is not None
    assert document["openapi"].startswith("3.1")
    named = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert named == {(one.method, one.path) for one in api.operations if one.served}
    ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("api", [camunda7, camunda8], ids=lambda api: api.name)
def test_a_page_shows_the_document(app: Flask, api: Any) -> None:
    page = app.test_client().get(f"/docs/api/{api.name}").text
    assert all(f"{one.method} {api.prefix}{one.path}" in page for one in api.operations if one.served)
    assert "http" not in page.replace("http://www.w3.org", "").split("<main", 1)[1].split("</main>", 1)[0]
    assert app.test_client().get("/docs/api/other").status_code == 404
