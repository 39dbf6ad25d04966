"""The schema: migrations give exactly what engine.store says; partitions; Procrastinate; many who upgrade at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine import Engine
from engine.postgres import Server
from engine.store.base import KEY_BLOCK
from engine.store.keys import Keys
from engine.store.migrations import current, head, is_ours
from engine.store.schema import metadata
from tests.engine.cases import rows


def test_the_migrated_database_is_what_the_tables_say(engine: Engine) -> None:
    options = {
        "include_name": lambda name, kind, parents: is_ours(kind, name),
        "compare_type": True,
        "compare_server_default": True,
    }
    with engine.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        assert current(connection) == head()


def test_partial_indexes_and_fill_factors_are_there_too(engine: Engine) -> None:
    """What Alembic does not compare."""
    for table in metadata.sorted_tables:
        found = rows(engine, "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :t", t=table.name)
        definitions = {row.indexname: row.indexdef for row in found}
        for index in table.indexes:
            where = index.dialect_options["postgresql"]["where"]
            assert (" WHERE " in definitions[index.name]) is (where is not None), index.name
        wanted = (table.dialect_options["postgresql"]["with"] or {}).get("fillfactor")
        stored = rows(engine, "SELECT reloptions FROM pg_class WHERE relname = :t", t=table.name)[0].reloptions
        assert stored == ([f"fillfactor={wanted}"] if wanted else None)


def test_upgrading_again_does_nothing_and_many_at_once_do_it_once(server: Server) -> None:
    server.create_database("upgraded_at_once")
    url = server.url("upgraded_at_once")
    engines = [Engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(Engine.upgrade, engines))
    for engine in engines:
        engine.close()
    server.drop_database("upgraded_at_once")
    assert sorted(done) == [False, False, False, True]


@pytest.fixture
def partitioned(database: str) -> Any:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def partitions(connection: Any) -> set[str]:
    found = connection.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'history_event'::regclass"
    )
    return {name for (name,) in found}


def test_there_are_partitions_for_this_month_and_three_more_and_the_rest(partitioned: Any) -> None:
    assert "history_event_default" in partitions(partitioned)
    assert datetime.now(UTC).strftime("history_event_%Y_%m") in partitions(partitioned)
    assert len(partitions(partitioned)) == 5


def test_events_in_the_default_partition_move_to_the_month_that_is_made_for_them(partitioned: Any) -> None:
    for month in (1, 2):
        partitioned.execute(
            "INSERT INTO history_event (root_key, seq, at, kind, actor, channel, hash)"
            " VALUES (1, %s, %s, 'deployed', 'a', 'cli', '')",
            (month, datetime(2031, month, 28, tzinfo=UTC)),
        )
    make = "SELECT make_history_partitions('2031-02-10+00', 2)"
    assert partitioned.execute(make).fetchone() == (2,)
    assert partitioned.execute(make).fetchone() == (0,)
    where = partitioned.execute("SELECT tableoid::regclass::text, seq FROM history_event ORDER BY seq").fetchall()
    assert where == [("history_event_default", 1), ("history_event_2031_02", 2)]
    plan = partitioned.execute("EXPLAIN SELECT * FROM history_event WHERE at = '2031-03-05+00'").fetchall()
    assert "history_event_2031_03" in plan[0][0]


def test_procrastinate_is_there_and_its_notify_on_insert_is_off(engine: Engine) -> None:
    found = rows(engine, "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'procrastinate_jobs'::regclass"
                 " AND NOT tgisinternal")  # fmt: skip
    off = {row.tgname for row in found if row.tgenabled == "D"}
    assert off == {"procrastinate_jobs_notify_queue_job_inserted_v1"}
    assert len(found) > 3


def test_keys_come_in_blocks_and_never_twice(engine: Engine) -> None:
    def take(keys: Keys) -> list[int]:
        with engine._bind.connect() as connection:
            return [keys.take(connection) for _ in range(KEY_BLOCK)]

    shared, other = Keys(), Keys()
    with ThreadPoolExecutor(4) as pool:
        taken = [key for found in pool.map(take, [shared, shared, other, shared]) for key in found]
    assert len(set(taken)) == len(taken) == 4 * KEY_BLOCK
