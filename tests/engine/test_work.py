"""Engine.do: one transaction, at most six statements, one commit; rollback, idempotency, races, a lost database."""

from __future__ import annotations

import random
import string
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from engine import (
    SYSTEM,
    ClaimTask,
    CompleteTask,
    Conflict,
    Engine,
    InvalidCommand,
    NotAllowed,
    Person,
    Refusal,
    StartInstance,
    Unavailable,
    Work,
    WrongState,
)
from engine.gate import Gate
from engine.history.verify import verify
from engine.postgres import Server
from engine.prepared import Prepared, Query
from engine.variables import ONE
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, rows, start, tasks, variables


@contextmanager
def counted() -> Iterator[list[str]]:
    """All statements that are given to the driver meanwhile, whoever gives them (BEGIN and COMMIT are not)."""
    seen: list[str] = []
    executes, runs = psycopg.Cursor.execute, Prepared.run

    def execute(self: Any, query: Any, *rest: Any, **options: Any) -> Any:
        if query != "BEGIN" and "EXECUTE alur_" not in str(query):
            seen.append(str(query))
        return executes(self, query, *rest, **options)

    def run(self: Prepared, queries: Sequence[Query], begin: bool = False) -> Any:
        seen.extend(query for query, _ in queries)
        return runs(self, queries, begin)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", execute)
        patched.setattr(Prepared, "run", run)
        yield seen


