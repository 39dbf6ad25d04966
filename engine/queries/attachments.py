"""The files of a case, and the content of one that may be handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bpmn.sentence import say
from engine.errors import NotFound, WrongState
from engine.store.files import attachment, file_content
from engine.store.people import person


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a case."""

    key: int
    root_key: int
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: str
    added_by_name: str
    added_at: datetime
    scanned_at: datetime | None
    infection: str | None

    def state(self, scanning: bool) -> str:
        """clean, waiting (for the virus scanner), infected. Where none is set up, what was not looked at counts as
        clean."""
        if self.infection is not None:
            return "infected"
        return "waiting" if scanning and self.scanned_at is None else "clean"


_FILES = (
    select(
        attachment.c.key, attachment.c.root_key, attachment.c.name, attachment.c.media_type, attachment.c.size,
        attachment.c.sha256, attachment.c.added_by, attachment.c.added_at, attachment.c.scanned_at,
        attachment.c.infection, func.coalesce(person.c.name, attachment.c.added_by).label("added_by_name"),
    )
    .outerjoin(person, person.c.login == attachment.c.added_by)
    .where(attachment.c.removed_at.is_(None))
)  # fmt: skip


def of_case(connection: Connection, root_key: int) -> tuple[Attached, ...]:
    """In the order in which they were added."""
    rows = connection.execute(_FILES.where(attachment.c.root_key == root_key).order_by(attachment.c.key))
    return tuple(Attached(**row) for row in rows.mappings())


def attached(connection: Connection, key: int) -> Attached:
    """One file; NotFound."""
    row = connection.execute(_FILES.where(attachment.c.key == key)).mappings().one_or_none()
    if row is None:
        raise NotFound(say("There is no file {key}.", key=key))
    return Attached(**row)


def content(connection: Connection, file: Attached, *, scanning: bool) -> bytes:
    """What is in a file. WrongState for one that is infected, or that the virus scanner has not seen yet."""
    state = file.state(scanning)
    if state == "infected":
        raise WrongState(say("The virus scanner found {what} in {name}; it is not handed out.", what=file.infection,
                             name=file.name))  # fmt: skip
    if state == "waiting":
        raise WrongState(
            say("The file {name} is still being looked through for viruses. Try again in a minute.", name=file.name)
        )
    return stored(connection, file.sha256)


def stored(connection: Connection, sha256: str) -> bytes:
    """The content of that sha256."""
    return bytes(
        connection.execute(select(file_content.c.content).where(file_content.c.sha256 == sha256)).scalar_one()
    )  # fmt: skip


def unscanned(connection: Connection, limit: int) -> tuple[tuple[int, str], ...]:
    """Keys and sha256 of files that the virus scanner has not seen, the oldest first."""
    query = (
        select(attachment.c.key, attachment.c.sha256)
        .where(attachment.c.scanned_at.is_(None), attachment.c.removed_at.is_(None))
        .order_by(attachment.c.key)
        .limit(limit)
    )
    return tuple((row.key, row.sha256) for row in connection.execute(query))
