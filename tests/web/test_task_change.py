"""What the page of a task says while other programs are asked about a change of it, and after one was denied."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import CompleteJob, Deploy, Engine, StartInstance
from engine.person import SYSTEM
from tests.engine.cases import jobs, tasks
from tests.web.conftest import SignIn

DIAGRAM = Path(__file__).resolve().parents[1] / "stories" / "listeners" / "task-listeners.bpmn"


@pytest.fixture
def case(populated: Engine) -> int:
    populated.do(Deploy("listened", {"listened.bpmn": DIAGRAM.read_bytes()}), SYSTEM)
    key: int = populated.do(StartInstance("task-listeners", variables={"number": 7}), SYSTEM).instance_key
    return key


@pytest.fixture
def task(populated: Engine, case: int) -> int:
    return tasks(populated, case)["check"]


def say(engine: Engine, case: int, **result: object) -> None:
    engine.do(CompleteJob(jobs(engine, case)["check"].key, result=result or None), SYSTEM)


def test_a_claim_waits_and_the_page_says_so(sign_in: SignIn, task: int, case: int, populated: Engine) -> None:
    ana = sign_in("ana")
    page = ana.post(f"/tasks/{task}/claim", follow_redirects=True).text
    assert "The task is being given to ana." in page
    assert "The task is yours." not in page
    assert "data-complete" not in page
    assert 'form="claim"' not in page
    assert "The task is being given to ana." in ana.get(f"/inbox?task={task}").text
    assert ana.post(f"/tasks/{task}/claim").status_code == 409
    say(populated, case)
    say(populated, case)
    page = ana.get(f"/tasks/{task}").text
    assert "data-complete" in page
    assert "is being given" not in page


def test_a_denial_is_told_with_its_reason(sign_in: SignIn, task: int, case: int, populated: Engine) -> None:
    ana = sign_in("ana")
    ana.post(f"/tasks/{task}/claim")
    say(populated, case, denied=True, deniedReason="You are on leave.")
    page = ana.get(f"/tasks/{task}").text
    assert "Giving the task to somebody was denied." in page
    assert "You are on leave." in page
    assert 'form="claim"' in page


def test_what_was_submitted_comes_back_after_a_denial(sign_in: SignIn, task: int, case: int, populated: Engine) -> None:
    ana = sign_in("ana")
    ana.post(f"/tasks/{task}/claim")
    say(populated, case)
    say(populated, case)
    sent = {"name": ["verdict"], "value": ["hasty"]}
    page = ana.post(f"/tasks/{task}/complete", data=sent, follow_redirects=True).text
    assert "The task is being completed." in page
    assert "data-complete" not in page
    say(populated, case, denied=True)
    page = ana.get(f"/tasks/{task}").text
    assert "Completing the task was denied." in page
    assert "gives no reason" in page
    assert 'value="hasty"' in page
    assert "data-complete" in page
