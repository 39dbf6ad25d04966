"""The task page: its form, claim and release, drafts, completion, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine import ClaimTask, CompleteTask, Engine
from engine.person import Person
from engine.queries.task_sheet import sheet

from .conftest import SignIn

OpenTask = Callable[[int], int]
PersonOf = Callable[[str], Person]


@pytest.fixture
def task(case_key: int, open_task: OpenTask, populated: Engine, person_of: PersonOf) -> int:
    """The first task of a case, claimed by ana."""
    key = open_task(case_key)
    populated.do(ClaimTask(key), person_of("ana"))
    return key


def embedded(page: str, name: str) -> Any:
    """The JSON that the page carries for a script."""
    return json.loads(page.split(f'<script type="application/json" {name}>')[1].split("</script>")[0])


def test_the_form_comes_with_its_schema_and_the_data_of_the_case(sign_in: SignIn, task: int) -> None:
    page = sign_in("ana").get(f"/tasks/{task}").text
    assert embedded(page, "data-schema")["id"] == "check"
    assert embedded(page, "data-values")["applicant"] == "Dewi"
    assert {"element": "check", "state": "now"} in embedded(page, "data-marks")
    assert "3574011234560001" not in page  # the form does not read it
    assert "data-complete" in page


def test_an_unclaimed_task_is_read_only_and_can_be_claimed(sign_in: SignIn, case_key: int, open_task: OpenTask) -> None:
    key, ana = open_task(case_key), sign_in("ana")
    page = ana.get(f"/tasks/{key}").text
    assert "data-read-only" in page
    assert "data-complete" not in page
    answer = ana.post(f"/tasks/{key}/claim")
    assert answer.headers["Location"] == f"/tasks/{key}"
    page = ana.get(f"/tasks/{key}").text
    assert "The task is yours." in page
    assert "data-complete" in page


def test_somebody_elses_task_can_be_read_by_colleagues_only(sign_in: SignIn, task: int) -> None:
    page = sign_in("bob").get(f"/tasks/{task}").text
    assert "Ana works on this task." in page
    assert "data-complete" not in page
    assert sign_in("charlie").get(f"/tasks/{task}").status_code == 403
    assert sign_in("bob").post(f"/tasks/{task}/complete", data={"values": "{}"}).status_code == 403
    assert sign_in("bob").post(f"/tasks/{task}/claim").status_code == 409


def test_releasing_gives_it_back(sign_in: SignIn, task: int) -> None:
    ana = sign_in("ana")
    ana.post(f"/tasks/{task}/release")
    assert "data-read-only" in ana.get(f"/tasks/{task}").text


def test_handing_on(sign_in: SignIn, task: int) -> None:
    ana, bob = sign_in("ana"), sign_in("bob")
    assert '<option value="bob">Bob</option>' in ana.get(f"/tasks/{task}").text
    ana.post(f"/tasks/{task}/assign", data={"assignee": "bob"})
    assert "data-complete" in bob.get(f"/tasks/{task}").text
    assert bob.post(f"/tasks/{task}/assign", data={"assignee": "nobody"}).status_code == 404


def test_a_draft_is_kept_and_comes_back(sign_in: SignIn, task: int) -> None:
    ana = sign_in("ana")
    said = ana.post(f"/tasks/{task}/draft", json={"values": {"note": "half a"}})
    assert said.json == {"words": "Draft saved 08:00"}
    page = ana.get(f"/tasks/{task}").text
    assert embedded(page, "data-values")["note"] == "half a"
    assert "From your draft" in page
    assert ana.post(f"/tasks/{task}/draft", json={"values": 7}).status_code == 400
    assert sign_in("bob").post(f"/tasks/{task}/draft", json={"values": {}}).status_code == 403


def test_completing_leads_on_to_the_next_task_of_the_case(sign_in: SignIn, task: int) -> None:
    ana = sign_in("ana")
    answer = ana.post(f"/tasks/{task}/complete", data={"values": '{"complete": "yes", "applicant": "Forged"}'})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/tasks/{task}")
    page = ana.get(f"/tasks/{task}").text
    assert "Task completed." in page
    assert "Next in this case:" in page
    assert "Next: " not in page  # the next one is for the heads
    assert "Next: Do sign" in sign_in("bob").get(f"/tasks/{task}").text


def test_read_only_fields_cannot_be_forged(sign_in: SignIn, task: int, case_key: int, populated: Engine) -> None:
    sign_in("ana").post(f"/tasks/{task}/complete", data={"values": '{"complete": "yes", "applicant": "Forged"}'})
    with populated.read() as connection:
        known = sheet(populated, connection, task)
    assert known is not None
    assert known.variables["applicant"] == "Dewi"
    assert known.variables["complete"] == "yes"


def test_wrong_values_come_back_with_the_same_words_at_their_fields(sign_in: SignIn, task: int) -> None:
    typed = {"note": "x" * 30}
    answer = sign_in("ana").post(f"/tasks/{task}/complete", data={"values": json.dumps(typed)})
    assert answer.status_code == 422
    assert embedded(answer.text, "data-errors") == {
        "complete": ["Field is required."],
        "note": ["Field must have maximum length of 20."],
    }
    assert embedded(answer.text, "data-values")["note"] == "x" * 30


def test_a_lost_race_says_who_was_faster_and_keeps_what_was_typed(
    sign_in: SignIn, task: int, populated: Engine, person_of: PersonOf
) -> None:
    populated.do(CompleteTask(task, {"complete": "no"}), person_of("ana"))
    answer = sign_in("ana").post(f"/tasks/{task}/complete", data={"values": '{"complete": "yes", "note": "mine"}'})
    assert answer.status_code == 409
    assert "Ana has completed the task Do check already." in answer.text
    assert "it stays on this page" in answer.text
    assert embedded(answer.text, "data-values")["note"] == "mine"


def test_damaged_values_are_refused(sign_in: SignIn, task: int) -> None:
    assert sign_in("ana").post(f"/tasks/{task}/complete", data={"values": "[1]"}).status_code == 400
    assert sign_in("ana").post(f"/tasks/{task}/complete", data={"values": "{broken"}).status_code == 400


def test_a_task_without_a_form_has_a_plain_editor(
    sign_in: SignIn, task: int, case_key: int, open_task: OpenTask, populated: Engine, person_of: PersonOf
) -> None:
    populated.do(CompleteTask(task, {"complete": "yes"}), person_of("ana"))
    key, bob = open_task(case_key), sign_in("bob")
    bob.post(f"/tasks/{key}/claim")
    page = bob.get(f"/tasks/{key}").text
    assert "This task has no form." in page
    assert 'name="name" value="complete"' in page
    assert "nik" not in page
    said = {"name": ["complete", "count", "word", ""], "value": ["yes", "12", "twelve", "lost"]}
    assert bob.post(f"/tasks/{key}/complete", data=said).status_code == 302
    with populated.read() as connection:
        known = sheet(populated, connection, key)
    assert known is not None
    assert (known.variables["count"], known.variables["word"]) == (12, "twelve")
    assert known.variables["nik"] == "3574011234560001"
    assert "With it the case has ended." in bob.get(f"/tasks/{key}").text


def test_an_unknown_task_is_a_404(sign_in: SignIn) -> None:
    answer = sign_in("ana").get("/tasks/4711")
    assert answer.status_code == 404
    assert "There is no task 4711." in answer.text
