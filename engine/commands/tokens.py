"""Tokens that programs sign in with, and the accounts of programs: make, revoke, note that one was used."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bpmn.sentence import say
from engine.commands.people import CreatePerson, require_administrator
from engine.errors import InvalidValues, NotFound, WrongState
from engine.history.append import append
from engine.work import Work

PREFIX = "alur_"
ACCESS_TIME = timedelta(hours=1)
KEPT = timedelta(days=1)  # access tokens are swept this long after they ended

INSERT = """
    INSERT INTO api_token (key, login, kind, name, parent_key, sha256, created_by, created_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""
READ = "SELECT key, login, name, kind, revoked_at FROM api_token WHERE key = %s FOR UPDATE"
REVOKE = "UPDATE api_token SET revoked_at = %s WHERE (key = %s OR parent_key = %s) AND revoked_at IS NULL"
USED = "UPDATE api_token SET last_used_at = %s WHERE key = %s"
SWEEP = "DELETE FROM api_token WHERE kind = 'access' AND login = %s AND expires_at < %s"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made. ``secret`` is what the program sends; nobody can read it again."""

    key: int
    secret: str


@dataclass(frozen=True, slots=True)
class CreateToken:
    """Make an API token for an account: one's own, or any by an administrator. ``days``: how long it is valid."""

    login: str
    name: str
    days: int | None = None

    def run(self, work: Work) -> NewToken:
        if work.by.login != self.login:
            require_administrator(work)
        if not self.name.strip():
            raise InvalidValues({"name": [say("Say what the token is for; found nothing.")]})
        if self.days is not None and not 1 <= self.days <= 3660:
            raise InvalidValues({"days": [say("A token is valid for 1 to 3660 days; found {days}.", days=self.days)]})
        if work.row("SELECT 1 FROM person WHERE login = %s AND active", (self.login,)) is None:
            raise NotFound(say("There is no active person with the login {login}.", login=self.login))
        valid = None if self.days is None else timedelta(days=self.days)
        made = _write(work, self.login, "api", self.name.strip(), None, valid)
        append(work, "token_created", {"login": self.login, "token": made.key, "name": self.name.strip()})
        return made


@dataclass(frozen=True, slots=True)
class GiveAccess:
    """An access token for whoever showed the API token ``parent_key``; it ends after an hour, or with that token.
    Leaves no event: it says no more than that the token was used."""

    parent_key: int

    def run(self, work: Work) -> NewToken:
        parent = work.row(READ, (self.parent_key,))
        if parent is None or parent.revoked_at is not None or parent.kind != "api":
            raise WrongState(say("The token {key} is valid no more.", key=self.parent_key))
        work.driver.execute(SWEEP, (parent.login, work.now - KEPT))
        return _write(work, parent.login, "access", parent.name, parent.key, ACCESS_TIME)


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """Let a token, and all access tokens given for it, count no more. Its owner; administrators."""

    token_key: int

    def run(self, work: Work) -> None:
        found = work.row(READ, (self.token_key,))
        if found is None:
            raise NotFound(say("There is no token with the key {key}.", key=self.token_key))
        if work.by.login != found.login:
            require_administrator(work)
        if found.revoked_at is not None:
            raise WrongState(say("The token {name} has been revoked already.", name=found.name))
        work.driver.execute(REVOKE, (work.now, found.key, found.key))
        append(work, "token_revoked", {"login": found.login, "token": found.key, "name": found.name})


@dataclass(frozen=True, slots=True)
class CreateServiceAccount:
    """An account for a program: it has roles and groups like a person's, but no password, only tokens.
    Administrators."""

    login: str
    name: str
    roles: tuple[str, ...] = ("analyst",)
    groups: tuple[str, ...] = ()

    def run(self, work: Work) -> None:
        CreatePerson(self.login, self.name, roles=self.roles, groups=self.groups).run(work)
        work.driver.execute("UPDATE person SET kind = 'service' WHERE login = %s", (self.login,))


@dataclass(frozen=True, slots=True)
class NoteTokenUse:
    """Write down when a token was used last."""

    token_key: int

    def run(self, work: Work) -> None:
        work.driver.execute(USED, (work.now, self.token_key))


def digest(secret: str) -> str:
    """What is stored of a token: it is random enough for a plain hash."""
    return sha256(secret.encode()).hexdigest()


def _write(work: Work, login: str, kind: str, name: str, parent: int | None, valid: timedelta | None) -> NewToken:
    expires = work.now + valid if valid else None
    random = secrets.token_urlsafe(32)
    secret = _readable(login, expires, random) if kind == "access" and expires else PREFIX + random
    made = NewToken(work.new_key(), secret)
    values = (made.key, login, kind, name, parent, digest(made.secret), work.by.login, work.now, expires)
    work.driver.execute(INSERT, values)
    return made


def _readable(login: str, expires: datetime, random: str) -> str:
    """In the form of a JSON Web Token, since clients read from it when it ends. What proves it is not its signature but
    the table, where it has to be found whole: the third part is random."""
    parts = ({"alg": "none", "typ": "JWT"}, {"sub": login, "exp": int(expires.timestamp())})
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*texts, random])
