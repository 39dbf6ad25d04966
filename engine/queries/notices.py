"""What a person has been told, and what is wanted by mail; mails that could not be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from bpmn.sentence import Sentence
from engine.notices import KINDS, sentence
from engine.store.notices import notice, notice_choice


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing somebody was told. ``mail``: wanted, sent, failed, or None."""

    key: int
    login: str
    kind: str
    said: Sentence
    root_key: int | None
    task_key: int | None
    created_at: datetime
    read_at: datetime | None
    mail: str | None
    trouble: str | None


def unread(connection: Connection, login: str) -> int:
    """How many of a person's notices are not read yet."""
    query = select(func.count()).where(notice.c.login == login, notice.c.read_at.is_(None))
    return int(connection.execute(query).scalar_one())


def of_person(connection: Connection, login: str, before: int | None = None, limit: int = 51) -> list[Notice]:
    """A person's notices, newest first; ``before``: older than that key."""
    query = select(notice).where(notice.c.login == login).order_by(notice.c.key.desc()).limit(limit)
    if before is not None:
        query = query.where(notice.c.key < before)
    return [_notice(row) for row in connection.execute(query)]


def failed_mails(connection: Connection, limit: int = 100) -> list[Notice]:
    """Mails that were given up, newest first."""
    query = select(notice).where(notice.c.mail == "failed").order_by(notice.c.key.desc()).limit(limit)
    return [_notice(row) for row in connection.execute(query)]


def choices(connection: Connection, login: str) -> dict[str, str]:
    """What a person wants by mail, by kind; what holds for everybody where nothing was chosen."""
    query = select(notice_choice.c.kind, notice_choice.c.mail).where(notice_choice.c.login == login)
    chosen = {row.kind: row.mail for row in connection.execute(query)}
    return {kind: chosen.get(kind, shape.mail) for kind, shape in KINDS.items()}


def _notice(row: Any) -> Notice:
    return Notice(
        row.key, row.login, row.kind, sentence(row.kind, row.said), row.root_key, row.task_key, row.created_at,
        row.read_at, row.mail, row.trouble,
    )  # fmt: skip
