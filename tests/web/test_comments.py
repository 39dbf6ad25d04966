"""Comments on tasks, and the people named in them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from engine import Engine

from .conftest import SignIn

OpenTask = Callable[[int], int]


def told(engine: Engine) -> list[object]:
    with engine.read() as connection:
        rows = connection.execute(text("SELECT detail -> 'told' FROM history_event WHERE kind = 'task_commented'"))
        return [row[0] for row in rows]


def test_colleagues_read_what_was_said(sign_in: SignIn, case_key: int, open_task: OpenTask) -> None:
    key, ana = open_task(case_key), sign_in("ana")
    part = ana.post(f"/tasks/{key}/comments", data={"message": "Berkas <b>kurang</b>"}, headers={"HX-Request": "1"})
    assert part.status_code == 200
    assert "Berkas &lt;b&gt;kurang&lt;/b&gt;" in part.text
    assert ana.post(f"/tasks/{key}/comments", data={"message": "second"}).status_code == 302
    page = sign_in("bob").get(f"/tasks/{key}").text
    assert page.index("kurang") < page.index("second")
    assert "Berkas" in sign_in("wulan").get(f"/cases/{case_key}").text


def test_who_is_named_is_told_if_the_case_is_theirs_to_see(
    sign_in: SignIn, case_key: int, open_task: OpenTask, populated: Engine
) -> None:
    key, ana = open_task(case_key), sign_in("ana")
    page = ana.post(
        f"/tasks/{key}/comments", data={"message": "@Bob, @charlie: see ana@town.example. @nobody @ana"},
        follow_redirects=True,
    )  # fmt: skip
    assert told(populated) == [["bob"]]
    with populated.read() as connection:
        notices = connection.execute(text("SELECT login, kind, task_key FROM notice")).all()
    assert [tuple(one) for one in notices] == [("bob", "mentioned", key)]
    assert "Charlie may not look into this case, so nobody told them." in page.text


def test_strangers_say_nothing_and_nothing_is_no_comment(
    sign_in: SignIn, case_key: int, open_task: OpenTask, populated: Engine
) -> None:
    key = open_task(case_key)
    assert sign_in("charlie").post(f"/tasks/{key}/comments", data={"message": "hello"}).status_code == 403
    assert sign_in("ana").post(f"/tasks/{key}/comments", data={"message": " "}).status_code == 400
    refused = sign_in("ana").post(f"/tasks/{key}/comments", data={"message": "x" * 4001})
    assert "at most 4000 letters" in refused.text
    assert told(populated) == []
