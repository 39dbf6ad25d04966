"""The processes in which scripts run: a few, killed in time, replaced, forgotten by forks, and gone in the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bpmn.languages.javascript import DEEDS, PROPERTIES
from bpmn.languages.javascript.analysis import READS
from bpmn.languages.javascript.pool import Pool
from bpmn.sandbox import LimitReached

ROOT = Path(__file__).parents[3]
EVALUATE = """
from datetime import UTC, datetime
from bpmn.diagram import Expression
from bpmn.languages import Moment, evaluate
def run(text):
    return evaluate(Expression("javascript", text), {}, Moment(datetime.now(UTC))).value
"""
FORK = """
import os
from bpmn.languages.javascript import POOL
run("1")
mine = POOL.processes()
child = os.fork()
if not child:
    ok = run("2") == 2 and not set(POOL.processes()) & set(mine)
    POOL.stop()
    os._exit(0 if ok else 1)
assert os.waitpid(child, 0)[1] == 0
assert run("3") == 3 and POOL.processes() == mine
print(*mine)
"""


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(size=2, seconds=0.5, patience=0.4)
    yield pool
    pool.stop()


def request(text: str) -> bytes:
    asked = {"text": text, "given": {}, "known": {}, "complete": True, "execution": {}, "task": None, "reads": READS,
             "local": {"execution": {}, "task": {}}, "deeds": DEEDS,
             "properties": PROPERTIES, "now": 0, "seed": 1}  # fmt: skip
    return b"UTC0\n" + json.dumps(asked).encode()


def answer(pool: Pool, text: str) -> object:
    return json.loads(pool.ask(request(text)))["value"]


def is_there(process: int) -> bool:
    """A zombie counts."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_process_is_used_again(pool: Pool) -> None:
    assert pool.processes() == []
    assert answer(pool, "1") == 1
    first = pool.processes()
    assert answer(pool, "2") == 2
    assert pool.processes() == first
    assert len(first) == 1


def test_the_wall_clock_ends_what_takes_too_long(pool: Pool) -> None:
    answer(pool, "1")
    [process] = pool.processes()
    began = time.monotonic()
    with pytest.raises(LimitReached, match="too long"):
        pool.ask(request("for (;;) {}"))
    assert 0.4 < time.monotonic() - began < 5
    assert not is_there(process)
    assert answer(pool, "2") == 2


def test_a_process_that_stands_still_is_killed_and_replaced(pool: Pool) -> None:
    answer(pool, "1")
    [process] = pool.processes()
    os.kill(process, signal.SIGSTOP)
    with pytest.raises(LimitReached, match="too long"):
        pool.ask(request("1"))
    assert not is_there(process)
    assert answer(pool, "2") == 2


def test_a_process_that_died_meanwhile_is_replaced_without_a_word(pool: Pool) -> None:
    answer(pool, "1")
    [process] = pool.processes()
    os.kill(process, signal.SIGKILL)
    assert answer(pool, "2") == 2
    assert not is_there(process)


def test_there_are_never_more_than_agreed_and_nobody_waits_for_ever(pool: Pool) -> None:
    def ask(text: str) -> str:
        try:
            return str(answer(pool, text))
        except LimitReached as reached:
            return str(reached)

    with ThreadPoolExecutor(4) as threads:
        stuck = [threads.submit(ask, "for (;;) {}") for _ in range(2)]
        time.sleep(0.05)
        late = threads.submit(ask, "1")
        assert len(pool.processes()) <= 2
        assert "too long" in stuck[0].result()
        assert late.result() in ("1", "Too many other scripts are running; none of them came to its end in time.")
    assert ask("1") == "1"


def test_threads_work_side_by_side() -> None:
    pool = Pool(size=3)
    found: list[object] = []
    threads = [threading.Thread(target=lambda n=n: found.append(answer(pool, f"{n} + 1"))) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, map(str, found))) == list(range(1, 25))
    assert len(pool.processes()) <= 3
    pool.stop()


def test_nothing_is_left_after_a_stop(pool: Pool) -> None:
    answer(pool, "1")
    processes = pool.processes()
    pool.stop()
    assert pool.processes() == []
    assert not any(map(is_there, processes))
    assert answer(pool, "2") == 2


def python(text: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", EVALUATE + text], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def gone(process: int) -> bool:
    patience = time.monotonic() + 10
    while is_there(process) and time.monotonic() < patience:
        time.sleep(0.02)
    return not is_there(process)


@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_does_not_outlive_its_parent(end: str) -> None:
    text = "import os\nfrom bpmn.languages.javascript import POOL\nrun('1')\nprint(*POOL.processes(), flush=True)\n"
    with python(text + end) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.read())
    assert gone(process)


def test_a_fork_has_processes_of_its_own() -> None:
    with python(FORK) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.read())
    assert parent.returncode == 0
    assert gone(process)


def test_the_process_knows_nothing_of_ours(pool: Pool) -> None:
    answer(pool, "1")
    [process] = pool.processes()
    environment = Path(f"/proc/{process}/environ")
    if not environment.exists():
        pytest.skip("This system shows no process's environment.")
    assert environment.read_bytes() in (b"", b"\0")
    assert len(os.listdir(f"/proc/{process}/fd")) <= 6
    assert os.readlink(f"/proc/{process}/cwd") == "/"
