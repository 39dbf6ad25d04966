"""Fixtures of the web tests: accounts, the application, clients that are signed in, a small SOP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from engine import Deploy, Engine, StartInstance
from engine.commands.people import CreatePerson
from engine.commands.units import SaveGroup, SaveUnit
from engine.person import SYSTEM, Person
from engine.queries.people import account
from tests.engine import diagrams as d
from web import people
from web.application import create_app

PASSWORD = "a long enough secret"
HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)

SignIn = Callable[[str], FlaskClient]

FORM = d.form(
    "check",
    {"id": "f1", "type": "textfield", "key": "applicant", "label": "Applicant", "readonly": True},
    {"id": "f2", "type": "radio", "key": "complete", "label": "Complete?", "validate": {"required": True},
     "values": [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]},
    {"id": "f3", "type": "textfield", "key": "note", "label": "Note", "validate": {"maxLength": 20}},
)  # fmt: skip
SOP = d.diagram(
    "letter",
    [d.start(), d.user("check", groups="clerks", form="check"), d.user("sign", groups="heads"), d.end()],
    "start>check>sign>end",
    properties={"alur:audience": "staff"},
)


@pytest.fixture
def populated(engine: Engine) -> Engine:
    """The engine with the accounts of the people fixtures, their groups, and the SOP `letter` deployed."""
    return populate(engine)


def populate(engine: Engine) -> Engine:
    """What ``populated`` has."""
    engine.do(SaveUnit("town", "Town Hall"), SYSTEM)
    for group in ("clerks", "heads"):
        engine.do(SaveGroup(group, group.title(), "town"), SYSTEM)
    accounts: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        ("ana", ("staff",), ("clerks",)), ("bob", ("staff",), ("clerks", "heads")), ("charlie", ("staff",), ()),
        ("tono", ("analyst",), ()), ("wulan", ("auditor",), ()),
        ("admin", ("staff", "analyst", "auditor", "administrator"), ()),
    ]  # fmt: skip
    for login, roles, groups in accounts:
        engine.do(CreatePerson(login, login.title(), "", None, "town", roles, groups, HASH, "en"), SYSTEM)
    engine.do(Deploy("letter", {"letter.bpmn": SOP, "check.form": FORM}), SYSTEM)
    return engine


@pytest.fixture
def app(populated: Engine) -> Flask:
    """The application, without CSRF and limits; the tests of those switch them on."""
    made = create_app(populated, {"SECRET_KEY": "k" * 32, "RATE_LIMITS": False, "WTF_CSRF_ENABLED": False})
    made.config["PROPAGATE_EXCEPTIONS"] = True
    return made


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A client with the session of an account, in English."""

    def enter(login: str) -> FlaskClient:
        client = app.test_client()
        client.set_cookie("language", "en")
        with app.app_context():
            found = people.find_account(login)
        assert found is not None
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = people.User(found).get_id(), True
        return client

    return enter


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A client nobody is signed in with, in English."""
    client = app.test_client()
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def person_of(populated: Engine) -> Callable[[str], Person]:
    """The person of an account, as routes give commands by."""

    def find(login: str) -> Person:
        with populated.read() as connection:
            found = account(connection, login, populated.clock.now())
        assert found is not None
        return found.person

    return find


@pytest.fixture
def start(populated: Engine) -> Callable[..., int]:
    """Start a case of the SOP `letter`; answers its instance key."""

    def begin(applicant: str = "Dewi", **more: Any) -> int:
        values = {"applicant": applicant, "nik": "3574011234560001", **more}
        started = populated.do(StartInstance("letter", variables=values, business_key=f"L-{applicant}"), SYSTEM)
        return int(started.instance_key)

    return begin


@pytest.fixture
def open_task(populated: Engine) -> Callable[[int], int]:
    """The key of the one open task of a case."""

    def find(root_key: int) -> int:
        from engine.queries.case_file import case_file

        with populated.read() as connection:
            found = case_file(connection, root_key)
        assert found is not None
        (task,) = found.open_tasks
        return task.key

    return find


@pytest.fixture
def case_key(start: Callable[..., int]) -> int:
    """One case, at its first step."""
    return start()
