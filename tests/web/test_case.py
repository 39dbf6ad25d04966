"""The case page for staff: who may see it, what it shows, and that a look at a hidden number is written down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import CompleteTask, Deploy, Engine, StartInstance
from engine.person import SYSTEM, Person
from tests.engine import diagrams as d

from .conftest import SignIn
from .test_access import events


@pytest.mark.parametrize(
    ("login", "status"), [("ana", 200), ("bob", 200), ("charlie", 403), ("tono", 200), ("wulan", 200), ("admin", 200)]
)
def test_who_may_see_a_case(sign_in: SignIn, case_key: int, login: str, status: int) -> None:
    client = sign_in(login)
    assert client.get(f"/cases/{case_key}").status_code == status
    assert client.get(f"/cases/{case_key}/diagram.bpmn").status_code == status


def test_whoever_had_a_task_may_look_later(
    sign_in: SignIn, case_key: int, open_task: Callable[[int], int], populated: Engine,
    person_of: Callable[[str], Person],
) -> None:  # fmt: skip
    populated.do(CompleteTask(open_task(case_key), {"complete": "yes"}), person_of("ana"))
    page = sign_in("ana").get(f"/cases/{case_key}").text
    assert "check</strong> · Ana" in page
    assert '"element": "check", "state": "done"' in page
    assert '"element": "sign", "state": "now"' in page
    assert '"element": "check_sign", "state": "taken"' in page


def test_numbers_are_hidden_and_a_look_is_recorded(sign_in: SignIn, case_key: int, populated: Engine) -> None:
    ana = sign_in("ana")
    page = ana.get(f"/cases/{case_key}").text
    assert "•••• 0001" in page
    assert "3574011234560001" not in page
    assert "3574011234560001" in ana.post(f"/cases/{case_key}/reveal/nik").text
    assert ("revealed", "ana") in events(populated)
    assert ana.post(f"/cases/{case_key}/reveal/nothing").status_code == 404
    assert sign_in("charlie").post(f"/cases/{case_key}/reveal/nik").status_code == 403


def test_the_diagram_is_the_file_that_was_uploaded(sign_in: SignIn, case_key: int) -> None:
    answer = sign_in("ana").get(f"/cases/{case_key}/diagram.bpmn")
    assert answer.mimetype == "application/xml"
    assert b'id="letter"' in answer.data


def test_an_incident_is_told_in_the_readers_words_to_the_innermost_sentence(
    sign_in: SignIn, populated: Engine, person_of: Callable[[str], Person]
) -> None:
    decisions = Path(__file__).parent.parent / "stories" / "decisions"
    files = {name: (decisions / name).read_bytes() for name in ("permits.dmn", "cloud.bpmn")}
    populated.do(Deploy("decisions", files), person_of("tono"))
    case = populated.do(StartInstance("cloud", variables={"amount": 5000}), person_of("tono")).instance_key
    page = sign_in("tono").get(f"/cases/{case}").text
    assert "Hit policy UNIQUE" in page
    assert "template" not in page


def test_an_unknown_case_is_a_404(sign_in: SignIn) -> None:
    assert "There is no case 4711." in sign_in("ana").get("/cases/4711").text


def test_an_analyst_begins_a_step_of_an_ad_hoc_subprocess(
    sign_in: SignIn, populated: Engine, person_of: Callable[[str], Person]
) -> None:
    diagram = Path(__file__).parents[1] / "stories" / "adhoc" / "by-hand.bpmn"
    populated.do(Deploy("by hand", {diagram.name: diagram.read_bytes()}), person_of("tono"))
    case = populated.do(StartInstance("by-hand"), person_of("tono")).instance_key
    tono = sign_in("tono")
    page = tono.get(f"/cases/{case}").text
    assert "To begin by hand: Choose" in page
    assert f'action="/cases/{case}/begin/choose/visit"' in page
    assert tono.post(f"/cases/{case}/begin/choose/visit").status_code == 303
    assert "<strong>Visit</strong>" in tono.get(f"/cases/{case}").text
    assert tono.post(f"/cases/{case}/begin/choose/nothing").status_code == 409
    assert "To begin by hand" not in sign_in("wulan").get(f"/cases/{case}").text
    assert sign_in("wulan").post(f"/cases/{case}/begin/choose/visit").status_code == 403


def test_an_analyst_holds_a_case_and_lets_it_go_on(
    sign_in: SignIn, case_key: int, open_task: Callable[[int], int]
) -> None:
    analyst = sign_in("tono")
    assert f"/sops/cases/{case_key}/hold" in analyst.get(f"/cases/{case_key}").text
    held = analyst.post(f"/sops/cases/{case_key}/hold", follow_redirects=True).text
    assert "This case is held." in held
    assert f"/sops/cases/{case_key}/resume" in held
    page = sign_in("ana").get(f"/tasks/{open_task(case_key)}").text
    assert "This case is held." in page
    assert "data-complete" not in page
    assert "Held" in analyst.get("/sops/sop/letter").text
    resumed = analyst.post(f"/sops/cases/{case_key}/resume", follow_redirects=True).text
    assert "This case is held." not in resumed


def test_others_cannot_hold_a_case(sign_in: SignIn, case_key: int) -> None:
    ana = sign_in("ana")
    assert f"/sops/cases/{case_key}/hold" not in ana.get(f"/cases/{case_key}").text
    assert ana.post(f"/sops/cases/{case_key}/hold").status_code == 403


def test_a_stuck_case_says_where_by_the_name_of_the_step(sign_in: SignIn, populated: Engine) -> None:
    total = d.script("total", 'assert(x, false, "no")', "y")
    populated.do(Deploy("sum", {"sum.bpmn": d.diagram("sum", [d.start(), total, d.end()], "start>total>end")}), SYSTEM)
    case = populated.do(StartInstance("sum", variables={"x": 1}), SYSTEM).instance_key
    assert "The case is stuck at Do total." in sign_in("admin").get(f"/cases/{case}").text
