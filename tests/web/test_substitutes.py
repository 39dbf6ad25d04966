"""The pages about substitutes and conflicts of interest, and what a substitute and a barred person see in the inbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from engine import Engine
from tests.engine.cases import rows
from tests.web.conftest import SignIn

SAID = {"substitute": "charlie", "kind": "plh", "starts_at": "2026-01-05", "ends_at": "2026-01-06", "decree": "800/1"}


def name(client: FlaskClient, **more: str) -> object:
    return client.post("/penggantian", data={**SAID, **more})


def test_a_person_names_a_substitute_who_then_works_in_their_name(
    sign_in: SignIn, case_key: int, open_task: Callable[[int], int], populated: Engine
) -> None:
    task = open_task(case_key)
    assert sign_in("charlie").get(f"/tasks/{task}").status_code == 403
    assert name(sign_in("ana")).status_code == 302  # type: ignore[attr-defined]
    page = sign_in("ana").get("/penggantian").text
    assert "Plh Charlie" in page
    assert "800/1" in page
    charlie = sign_in("charlie")
    assert "You stand in for:" in charlie.get("/penggantian").text
    assert "L-Dewi" in charlie.get("/inbox?view=groups").text
    charlie.post(f"/tasks/{task}/claim")
    assert "Mine on behalf of Ana" in charlie.get("/inbox").text
    assert "Charlie on behalf of Ana" in sign_in("ana").get("/inbox").text
    charlie.post(f"/tasks/{task}/complete", data={"values": '{"complete": "yes"}'})
    assert "Charlie on behalf of Ana" in sign_in("bob").get(f"/cases/{case_key}").text
    assert "Charlie" in sign_in("wulan").get(f"/audit/{case_key}").text
    populated.clock.move(timedelta(days=3))  # type: ignore[attr-defined]
    assert "You stand in for:" not in sign_in("charlie").get("/penggantian").text


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(sign_in: SignIn) -> None:
    ana = sign_in("ana")
    for more, sentence in (
        ({"ends_at": "soon"}, "Expected a day; found soon."), ({"ends_at": "2025-01-01"}, "The end must come after"),
        ({"substitute": "ana"}, "Nobody can be their own substitute."), ({"decree": ""}, "letter or decree is needed"),
        ({"scope": "some"}, "Choose at least one group"),
    ):  # fmt: skip
        answer = name(ana, **more)
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert sentence in answer.text  # type: ignore[attr-defined]


def test_strangers_cannot_look_at_or_decide_for_others(sign_in: SignIn, populated: Engine) -> None:
    assert sign_in("charlie").get("/penggantian?untuk=ana").status_code == 404
    assert name(sign_in("charlie"), login="ana", substitute="bob").status_code == 403  # type: ignore[attr-defined]
    assert name(sign_in("admin"), login="ana").status_code == 302  # type: ignore[attr-defined]
    (found,) = rows(populated, "SELECT key FROM substitution")
    assert sign_in("bob").post(f"/penggantian/{found.key}/cabut").status_code == 403
    assert sign_in("charlie").post(f"/penggantian/{found.key}/cabut").status_code == 302
    assert sign_in("tono").get("/penggantian").status_code == 403


def test_who_declares_a_conflict_sees_why_the_task_is_not_theirs(
    sign_in: SignIn, case_key: int, open_task: Callable[[int], int]
) -> None:
    ana, task = sign_in("ana"), open_task(case_key)
    assert ana.post("/benturan-kepentingan", data={"party": "Dewi", "reason": ""}).status_code == 422
    assert ana.post("/benturan-kepentingan", data={"party": "Dewi", "reason": "my sister"}).status_code == 302
    assert "my sister" in ana.get("/benturan-kepentingan").text
    page = ana.get(f"/tasks/{task}").text
    assert "Ana has declared a conflict of interest with Dewi" in page
    assert ana.post(f"/tasks/{task}/claim").status_code == 403
    admin = sign_in("admin")
    key = admin.get("/benturan-kepentingan").text.split("/benturan-kepentingan/")[1].split("/")[0]
    assert ana.post(f"/benturan-kepentingan/{key}/cabut").status_code == 403
    assert admin.post(f"/benturan-kepentingan/{key}/cabut").status_code == 302
    assert ana.post(f"/tasks/{task}/claim").status_code == 302
