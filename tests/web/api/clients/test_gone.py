"""A worker that goes while it waits for jobs takes none with it."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from .conftest import Live

WAITS: dict[str, dict[str, Any]] = {
    "/v2/jobs/activation": {
        "type": "ship", "worker": "gone", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 20_000,
    },
    "/engine-rest/external-task/fetchAndLock": {
        "workerId": "gone", "maxTasks": 1, "asyncResponseTimeout": 20_000,
        "topics": [{"topicName": "ship", "lockDuration": 60_000}],
    },
}  # fmt: skip


def send(live: Live, path: str, body: Any) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=30)
    headers = {"Authorization": f"Bearer {live.token}", "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body), headers)
    return connection


def answered(live: Live, path: str, body: Any) -> Any:
    response = send(live, path, body).getresponse()
    assert response.status == 200
    return json.loads(response.read())


def deploy(live: Live) -> None:
    content = (live.files / "shipping.bpmn").read_text()
    head = 'Content-Disposition: form-data; name="resources"; filename="shipping.bpmn"'
    part = f"--x\r\n{head}\r\n\r\n{content}\r\n--x--\r\n"
    connection = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=30)
    headers = {"Authorization": f"Bearer {live.token}", "Content-Type": "multipart/form-data; boundary=x"}
    connection.request("POST", "/v2/deployments", part.encode(), headers)
    assert connection.getresponse().status == 200


@pytest.mark.parametrize("path", WAITS)
def test_its_job_goes_to_the_next(live: Live, path: str) -> None:
    deploy(live)
    gone = send(live, path, WAITS[path])
    time.sleep(0.5)  # it waits by now
    gone.close()
    answered(live, "/v2/process-instances", {"processDefinitionId": "shipping"})
    time.sleep(1)  # whoever waits has been woken by now
    body = WAITS["/v2/jobs/activation"] | {"worker": "next"}
    (job,) = answered(live, "/v2/jobs/activation", body)["jobs"]
    assert job["worker"] == "next"
