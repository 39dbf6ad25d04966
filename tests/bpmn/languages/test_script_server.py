"""Scripts under gunicorn: threads, an application loaded before the forks, and forks made while scripts run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[3]
BEFORE = ["--preload"]
AFTER: list[str] = []


def ask(port: int, text: str, number: int) -> dict[str, Any]:
    address = f"http://127.0.0.1:{port}/?" + urlencode({"text": text, "n": number})
    with urlopen(address, timeout=60) as answer:
        found: dict[str, Any] = json.loads(answer.read())
        return found


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def gone(process: int) -> bool:
    patience = time.monotonic() + 10
    while is_there(process) and time.monotonic() < patience:
        time.sleep(0.02)
    return not is_there(process)


@pytest.fixture(params=[BEFORE, AFTER], ids=["loaded before the forks", "loaded after the forks"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """gunicorn with two processes of four threads. In the end nothing may be left of the scripts' processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
               "--log-level", "error", *request.param, "tests.bpmn.languages.script_server"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    patience = time.monotonic() + 60
    while True:
        try:
            ask(port, "n", 1)
            break
        except URLError:
            assert time.monotonic() < patience
            assert server.poll() is None, "gunicorn ended"
            time.sleep(0.1)
    yield port
    scripts = {process for number in range(10) for process in ask(port, "n", number)["scripts"]}
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0
    assert scripts
    assert all(map(gone, scripts))


def test_scripts_run_in_threads_of_several_processes(port: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: ask(port, "n * 2", number), range(80)))
    assert [answer["script"] for answer in answers] == [2 * number for number in range(80)]
    assert [answer["feel"] for answer in answers] == [number + 1 for number in range(80)]
    theirs: dict[int, set[int]] = {}
    for answer in answers:
        theirs.setdefault(answer["process"], set()).update(answer["scripts"])
    used = [process for scripts in theirs.values() for process in scripts]
    assert len(used) == len(set(used)), "two servers share a script's process"


def test_a_runaway_is_one_refused_request(port: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        runaway = threads.submit(ask, port, "for (;;) {}", 1)
        others = [threads.submit(ask, port, "n + 1", number) for number in range(40)]
        assert [each.result()["script"] for each in others] == [number + 1 for number in range(40)]
        assert "too long" in runaway.result()["script"]
