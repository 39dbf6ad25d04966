"""The two pools of connections to the database: commands write through one, queries read through the other."""

from __future__ import annotations

import select
from typing import Any

from psycopg import Connection
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy import Connection as SQLConnection

from engine import troubles
from engine.prepared import Prepared

PLANNING = """
    SET plan_cache_mode = force_generic_plan; SET enable_hashjoin = off; SET enable_mergejoin = off;
    SET enable_seqscan = off; SET jit = off"""
"""Commands look a few rows up by key. A plan made while the tables were small must not read them whole later, and none
is worth being made twice."""


def for_commands(place: URL, size: int) -> Engine:
    """Connections that begin a transaction when told to and not before: BEGIN travels with a command's first question.
    Each carries its prepared statements (``prepared_of``)."""
    pool = _pool(place, size, prepare_threshold=None)
    event.listen(pool, "connect", _ready_for_commands)
    return pool


def for_queries(place: URL, size: int) -> Engine:
    """Connections that begin no transaction and cannot write: a rollback would make psycopg forget all prepared
    statements, and planning them anew costs more than running them."""
    pool = _pool(place, size)
    event.listen(pool, "connect", _only_read)
    return pool


def prepared_of(connection: Any) -> Prepared:
    """The prepared statements of a pooled connection (SQLAlchemy's ``Connection.connection``)."""
    prepared: Prepared = connection.info["prepared"]
    return prepared


def has_news(connection: SQLConnection) -> bool:
    """Whether the server has said something to an idle connection: as a rule that it has ended. Costs no round trip."""
    driver: Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    if driver.closed:
        return True
    poll = select.poll()
    poll.register(driver.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
    return bool(poll.poll(0))


def alive(pool: Engine) -> SQLConnection:
    """A connection that was alive a moment ago."""
    connection = pool.connect()
    if not has_news(connection):
        return connection
    try:
        connection.exec_driver_sql("SELECT 1")
    except Exception as error:
        connection.close()
        if not troubles.is_lost(error):
            raise
        pool.dispose()
        connection = pool.connect()
    return connection


def _pool(place: URL, size: int, **driver: Any) -> Engine:
    return create_engine(
        place, pool_size=size, max_overflow=0, pool_timeout=30, isolation_level="AUTOCOMMIT", connect_args=driver
    )


def _ready_for_commands(connection: Connection[Any], record: Any) -> None:
    connection.autocommit = True
    connection.execute(PLANNING)
    record.info["prepared"] = Prepared(connection)


def _only_read(connection: Connection[Any], record: Any) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
