"""Between Flask-Login's user and the engine's Person."""

from __future__ import annotations

import hashlib
from typing import cast

from flask import Flask, current_app, has_request_context
from flask_login import LoginManager, UserMixin, current_user

from engine import Engine
from engine.person import CITIZEN, Person
from engine.queries import people as queries


class User(UserMixin):  # type: ignore[misc]
    """A signed-in account. Its id holds a mark of the password's hash, so that a new password ends old sessions."""

    def __init__(self, account: queries.Account) -> None:
        self.account = account
        self.person: Person = account.person

    def get_id(self) -> str:
        return f"{self.person.login}|{_mark(self.account.password_hash)}"


def _mark(password_hash: str | None) -> str:
    return hashlib.sha256((password_hash or "").encode()).hexdigest()[:16]


def current_person() -> Person:
    """Who gives the command: the account that is signed in, else the citizen of the portal."""
    if has_request_context() and current_user.is_authenticated:
        return cast(Person, current_user.person)
    return CITIZEN


def find_account(login: str) -> queries.Account | None:
    """The account of that login, with roles and groups, in one statement."""
    engine = cast(Engine, current_app.extensions["alur"])
    with engine.read() as connection:
        return queries.account(connection, login, engine.clock.now())


def load_user(user_id: str) -> User | None:
    """The user of a session; None once the account is inactive or its password changed."""
    login, _, mark = user_id.rpartition("|")
    account = find_account(login)
    if account is None or not account.active or mark != _mark(account.password_hash):
        return None
    return User(account)


def install(app: Flask) -> None:
    """Flask-Login, without its own redirects: web.access decides."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # so that a page without current_user needs no database
    manager.session_protection = None  # a phone changes its address; the cookie is signed, HttpOnly and SameSite
    manager.user_loader(load_user)
    app.jinja_env.globals.update(current_user=current_user, current_person=current_person)
