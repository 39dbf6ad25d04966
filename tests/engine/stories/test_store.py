"""Proves that a database that was given back is as new, and that one that cannot be is not given out again."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from engine import Engine
from engine.postgres import Server
from engine.stories.store import ServerStore
from tests.conftest import TEMPLATE
from tests.engine.cases import deploy, start

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences ORDER BY sequencename"


@pytest.fixture
def own(server: Server) -> ServerStore:
    return ServerStore(server, TEMPLATE)


def look(url: str) -> tuple[dict[str, object], list[tuple[object, ...]]]:
    """How many rows each table has, and where each sequence stands."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES).fetchall()]
        count = sql.SQL("SELECT count(*) FROM {}")
        rows = {name: connection.execute(count.format(sql.Identifier(name))).fetchone() for name in names}
        return rows, connection.execute(SEQUENCES).fetchall()


def made(url: str) -> object:
    """The number that a database keeps whatever its name is."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()


DIAGRAM = Path(__file__).parents[2] / "stories" / "gateways" / "race.bpmn"


def test_what_was_used_is_as_new(own: ServerStore) -> None:
    with own.fresh() as url:
        new, kept = look(url), made(url)
        engine = Engine(url)
        deploy(engine, race=DIAGRAM.read_bytes())
        start(engine, "race")
        assert look(url) != new, "something was written"
    engine.close()
    with own.fresh() as again:
        assert made(again) == kept, "it was not copied once more"
        assert look(again) == new
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE more (x int)",
        "ALTER TABLE person ADD CHECK (true)",
        "ALTER TABLE task DISABLE TRIGGER ALL",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_one_with_other_tables_is_not_given_out_again(own: ServerStore, change: str) -> None:
    with own.fresh() as url, psycopg.connect(url) as connection:
        kept = made(url)
        connection.execute(change)  # type: ignore[call-overload]
    with own.fresh() as other:
        assert made(other) != kept


def test_one_whose_play_failed_is_not_given_out_again(own: ServerStore) -> None:
    stack = ExitStack()
    kept = made(stack.enter_context(own.fresh()))
    stack.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    with own.fresh() as other:
        assert made(other) != kept


def test_a_connection_that_was_left_open_does_not_disturb(own: ServerStore) -> None:
    with own.fresh() as url:
        kept, left = made(url), psycopg.connect(url)
        left.execute("SELECT * FROM person FOR UPDATE")
    with own.fresh() as again:
        assert made(again) == kept
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
