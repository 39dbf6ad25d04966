"""Several tasks at once: an outcome for each, nothing half done, nothing done twice."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from engine import ClaimTask, Engine
from engine.person import Person

from .conftest import SignIn

Start = Callable[..., int]
OpenTask = Callable[[int], int]
PersonOf = Callable[[str], Person]


def states(engine: Engine, *keys: int) -> list[tuple[str, str | None]]:
    with engine.read() as connection:
        rows = connection.execute(text("SELECT key, state, assignee FROM task")).all()
    found = {row.key: (row.state, row.assignee) for row in rows}
    return [found[key] for key in keys]


def events(engine: Engine, kind: str) -> int:
    with engine.read() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM history_event WHERE kind = :kind"), {"kind": kind}))


def test_each_claimed_task_has_its_outcome(
    sign_in: SignIn, start: Start, open_task: OpenTask, populated: Engine, person_of: PersonOf
) -> None:
    keys = [open_task(start(name)) for name in ("Dewi", "Agus", "Rini")]
    populated.do(ClaimTask(keys[1]), person_of("bob"))
    page = sign_in("ana").post("/inbox/acts", data={"act": "claim", "task": keys})
    assert page.status_code == 200
    assert "Claim: 2 of 3 tasks" in page.text
    assert "Bob was faster and has this task now. Nothing was changed." in page.text
    assert states(populated, *keys) == [("open", "ana"), ("open", "bob"), ("open", "ana")]


def test_a_double_send_does_nothing_twice(
    sign_in: SignIn, start: Start, open_task: OpenTask, populated: Engine
) -> None:
    keys = [open_task(start(name)) for name in ("Dewi", "Agus")]
    ana = sign_in("ana")
    sent = {"act": "complete", "task": keys, "once": "page-7"}
    for _ in range(2):
        page = ana.post("/inbox/acts", data=sent)
        assert "Complete: 0 of 2 tasks" in page.text
    assert page.text.count("complete: Field is required.") == 2
    ana.post("/inbox/acts", data={"act": "claim", "task": keys, "once": "page-8"})
    again = ana.post("/inbox/acts", data={"act": "claim", "task": keys, "once": "page-8"})
    assert "Claim: 2 of 2 tasks" in again.text
    assert events(populated, "task_claimed") == 2


def test_what_needs_no_form_is_completed_at_once(
    sign_in: SignIn, start: Start, open_task: OpenTask, populated: Engine
) -> None:
    cases = [start(name) for name in ("Dewi", "Agus")]
    ana, bob = sign_in("ana"), sign_in("bob")
    for case in cases:
        key = open_task(case)
        ana.post(f"/tasks/{key}/complete", data={"values": '{"complete": "yes"}'})
    signs = [open_task(case) for case in cases]
    page = bob.post("/inbox/acts", data={"act": "complete", "task": signs})
    assert "Complete: 2 of 2 tasks" in page.text
    assert states(populated, *signs) == [("completed", "bob"), ("completed", "bob")]


def test_handing_on_several(sign_in: SignIn, start: Start, open_task: OpenTask, populated: Engine) -> None:
    mine, free = open_task(start("Dewi")), open_task(start("Agus"))
    ana = sign_in("ana")
    ana.post("/inbox/acts", data={"act": "claim", "task": [mine]})
    page = ana.post("/inbox/acts", data={"act": "assign", "assignee": "bob", "task": [mine, free]})
    assert "Hand on: 1 of 2 tasks" in page.text
    assert states(populated, mine, free) == [("open", "bob"), ("open", None)]
    ana.post("/inbox/acts", data={"act": "claim", "task": [free]})
    page = ana.post("/inbox/acts", data={"act": "assign", "assignee": "nobody", "task": [free]})
    assert "There is no active person with the login nobody." in page.text


def test_a_stranger_learns_nothing_of_the_tasks(
    sign_in: SignIn, start: Start, open_task: OpenTask, populated: Engine
) -> None:
    key = open_task(start("Dewi"))
    page = sign_in("charlie").post("/inbox/acts", data={"act": "claim", "task": [key, 4711]})
    assert "Claim: 0 of 2 tasks" in page.text
    assert "L-Dewi" not in page.text
    assert states(populated, key) == [("open", None)]
    assert events(populated, "refused") == 1


def test_nothing_chosen_and_too_much_chosen_is_said(sign_in: SignIn) -> None:
    ana = sign_in("ana")
    assert "Choose at least one task" in ana.post("/inbox/acts", data={"act": "claim"}).text
    assert ana.post("/inbox/acts", data={"act": "burn", "task": [1]}).status_code == 400
    refused = ana.post("/inbox/acts", data={"act": "claim", "task": list(range(1, 202))})
    assert "At most 200 tasks" in refused.text
