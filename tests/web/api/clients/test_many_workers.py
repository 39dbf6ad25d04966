"""Ten workers in processes of their own share the jobs; one is killed. Each job is completed once, none is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests

from engine import Engine, StartInstance
from engine.person import SYSTEM

from .conftest import Live

HERE = Path(__file__).parent
WORKERS = 10
LOCK = 3000  # milliseconds


@pytest.mark.parametrize("jobs", [120, pytest.param(2000, marks=pytest.mark.soak)])
def test_each_job_is_completed_once(live: Live, database: str, tmp_path: Path, jobs: int) -> None:
    deploy(live)
    engine = Engine(database)
    for number in range(jobs):
        engine.do(StartInstance("shipping", variables={"order": number}), SYSTEM)
    notes = tmp_path / "notes.txt"
    notes.touch()
    workers = [start_worker(live, f"w{number}", notes) for number in range(WORKERS)]
    until(lambda: len(read(notes)) > jobs // 10, 60)
    workers[0].send_signal(signal.SIGKILL)
    for worker in workers:
        worker.wait(timeout=300)
    with engine.read() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM job").scalar_one()
        ended = "SELECT count(*) FROM history_event WHERE kind = 'job_completed'"
        completed = connection.exec_driver_sql(ended).scalar_one()
    engine.close()
    assert (left, completed) == (0, jobs)
    counts = Counter(key for key, status, *_ in read(notes) if status == 204)
    assert set(counts.values()) == {1}
    assert jobs - 1 <= len(counts) <= jobs  # the one that was killed may not have come to note its last one
    assert len({worker for _, _, worker, _ in read(notes)}) > 1


def deploy(live: Live) -> None:
    with (live.files / "shipping.bpmn").open("rb") as file:
        answer = requests.post(
            f"{live.url}/v2/deployments", files={"resources": ("shipping.bpmn", file)},
            headers={"Authorization": f"Bearer {live.token}"}, timeout=20,
        )  # fmt: skip
    assert answer.status_code == 200, answer.text


def start_worker(live: Live, name: str, notes: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "worker.py"), live.url, live.token, name, str(notes), str(LOCK), "6"]
    return subprocess.Popen(command)


def read(notes: Path) -> list[Any]:
    return [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]


def until(condition: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the workers do not come along"
        time.sleep(0.05)
