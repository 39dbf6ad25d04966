"""Rows about waiting equal what the kernel waits for, after every step of random walks through different diagrams."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from engine import (
    SYSTEM,
    CompleteJob,
    CompleteTask,
    Engine,
    FailJob,
    FireTimer,
    MovableClock,
    PublishMessage,
    RetryIncident,
    Work,
)
from engine.flow.case import Case
from engine.history.replay import replay
from engine.host import CaseHost
from engine.resting import CaseRest
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, incidents, instance, jobs, rows, start, subscriptions, tasks

MIXED = diagrams.diagram(
    "mixed",
    [diagrams.start(), diagrams.exclusive("merge"), diagrams.parallel("split"), diagrams.user("a", "clerks"),
     diagrams.job("b"),
     diagrams.receive("c", "M"), diagrams.call("d", "inner"), diagrams.timer("t", "PT1H"),
     diagrams.timer_boundary("nudge", "a", "timeCycle", "R3/PT30M", interrupting=False), diagrams.user("nudged"),
     diagrams.end("e2"), diagrams.parallel("join"), diagrams.exclusive("again", "again_end"), diagrams.end()],
    "start>merge>split>a>join split>b>join split>c>join split>d>join split>t>join join>again>merge?rounds=1 again>end"
    " nudge>nudged>e2",
    diagrams.message("M", "go", "=key"),
)  # fmt: skip


def waiting_rows(engine: Engine, case: int) -> dict[int, tuple[Any, ...]]:
    """token -> what the rows say."""
    found = {}
    for row in rows(engine, "SELECT * FROM task WHERE root_key = :c AND state = 'open'", c=case):
        found[row.token] = ("user", row.instance_key, row.element_id)
    for row in rows(engine, "SELECT * FROM job WHERE root_key = :c AND state = 'open'", c=case):
        found[row.token] = ("job", row.instance_key, row.element_id, row.type)
    for row in rows(engine, "SELECT * FROM subscription WHERE root_key = :c", c=case):
        found[row.token] = (
            row.kind,
            row.instance_key,
            row.element_id,
            row.name,
            row.correlation_key,
            row.due_at,
            row.guard,
        )
    return found


def kernel(engine: Engine, case: int) -> Case:
    """The case as the kernel restores it from what is stored."""
    row = instance(engine, case)
    with engine._bind.connect() as connection:
        work = Work(engine, connection, SYSTEM)
        stored: dict[int, dict[str, Any]] = {}
        for each in rows(engine, "SELECT * FROM variable WHERE root_key = :c", c=case):
            stored.setdefault(each.instance_key, {})[each.name] = each.value
        definition = work.definition(row.definition_key).flow
        found = Case.restore(definition, json.loads(row.snapshot), stored, CaseHost(work), CaseRest(work, case))
        found.waits()  # all that rests comes now: there is a connection here
        return found


def kernel_waits(found: Case) -> dict[int, tuple[Any, ...]]:
    waits: dict[int, tuple[Any, ...]] = {}
    for wait in found.waits():
        if wait.kind == "user":
            waits[wait.token] = ("user", wait.instance, wait.element)
        elif wait.kind == "job":
            waits[wait.token] = ("job", wait.instance, wait.element, wait.name)
        else:
            waits[wait.token] = (wait.kind, wait.instance, wait.element, wait.name, wait.key, wait.due, wait.guard)
    return waits


def check(engine: Engine, case: int) -> None:
    found = kernel(engine, case)
    assert waiting_rows(engine, case) == kernel_waits(found)
    stuck = {(row.token, row.code) for row in incidents(engine, case)}
    assert stuck == {(one.token, one.code) for one in found.incidents()}
    assert instance(engine, case).incidents == len(stuck)
    with engine.read() as connection:
        folded = replay(connection, case)
    assert folded.tokens == {number: token.node.element.id for number, token in found.index.items()}
    stored: dict[int, dict[str, Any]] = {}
    for row in rows(engine, "SELECT * FROM variable WHERE root_key = :c", c=case):
        stored.setdefault(row.instance_key, {})[row.name] = row.value
    assert {key: values for key, values in folded.variables.items() if values} == stored


def moves(engine: Engine, case: int, clock: MovableClock) -> list[Any]:
    """Everything that could happen next."""
    found: list[Any] = [CompleteTask(key, {"rounds": 0}) for key in tasks(engine, case).values()]
    for job in jobs(engine, case).values():
        if job.state == "open":
            found += [CompleteJob(job.key), FailJob(job.key, "x", retries=0), FailJob(job.key, "x", retries=1)]
    for row in subscriptions(engine, case).values():
        found.append(PublishMessage("go", "K") if row.kind == "message" else FireTimer(row.key))
    found += [RetryIncident(row.key) for row in incidents(engine, case)]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_rows_equal_the_kernels_waits_after_every_step(engine: Engine, clock: MovableClock, seed: int) -> None:
    deploy(engine, mixed=MIXED, inner=diagrams.INNER)
    case = start(engine, "mixed", key="K", rounds=1)
    choose = random.Random(seed)
    for _ in range(300):
        check(engine, case)
        command = choose.choice(moves(engine, case, clock))
        if isinstance(command, FireTimer):
            timer = rows(engine, "SELECT due_at FROM subscription WHERE key = :k", k=command.subscription_key)[0]
            clock.set(max(clock.now(), timer.due_at))
        elif isinstance(command, CompleteTask) and choose.random() < 0.5:
            command = CompleteTask(command.task_key, {"rounds": choose.randint(0, 1)})
        engine.do(command, by=EVERYBODY)
        clock.move(timedelta(seconds=1))
        if instance(engine, case).state != "active":
            break
    else:
        pytest.fail(f"The walk does not end: {waiting_rows(engine, case)}, {incidents(engine, case)}")
    assert waiting_rows(engine, case) == {}
    assert rows(engine, "SELECT 1 FROM task_candidate") == []
