"""Reads for whoever runs Alur: is it ready, is this database new, is it a demo, what does it remember."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select, text

from engine.person import Person
from engine.store.deployments import definition
from engine.store.migrations import current, head
from engine.store.people import person, setting

WORKER_AGE = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
SILENT_AFTER = 60.0  # seconds; a worker gives a sign every ten


@dataclass(frozen=True, slots=True)
class Readiness:
    """``schema`` is the database's revision, ``schema_wanted`` the program's. ``worker_age``: seconds since a worker
    last gave a sign of life, None if there is no worker."""

    schema: str | None
    schema_wanted: str
    worker_age: float | None

    @property
    def ready(self) -> bool:
        """Whether pages can be served. Without a worker they can, but timers and mails wait: see ``working``."""
        return self.schema == self.schema_wanted

    @property
    def working(self) -> bool:
        return self.worker_age is not None and self.worker_age < SILENT_AFTER


def readiness(connection: Connection) -> Readiness:
    """For /readyz. A database that does not answer raises Unavailable when the connection is asked for."""
    schema = current(connection)
    age = None
    if schema is not None:
        age = connection.scalar(text(WORKER_AGE))
    return Readiness(schema, head(), None if age is None else max(0.0, float(age)))


def is_empty(connection: Connection) -> bool:
    """Whether nobody has an account and nothing has been deployed."""
    return not connection.scalar(select(exists(select(person.c.login)) | exists(select(definition.c.key))))


def setting_value(connection: Connection, name: str) -> str | None:
    """A setting's value, None if it was never set."""
    return connection.scalar(select(setting.c.value).where(setting.c.name == name))


def active_people(connection: Connection) -> list[tuple[Person, str]]:
    """Everybody who can sign in, with the position, in the order in which they came."""
    rows = connection.execute(
        select(person).where(person.c.active, person.c.password_hash.is_not(None))
        .order_by(person.c.created_at, person.c.login)
    )  # fmt: skip
    return [(Person(row.login, row.name, frozenset(row.roles), unit=row.unit), row.position) for row in rows]


def database_version(connection: Connection) -> str:
    """The server's version, like 18.4."""
    return str(connection.scalar(func.current_setting("server_version"))).split(" ")[0]
