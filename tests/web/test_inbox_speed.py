"""The inbox with 100,000 open tasks and a million closed cases (a soak test: started by hand with ``-m soak``)."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine import Engine
from tests.web.conftest import SignIn

CLOSED = """
    INSERT INTO process_instance (key, root_key, definition_key, process_id, business_key, state, started_by,
                                  started_at, ended_at)
    SELECT k, k, %(definition)s, 'letter', 'C-' || k, 'completed', 'system', now(), now()
    FROM generate_series(%(from)s::bigint, %(to)s::bigint) k"""
CLOSED_TASKS = """
    INSERT INTO task (key, root_key, instance_key, definition_key, token, element_id, process_id, name, state, assignee,
                      candidate_groups, created_at, ended_at, completed_by)
    SELECT k, k, k, %(definition)s, 1, 'check', 'letter', 'Check', 'completed', 'person' || k %% 50, '{clerks}', now(),
           now(), 'person' || k %% 50
    FROM generate_series(%(from)s::bigint, %(to)s::bigint) k"""
OPEN = CLOSED.replace("'completed'", "'active'").replace("now(), now()", "now(), NULL")
OPEN_TASKS = """
    INSERT INTO task (key, root_key, instance_key, definition_key, token, element_id, process_id, name, state, assignee,
                      candidate_groups, created_at, due_at)
    SELECT k, k, k, %(definition)s, 1, 'check', 'letter', 'Check', 'open',
           CASE WHEN k %% 10 = 0 THEN CASE WHEN k %% 1000 = 0 THEN 'bob' ELSE 'person' || k %% 50 END END,
           ARRAY['group' || k %% 40, CASE WHEN k %% 2 = 0 THEN 'clerks' ELSE 'heads' END],
           now(), now() + (k %% 20000 - 5000) * interval '1 minute'
    FROM generate_series(%(from)s::bigint, %(to)s::bigint) k"""
CANDIDATES = """
    INSERT INTO task_candidate (kind, name, task_key, due_at)
    SELECT 'group', g, t.key, t.due_at FROM task t, unnest(t.candidate_groups) g
    WHERE t.state = 'open' AND t.assignee IS NULL AND t.key BETWEEN %(from)s AND %(to)s"""
FIRST = 10_000_000_000


def fill(engine: Engine, open_tasks: int, closed: int) -> None:
    with engine._bind.begin() as connection:
        definition = connection.exec_driver_sql("SELECT key FROM definition").scalar_one()
        done = {"definition": definition, "from": FIRST, "to": FIRST + closed - 1}
        new = {"definition": definition, "from": FIRST * 2, "to": FIRST * 2 + open_tasks - 1}
        for statement, values in (
            (CLOSED, done), (CLOSED_TASKS, done), (OPEN, new), (OPEN_TASKS, new), (CANDIDATES, new),
        ):  # fmt: skip
            connection.exec_driver_sql(statement, values)
    with engine._bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE task, task_candidate, process_instance")


def p95(client: FlaskClient, path: str, times: int = 60) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = client.get(path)
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200
    return sorted(taken)[int(times * 0.95)] * 1000


@pytest.mark.soak
def test_the_inbox_stays_fast(
    sign_in: SignIn, populated: Engine, record_property: Callable[[str, object], None]
) -> None:
    bob, figures = sign_in("bob"), {}
    paths = (
        "/inbox",
        "/inbox?view=groups",
        "/inbox?view=all",
        "/inbox?view=all&due=today",
        "/inbox?view=groups&sort=newest",
    )
    fill(populated, 1_000, 0)
    small = {path: p95(bob, path) for path in paths}
    with populated._bind.begin() as connection:
        connection.exec_driver_sql("TRUNCATE task, task_candidate, process_instance CASCADE")
    fill(populated, 100_000, 1_000_000)
    for path in paths:
        figures[path] = (round(small[path], 1), round(p95(bob, path), 1))
        record_property(path, figures[path])
    print(figures)
    assert figures["/inbox"][1] <= 50, figures
    assert figures["/inbox"][1] <= 2 * figures["/inbox"][0] + 5, figures
