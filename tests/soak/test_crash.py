"""SIGKILL of web, worker and database at random moments under load: nothing is lost, nothing happens twice.

Run by hand: ALUR_CRASHES=50 ./alur test -m soak tests/soak/test_crash.py
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from engine import Deploy, Engine
from engine.errors import Refusal
from engine.history.replay import replay
from engine.history.verify import verify
from engine.person import SYSTEM
from engine.postgres import Server
from engine.postgres_files import place
from tests.engine import diagrams as d
from tests.engine.test_projection import check, waiting_rows
from tests.soak.load import Load, rows
from tests.web.cli.up_process import Up, free_port

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="The test looks into /proc to find whom to kill."),
]

CRASHES = int(os.environ.get("ALUR_CRASHES", "5"))
SEED = int(os.environ.get("ALUR_SEED", "0")) or time.time_ns()
SECONDS = 120.0

MODEL = d.diagram(
    "crash",
    [
        d.start(), d.script("fee", "2 + 3", "fee"), d.parallel("fork"), d.user("a"), d.timer("pause", "PT1S"),
        d.job("mail", "alur:mail", inputs='<zeebe:input source="=&quot;a@b.id&quot;" target="to"/>'
              '<zeebe:input source="=&quot;Surat&quot;" target="subject"/>'
              '<zeebe:input source="=&quot;Siap&quot;" target="body"/>'),
        d.parallel("join"), d.timer("rest", "PT2S"), d.user("b"), d.end(),
    ],
    "start>fee>fork fork>a>join fork>pause>join fork>mail>join join>rest>b>end",
)  # fmt: skip
WEIGHTS = {"web": 10, "worker": 10, "database": 3}
TIMERS = 2  # in each case


@pytest.fixture
def up() -> Iterator[Up]:
    directory = Path(tempfile.mkdtemp(prefix="alur-crash-"))
    directory.chmod(0o711)
    started = Up(directory / "data", free_port()).wait_until_ready()
    yield started
    started.stop()
    Server(place(directory / "data")).stop(anyway=True)
    shutil.rmtree(directory)


def test_killed_at_random_moments(up: Up) -> None:
    choose = random.Random(SEED)
    server = Server(place(up.data))
    engine = Engine(server.url(), pool_size=3)
    engine.do(Deploy("crash", {"crash.bpmn": MODEL}), SYSTEM)
    loads = [Load(server.url(), up.port) for _ in range(2)]
    for load in loads:
        load.start()
    killed: Counter[str] = Counter()
    for _ in range(CRASHES):
        time.sleep(choose.uniform(0.3, 2.5))
        killed[kill_somebody(up, choose)] += 1
        wait_until_answering(up, engine)
        check_all(engine, whole=False)
    for load in loads:
        load.starting = False
    finish(engine)
    for load in loads:
        load.over.set()
        load.join()
    check_all(engine, whole=True)
    cases = rows(engine, "SELECT key FROM process_instance WHERE process_id = 'crash'")
    assert {row.key for row in cases} >= {key for load in loads for key in load.started}
    check_once(engine, len(cases), up.data / "outbox")
    statuses = sum((load.statuses for load in loads), Counter[int]())
    print(f"\nseed {SEED}: killed {dict(killed)}, {len(cases)} cases, answers {dict(statuses)}")
    assert statuses[302] > 0
    engine.close()


def kill_somebody(up: Up, choose: random.Random) -> str:
    """One of the processes that do the work, with SIGKILL."""
    grown = up.children()
    by_kind = {"web": [], "worker": [], "database": []}  # type: dict[str, list[int]]
    for pid in grown:
        line = _command(pid)
        if b"postgres" in line:
            by_kind["database"] += [pid] if b"-D" in line else []  # the postmaster
        elif line:
            by_kind["worker" if _is_worker(pid, up) else "web"].append(pid)
    alive = [kind for kind, pids in by_kind.items() if pids]
    kind = choose.choices(alive, [WEIGHTS[kind] for kind in alive])[0]
    os.kill(choose.choice(by_kind[kind]), signal.SIGKILL)
    return kind


def _is_worker(pid: int, up: Up) -> bool:
    """The worker has no children and is a child of `alur up` itself; the web server is one with its own worker."""
    parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(parent) == up.process.pid and not children


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def wait_until_answering(up: Up, engine: Engine) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if up.get("/readyz")[0] == 200 and rows(engine, "SELECT 1 AS one"):
                return
        except (OSError, http.client.HTTPException, Refusal):
            pass
        assert up.process.poll() is None, up.said()
        time.sleep(0.1)
    pytest.fail(f"Alur does not come back: {up.said()}")


def finish(engine: Engine) -> None:
    """Until the load and the worker have brought every case to its end."""
    end = time.monotonic() + SECONDS + CRASHES * 5
    query = "SELECT count(*) AS n FROM process_instance WHERE process_id = 'crash' AND state = 'active'"
    while rows(engine, query)[0].n:
        assert time.monotonic() < end, f"{rows(engine, query)[0].n} cases do not come to their end"
        time.sleep(0.2)


def check_all(engine: Engine, *, whole: bool) -> None:
    """The audit log holds, and of each case the trail folds to the state, the rows and the variables.

    While the load goes on a case may move between the questions: then it is asked again.
    """
    verify_all(engine)
    order = "" if whole else "ORDER BY key DESC LIMIT 20"
    for row in rows(engine, f"SELECT key FROM process_instance WHERE process_id = 'crash' {order}"):
        for attempt in range(40):
            before = _revision(engine, row.key)
            try:
                check_case(engine, row.key)
                break
            except (AssertionError, TypeError):  # it ended meanwhile, and has no snapshot
                if _revision(engine, row.key) == before and attempt > 3:
                    raise
                time.sleep(0.05)
            except (Refusal, psycopg.Error, DBAPIError):  # the database was killed a moment ago
                time.sleep(0.5)
        else:
            pytest.fail(f"case {row.key} does not hold still")


def check_case(engine: Engine, case: int) -> None:
    """A running case is what the kernel makes of it; an ended one has nothing left, in its trail as in the rows."""
    if rows(engine, "SELECT state FROM process_instance WHERE key = :k", k=case)[0].state == "active":
        check(engine, case)
        return
    with engine.read() as connection:
        assert replay(connection, case).tokens == {}
    assert waiting_rows(engine, case) == {}


def verify_all(engine: Engine) -> None:
    for _ in range(5):
        try:
            with engine.read(snapshot=True) as connection:
                found = verify(connection)
        except (Refusal, psycopg.Error, DBAPIError):  # the database was killed a moment ago
            time.sleep(0.5)
            continue
        assert found.broken is None, found.broken
        return
    pytest.fail("the audit log cannot be read")


def check_once(engine: Engine, cases: int, outbox: Path) -> None:
    """Each timer fired once, each job was done once, each task was completed once."""
    for kind, each in (("timer_fired", TIMERS), ("job_completed", 1), ("task_completed", 2)):
        query = "SELECT root_key, token, count(*) AS n FROM history_event WHERE kind = :kind GROUP BY 1, 2"
        counts = rows(engine, query, kind=kind)
        twice = [row for row in counts if row.n != 1]
        assert not twice, (kind, twice)
        assert len(counts) == each * cases, (kind, len(counts), cases)
    assert len(list(outbox.glob("*.eml"))) == cases


def _revision(engine: Engine, case: int) -> int:
    return int(rows(engine, "SELECT revision FROM process_instance WHERE key = :k", k=case)[0].revision)
