"""The other ways out that a task's page offers: what may be reported, what may be escalated, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import Engine
from engine.person import Person
from tests.engine.cases import rows
from tests.web.conftest import SignIn
from tests.web.paying import deployed, paying

PersonOf = Callable[[str], Person]


@pytest.fixture
def task(populated: Engine, person_of: PersonOf) -> int:
    """A task with a form that ana has."""
    deployed(populated)
    return paying(populated, person_of("ana"))


def variables(engine: Engine) -> dict[str, object]:
    return {row.name: row.value for row in rows(engine, "SELECT name, value FROM variable")}


def open_tasks(engine: Engine) -> list[str]:
    return [row.element_id for row in rows(engine, "SELECT element_id FROM task WHERE state = 'open' ORDER BY key")]


def test_the_page_offers_what_its_border_catches(sign_in: SignIn, task: int) -> None:
    page = sign_in("ana").get(f"/tasks/{task}").text
    for words in ("Escalate: It takes longer", "Escalate: Suspicious sender", "Report: Amount is missing"):
        assert words in page
    assert "Escalate:" not in sign_in("bob").get(f"/tasks/{task}").text  # it is ana's


def test_reporting_takes_what_was_filled_in_and_asks_for_no_more(sign_in: SignIn, task: int, populated: Engine) -> None:
    sent = {"values": '{"note": "page 2", "account": "", "amount": 7}', "message-unclear": " no amount "}
    answer = sign_in("ana").post(f"/tasks/{task}/ways/unclear", data=sent, follow_redirects=True)
    assert "Reported: Amount is missing" in answer.text
    assert open_tasks(populated) == ["ask"]
    assert variables(populated) == {"note": "page 2", "amount": 7, "error": "UNCLEAR", "why": "no amount"}


def test_what_was_filled_in_must_be_right(sign_in: SignIn, task: int, populated: Engine) -> None:
    answer = sign_in("ana").post(f"/tasks/{task}/ways/unclear", data={"values": '{"amount": 700}'})
    assert answer.status_code == 422
    assert open_tasks(populated) == ["pay"]


def test_an_escalation_beside_the_task_keeps_it(sign_in: SignIn, task: int, populated: Engine) -> None:
    answer = sign_in("ana").post(f"/tasks/{task}/ways/late", data={"values": "{}"}, follow_redirects=True)
    assert "Escalated: It takes longer" in answer.text
    assert "data-complete" in answer.text
    assert open_tasks(populated) == ["pay", "inform"]


def test_without_a_form_what_was_changed_by_hand_goes_with_it(
    sign_in: SignIn, populated: Engine, person_of: PersonOf
) -> None:
    deployed(populated, form=False)
    key = paying(populated, person_of("ana"))
    sign_in("ana").post(f"/tasks/{key}/ways/doubt", data={"name": ["sender"], "value": ["x"]})
    assert open_tasks(populated) == ["examine"]
    assert variables(populated) == {"sender": "x"}


def test_who_comes_too_late_keeps_what_was_typed(sign_in: SignIn, task: int) -> None:
    ana = sign_in("ana")
    ana.post(f"/tasks/{task}/ways/doubt", data={"values": "{}"})
    answer = ana.post(f"/tasks/{task}/ways/unclear", data={"values": '{"note": "typed"}'})
    assert answer.status_code == 409
    assert "The task does not offer this way any more." in answer.text
    assert "typed" in answer.text


def test_others_may_not(sign_in: SignIn, task: int, populated: Engine) -> None:
    assert sign_in("bob").post(f"/tasks/{task}/ways/doubt", data={"values": "{}"}).status_code == 403
    assert open_tasks(populated) == ["pay"]
