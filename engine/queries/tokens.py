"""Reads about API tokens: whose one is, and the lists for the administrator's page and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from engine.queries.people import Account, account
from engine.store.people import person
from engine.store.tokens import api_token


@dataclass(frozen=True, slots=True)
class Token:
    """A token as people see it: never its secret."""

    key: int
    login: str
    kind: str
    name: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The account of a program."""

    login: str
    name: str
    roles: tuple[str, ...]
    active: bool


def of_digest(connection: Connection, sha256: str, now: datetime) -> tuple[Token, Account] | None:
    """The token with that hash and the account it belongs to, None if nobody made such a token."""
    row = connection.execute(select(api_token).where(api_token.c.sha256 == sha256)).first()
    owner = account(connection, row.login, now) if row else None
    return (_token(row), owner) if row and owner else None


def tokens(connection: Connection, login: str | None = None, limit: int = 500) -> list[Token]:
    """API tokens, the newest first; those that people made, not the short-lived ones given for them."""
    query = select(api_token).where(api_token.c.kind == "api").order_by(api_token.c.key.desc()).limit(limit)
    if login is not None:
        query = query.where(api_token.c.login == login)
    return [_token(row) for row in connection.execute(query)]


def service_accounts(connection: Connection) -> list[ServiceAccount]:
    """The accounts of programs, by login."""
    query = select(person).where(person.c.kind == "service").order_by(person.c.login)
    return [ServiceAccount(row.login, row.name, tuple(row.roles), row.active) for row in connection.execute(query)]


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(row.key, row.login, row.kind, row.name, row.created_by, row.created_at, row.expires_at,
                 row.last_used_at, row.revoked_at)  # fmt: skip