@pytest.mark.parametrize("key", [None, "a key"])
def test_start_and_complete_take_at_most_six_statements_and_one_commit(
    engine: Engine, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(engine, approval=diagrams.APPROVAL, decision_form=diagrams.DECISION)
    warm = engine.do(StartInstance("approval"), by=EVERYBODY, idempotency_key=key).instance_key
    task = tasks(engine, warm)["decide"]
    engine.do(CompleteTask(task, {"note": "x"}), by=EVERYBODY, idempotency_key=key and f"{key} 0")
    commits: list[int] = []
    original = psycopg.Connection.commit

    def commit(self: Any) -> None:
        commits.append(1)
        original(self)

    monkeypatch.setattr(psycopg.Connection, "commit", commit)
    with counted() as started:
        case = engine.do(StartInstance("approval"), by=EVERYBODY, idempotency_key=key and f"{key} 1").instance_key
    assert len(started) <= 6, started
    task = tasks(engine, case)["decide"]
    with counted() as completed:
        engine.do(CompleteTask(task, {"note": "x"}), by=EVERYBODY, idempotency_key=key and f"{key} 2")
    assert len(completed) <= 6, completed
    assert len(commits) == 2


@dataclass(frozen=True)
class Broken:
    """Does what the command does, then fails."""

    command: Any
    error: Exception

    def run(self, work: Work) -> None:
        self.command.run(work)
        raise self.error


@pytest.mark.parametrize("error", [WrongState.__new__(WrongState), RuntimeError("bug"), KeyboardInterrupt()])
def test_whatever_goes_wrong_nothing_of_it_stays(engine: Engine, error: BaseException) -> None:
    deploy(engine, both=diagrams.BOTH)
    case = start(engine, "both")
    before = instance(engine, case)
    with pytest.raises(type(error)):
        engine.do(Broken(CompleteTask(tasks(engine, case)["left"], {"a": 1}), error), by=EVERYBODY)  # type: ignore[arg-type]
    assert instance(engine, case) == before
    assert variables(engine, case) == {}
    assert set(tasks(engine, case)) == {"left", "right"}
    engine.do(CompleteTask(tasks(engine, case)["left"]), by=EVERYBODY)


@pytest.mark.parametrize("stage", range(1, 4))
def test_an_error_at_any_statement_rolls_all_back(engine: Engine, stage: int, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(engine, both=diagrams.BOTH)
    warm = start(engine, "both")  # after it, all statements are prepared: one message locks and reads, one writes
    engine.do(CompleteTask(tasks(engine, warm)["left"], {"a": 1}), by=EVERYBODY)
    case = start(engine, "both")
    task, before = tasks(engine, case)["left"], instance(engine, case)
    original, count = psycopg.Cursor.execute, 0

    def execute(self: Any, *given: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count == stage:
            raise psycopg.errors.DiskFull("No space left on device")
        return original(self, *given, **options)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", execute)
        if stage <= 2:
            with pytest.raises(Unavailable, match="disk is full"):
                engine.do(CompleteTask(task, {"a": 1}), by=EVERYBODY)
        else:
            engine.do(CompleteTask(task, {"a": 1}), by=EVERYBODY)
    assert (instance(engine, case) == before) is (stage <= 2), "a third message would come too late"
    with engine.read(snapshot=True) as connection:
        assert verify(connection).broken is None


def test_the_same_key_gives_the_first_answer_again(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    first = engine.do(StartInstance("both", variables={"a": 1}), by=EVERYBODY, idempotency_key="k")
    again = engine.do(StartInstance("both", variables={"a": 1}), by=EVERYBODY, idempotency_key="k")
    assert again == first
    assert len(rows(engine, "SELECT 1 FROM process_instance")) == 1
    with pytest.raises(Conflict, match="another command"):
        engine.do(StartInstance("both", variables={"a": 2}), by=EVERYBODY, idempotency_key="k")
    other = engine.do(StartInstance("both"), by=SYSTEM, idempotency_key="k")
    assert other.instance_key != first.instance_key, "keys are each person's own"


def test_a_refused_command_does_not_use_up_its_key(engine: Engine) -> None:
    with pytest.raises(Refusal):
        engine.do(StartInstance("both"), by=EVERYBODY, idempotency_key="k")
    deploy(engine, both=diagrams.BOTH)
    assert engine.do(StartInstance("both"), by=EVERYBODY, idempotency_key="k").version == 1


def test_sixteen_calls_with_one_key_at_once_start_one_case(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    with ThreadPoolExecutor(16) as pool:
        calls = [pool.submit(engine.do, StartInstance("both"), EVERYBODY, "k") for _ in range(16)]
        answers = {call.result().instance_key for call in calls}
    assert len(answers) == 1
    assert len(rows(engine, "SELECT 1 FROM process_instance")) == 1


def at_once(*calls: Any) -> list[tuple[Any, float]]:
    """Carry out the calls in threads that begin together: (answer or refusal, seconds)."""
    barrier = threading.Barrier(len(calls))

    def run(call: Any) -> tuple[Any, float]:
        barrier.wait()
        begun = time.perf_counter()
        try:
            answer = call()
        except Refusal as refused:
            answer = refused
        return answer, time.perf_counter() - begun

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_tasks_of_one_case_at_the_same_moment_200_times(engine: Engine, ana: Person, bob: Person) -> None:
    deploy(engine, both=diagrams.BOTH)
    for _ in range(200):
        case = start(engine, "both")
        open_tasks = tasks(engine, case)
        outcomes = at_once(
            lambda key=open_tasks["left"]: engine.do(CompleteTask(key, {"l": 1}), by=ana),
            lambda key=open_tasks["right"]: engine.do(CompleteTask(key, {"r": 1}), by=bob),
        )
        assert sorted(answer.state for answer, _ in outcomes) == ["active", "completed"]
        assert max(seconds for _, seconds in outcomes) < 1
        assert variables(engine, case) == {"l": 1, "r": 1}
    with engine.read(snapshot=True) as connection:
        assert verify(connection).broken is None


def test_the_same_task_by_two_exactly_one_wins(engine: Engine, ana: Person, bob: Person) -> None:
    deploy(engine, both=diagrams.BOTH)
    for _ in range(30):
        case = start(engine, "both")
        key = tasks(engine, case)["left"]
        outcomes = at_once(*(lambda who=who, key=key: engine.do(CompleteTask(key, {}), by=who) for who in (ana, bob)))
        refused = [answer for answer, _ in outcomes if isinstance(answer, WrongState)]
        assert len(refused) == 1
        winner = rows(engine, "SELECT completed_by FROM task WHERE key = :key", key=key)[0].completed_by
        assert str(refused[0]).startswith(f"{winner} has completed")


def test_the_same_claim_by_sixteen_exactly_one_wins(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    key = tasks(engine, start(engine, "both"))["left"]
    people = [Person(f"p{n}", roles=frozenset({"staff"})) for n in range(16)]
    outcomes = [answer for answer, _ in at_once(*(lambda p=p: engine.do(ClaimTask(key), by=p) for p in people))]
    assert outcomes.count(None) == 1
    assert sum(isinstance(answer, Conflict) for answer in outcomes) == 15


def test_a_dead_connection_is_replaced_without_anybody_noticing(engine: Engine, database: str) -> None:
    deploy(engine, both=diagrams.BOTH)
    case = start(engine, "both")
    for _ in range(2):
        with psycopg.connect(database, autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        if "left" in tasks(engine, case):
            engine.do(CompleteTask(tasks(engine, case)["left"]), by=EVERYBODY)
    assert set(tasks(engine, case)) == {"right"}


def test_a_stopped_database_is_a_sentence_and_afterwards_all_goes_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    import tempfile
    from pathlib import Path

    home = Path(tempfile.mkdtemp(prefix="alur-stopped-"))
    home.chmod(0o711)
    server = Server(home / "postgres", {"fsync": "off"})
    server.start(bound=True)
    try:
        server.create_database("alur")
        engine = Engine(server.url("alur"))
        engine.upgrade()
        deploy(engine, both=diagrams.BOTH)
        case = start(engine, "both")
        task = tasks(engine, case)["left"]
        server.stop(anyway=True)
        with pytest.raises(Unavailable, match="does not answer"):
            engine.do(CompleteTask(task), by=EVERYBODY)
        with pytest.raises(Unavailable, match="does not answer"), engine.read():
            pass
        with pytest.raises(Unavailable):
            engine.upgrade()
        server.start(bound=True)
        engine.do(CompleteTask(task), by=EVERYBODY)
        assert set(tasks(engine, case)) == {"right"}
        engine.close()
    finally:
        server.stop(anyway=True)


def test_a_database_that_can_only_be_read_is_a_sentence(database: str) -> None:
    engine = Engine(database)
    deploy(engine, both=diagrams.BOTH)
    engine.close()
    name = database.rsplit("/", 1)[1].split("?")[0]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with pytest.raises(Unavailable, match="only be read"):
        start(engine, "both")
    engine.close()


def test_a_deadlock_is_run_again(engine: Engine) -> None:
    """Two commands that lock two rows in opposite orders: the database ends one, Engine.do repeats it."""
    first = threading.Barrier(2)
    tries: list[int] = []
    with engine._bind.begin() as connection:
        connection.execute(text("INSERT INTO setting VALUES ('a', '0'), ('b', '0')"))

    @dataclass(frozen=True)
    class Cross:
        names: tuple[str, str]

        def run(self, work: Work) -> None:
            tries.append(1)
            work.driver.execute("UPDATE setting SET value = value || '1' WHERE name = %s", (self.names[0],))
            if len(tries) <= 2:
                first.wait(timeout=10)
            work.driver.execute("UPDATE setting SET value = value || '1' WHERE name = %s", (self.names[1],))

    outcomes = at_once(
        lambda: engine.do(Cross(("a", "b")), by=EVERYBODY), lambda: engine.do(Cross(("b", "a")), by=EVERYBODY)
    )
    assert [answer for answer, _ in outcomes] == [None, None]
    assert len(tries) >= 3
    assert {row.value for row in rows(engine, "SELECT value FROM setting")} == {"011"}


def test_a_refusal_on_rights_outside_any_case_has_a_chain_of_its_own(engine: Engine, charlie: Person) -> None:
    deploy(engine, both=diagrams.BOTH)
    with pytest.raises(NotAllowed):
        engine.do(StartInstance("both"), by=charlie)
    found = rows(engine, "SELECT seq, actor, detail FROM history_event WHERE kind = 'refused'")
    assert [(e.seq, e.actor, e.detail["command"]) for e in found] == [(1, "charlie", "StartInstance")]


def test_a_wake_up_that_fails_harms_nobody(engine: Engine) -> None:
    @dataclass(frozen=True)
    class Wake:
        def run(self, work: Work) -> str:
            work.wake("somebody", "get up")
            return "done"

    def fail(wakeups: object) -> None:
        raise RuntimeError("nobody listens")

    heard: list[object] = []
    engine.after_commit(fail)
    engine.after_commit(heard.append)
    assert engine.do(Wake(), by=EVERYBODY) == "done"
    assert heard == [frozenset({("somebody", "get up")})]


def test_a_command_cannot_carry_out_another(engine: Engine) -> None:
    @dataclass(frozen=True)
    class Nested:
        def run(self, work: Work) -> None:
            work.engine.do(Nested(), by=work.by)

    with pytest.raises(RuntimeError, match=r"work\.then"):
        engine.do(Nested(), by=EVERYBODY)


def test_reads_cannot_write(engine: Engine) -> None:
    with engine.read() as connection, pytest.raises(InternalError, match="read-only transaction"):
        connection.execute(text("INSERT INTO setting VALUES ('a', 'b')"))
    with engine.read(snapshot=True) as connection, pytest.raises(InternalError, match="read-only transaction"):
        connection.execute(text("INSERT INTO setting VALUES ('a', 'b')"))
    assert rows(engine, "SELECT 1 FROM setting") == []


def test_a_snapshot_does_not_see_what_comes_later(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    count = text("SELECT count(*) FROM process_instance")
    with engine.read(snapshot=True) as before, engine.read() as now:
        assert before.execute(count).scalar() == 0
        start(engine, "both")
        assert (before.execute(count).scalar(), now.execute(count).scalar()) == (0, 1)


def test_the_gate_lets_people_in_in_the_order_they_came() -> None:
    gate, order = Gate(1), []

    def enter(number: int) -> None:
        with gate.place():
            order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(8)]
    with gate.place():
        for thread in threads:
            thread.start()
            while len(gate._waiting) < threads.index(thread) + 1:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_commands_of_the_same_case_keep_one_chain_under_load(engine: Engine) -> None:
    loop = '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>'
    repeat = f"<bpmn:extensionElements>{loop}</bpmn:extensionElements>"
    inside = f"<bpmn:multiInstanceLoopCharacteristics>{repeat}</bpmn:multiInstanceLoopCharacteristics>"
    many = diagrams.Node("userTask", "each", "<zeebe:userTask/>", inside)
    deploy(engine, many=diagrams.diagram("many", [diagrams.start(), many, diagrams.end()], "start>each>end"))
    case = start(engine, "many", items=list(range(32)))
    keys = [row.key for row in rows(engine, "SELECT key FROM task WHERE root_key = :c", c=case)]
    outcomes = at_once(*(lambda key=key: engine.do(CompleteTask(key), by=EVERYBODY) for key in keys))
    assert not [answer for answer, _ in outcomes if isinstance(answer, Refusal)]
    assert instance(engine, case).state == "completed"
    with engine.read(snapshot=True) as connection:
        assert verify(connection, case).broken is None


def test_nan_is_refused_before_anything_is_written(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    case = start(engine, "both")
    with pytest.raises(InvalidCommand):
        engine.do(CompleteTask(tasks(engine, case)["left"], {"x": float("nan")}), by=EVERYBODY)
    assert set(tasks(engine, case)) == {"left", "right"}


def test_a_large_value_is_not_read_unless_somebody_asks_for_it(engine: Engine) -> None:
    """It is asked for by the script in the second process only."""
    measure = diagrams.script("measure", "string length(letter)", "length")
    read = [diagrams.start(), diagrams.user("work"), measure, diagrams.user("after"), diagrams.end()]
    deploy(engine, both=diagrams.BOTH, read=diagrams.diagram("read", read, "start>work>measure>after>end"))
    letter = "".join(random.Random(1).choices(string.ascii_letters, k=200_000))  # so that it cannot be compressed
    with counted() as unread:
        case = start(engine, "both", letter=letter)
        engine.do(CompleteTask(tasks(engine, case)["left"], {"a": 1}), by=EVERYBODY)
    with counted() as read_once:
        other = start(engine, "read", letter=letter)
        engine.do(CompleteTask(tasks(engine, other)["work"], {"a": 1}), by=EVERYBODY)
    assert [variables(engine, key)["letter"] for key in (case, other)] == [letter, letter]
    assert variables(engine, other)["length"] == 200_000
    assert (sum(ONE in sql for sql in unread), sum(ONE in sql for sql in read_once)) == (0, 1)
