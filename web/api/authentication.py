"""Who calls an API: a Bearer token of ours, or HTTP Basic with a person's login and password or a token.

Cookies are not looked at, so no page can make a browser call in somebody's name.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

from flask import Request, current_app

from bpmn.sentence import say
from engine import Engine, Person, Refusal
from engine.commands.tokens import NoteTokenUse, digest
from engine.person import ROLES
from engine.queries import people, tokens
from web.passwords import right_password

NOTE_USE = timedelta(minutes=10)
"""``last_used_at`` is that exact."""
REMEMBERED = 60.0
"""Seconds for which a password found right is not hashed again; argon2 is slow on purpose."""
OPEN = Person("open-api", "Open API", roles=frozenset(ROLES), channel="api")
"""Whoever calls without credentials where the development switch is on."""


class NotAuthenticated(Refusal):
    """No credentials, or wrong ones (HTTP 401)."""

    code = "not_authenticated"


def caller(engine: Engine, request: Request) -> Person:
    """The person or program that sent the request, or NotAuthenticated."""
    credentials = request.authorization
    if credentials is None:
        if request.headers.get("Authorization") is None and is_open(request):
            return OPEN
        raise NotAuthenticated(say("This API needs a token (Bearer), or a login and a password (Basic)."))
    if credentials.type == "bearer" and credentials.token:
        return replace(by_token(engine, credentials.token)[1].person, channel="api")
    if credentials.type == "basic" and credentials.username:
        account = by_password(engine, credentials.username, credentials.password or "")
        return replace(account.person, channel="api")
    raise NotAuthenticated(say("Only Bearer and Basic are understood here; found: {kind}.", kind=credentials.type))


def is_open(request: Request) -> bool:
    """Whether the development switch lets this one in: it calls from this very machine, through no proxy."""
    try:
        here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    proxied = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers.keys())
    return bool(current_app.config["API_OPEN"]) and here and not proxied


def by_token(engine: Engine, secret: str) -> tuple[tokens.Token, people.Account]:
    """The token and its owner, or NotAuthenticated: unknown, ended, revoked, or of an account that is inactive."""
    now = engine.clock.now()
    with engine.read() as connection:
        found = tokens.of_digest(connection, digest(secret), now)
    if found is None or not found[0].is_valid(now) or not found[1].active:
        raise NotAuthenticated(say("The token is unknown, has ended or was revoked."))
    token, account = found
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE:
        engine.do(NoteTokenUse(token.key), account.person)
    return token, account


def by_password(engine: Engine, login: str, password: str) -> people.Account:
    """The account with that login and password; an API token of the account counts as its password."""
    if password.startswith("alur_"):
        account = by_token(engine, password)[1]
        if account.person.login == login:
            return account
        raise NotAuthenticated(say("The token does not belong to the login {login}.", login=login))
    with engine.read() as connection:
        found = people.account(connection, login, engine.clock.now())
    mark = hashlib.sha256(f"{login}\0{found.password_hash if found else ''}\0{password}".encode()).digest()
    if found is not None and found.active and _remembered.knows(mark):
        return found
    if found is None or not right_password(found, password):
        if found is None:
            right_password(None, password)
        raise NotAuthenticated(say("The login or the password is wrong."))
    _remembered.keep(mark)
    return found


class _Remembered:
    """Marks of passwords that were right a moment ago. A new password has another mark."""

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def knows(self, mark: bytes) -> bool:
        return self._until.get(mark, 0.0) > time.monotonic()

    def keep(self, mark: bytes) -> None:
        now = time.monotonic()
        with self._lock:
            self._until = {known: until for known, until in self._until.items() if until > now}
            self._until[mark] = now + REMEMBERED


_remembered = _Remembered()
