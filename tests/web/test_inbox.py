"""The inbox: views, filters, order, pages, the reading pane, and what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from engine import AssignTask, ClaimTask, CompleteTask, Engine
from engine.clock import MovableClock
from engine.person import SYSTEM, Person
from engine.queries import inbox as queries
from engine.queries.inbox import Order

from .conftest import SignIn

Start = Callable[..., int]
OpenTask = Callable[[int], int]
PersonOf = Callable[[str], Person]


def lines(page: str) -> list[str]:
    """The case numbers of the list in their order."""
    return [part.split("<")[0] for part in page.split('a-item-case"><span class="a-mono">')[1:]]


def test_views_show_what_is_mine_and_what_is_offered(
    sign_in: SignIn, start: Start, open_task: OpenTask, populated: Engine, person_of: PersonOf
) -> None:
    mine, offered = start("Dewi"), start("Agus")
    populated.do(ClaimTask(open_task(mine)), person_of("ana"))
    ana, bob = sign_in("ana"), sign_in("bob")
    assert lines(ana.get("/inbox").text) == ["L-Dewi"]
    assert lines(ana.get("/inbox?view=groups").text) == ["L-Agus"]
    assert lines(ana.get("/inbox?view=all").text) == ["L-Dewi", "L-Agus"]
    assert lines(bob.get("/inbox").text) == []
    assert lines(bob.get("/inbox?view=all").text) == ["L-Dewi", "L-Agus"]  # a colleague's task of a group of his
    assert offered != mine


def test_an_empty_inbox_says_what_waits_in_the_groups(sign_in: SignIn, start: Start) -> None:
    start("Dewi")
    page = sign_in("ana").get("/inbox").text
    assert "No tasks for you." in page
    assert "1 task waits in your groups." in page
    assert "/inbox?view=groups" in page


def test_a_stranger_to_the_groups_sees_nothing(sign_in: SignIn, case_key: int, open_task: OpenTask) -> None:
    charlie = sign_in("charlie")
    assert [lines(charlie.get(f"/inbox?view={view}").text) for view in ("mine", "groups", "all", "done")] == [[]] * 4
    key = open_task(case_key)
    for path in (f"/inbox?task={key}", f"/tasks/{key}/reading", f"/tasks/{key}", f"/cases/{case_key}"):
        assert charlie.get(path).status_code == 403, path


def test_what_i_have_done_is_listed_by_day(
    sign_in: SignIn, case_key: int, open_task: OpenTask, populated: Engine, person_of: PersonOf
) -> None:
    populated.do(CompleteTask(open_task(case_key), {"complete": "yes"}), person_of("ana"))
    page = sign_in("ana").get("/inbox?view=done").text
    assert lines(page) == ["L-Dewi"]
    assert "Monday, 5 January 2026" in page


@pytest.fixture
def dated(populated: Engine, start: Start, open_task: OpenTask, clock: MovableClock) -> dict[str, int]:
    """Cases whose open task is due at different times; the clock stands at Monday, 5 January, 08:00."""
    now = clock.now()
    due = {
        "Late": now - timedelta(hours=2), "Noon": now + timedelta(hours=4), "Friday": now + timedelta(days=4),
        "February": now + timedelta(days=30), "Never": None,
    }  # fmt: skip
    keys = {}
    for name in ("Never", "February", "Friday", "Noon", "Late"):
        keys[name] = open_task(start(name))
        with populated._bind.begin() as connection:
            values = {"at": due[name], "key": keys[name]}
            for statement in ("UPDATE task SET due_at = %(at)s WHERE key = %(key)s",
                              "UPDATE task_candidate SET due_at = %(at)s WHERE task_key = %(key)s"):  # fmt: skip
                connection.exec_driver_sql(statement, values)
    with populated._bind.begin() as connection:
        connection.exec_driver_sql("UPDATE task SET priority = 80 WHERE key = %(key)s", {"key": keys["Never"]})
    return keys


@pytest.mark.usefixtures("dated")
def test_the_list_is_grouped_by_due_date(sign_in: SignIn) -> None:
    page = sign_in("ana").get("/inbox?view=groups").text
    assert lines(page) == ["L-Late", "L-Noon", "L-Friday", "L-February", "L-Never"]
    headings = ["Overdue", "Today", "This week", "Later", "Without a due date"]
    found = [page.index(f'<h2 class="a-group"><span>{heading}</span>') for heading in headings]
    assert found == sorted(found)
    assert "Overdue by 2 h" in page
    assert "Today 12:00" in page
    assert "Fri, 9 Jan 08:00" in page


@pytest.mark.usefixtures("dated")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("due=overdue", ["L-Late"]),
        ("due=today", ["L-Noon"]),
        ("due=week", ["L-Friday"]),
        ("due=later", ["L-February"]),
        ("due=none", ["L-Never"]),
        ("q=L-Fr", ["L-Friday"]),
        ("q=100%25", []),
        ("sop=letter&due=today", ["L-Noon"]),
        ("sop=letter&step=sign", []),
        ("sop=other", []),
        ("applicant=frid", ["L-Friday"]),
        ("applicant=100%25", []),
        ("priority=high", ["L-Never"]),
        ("priority=usual&due=today", ["L-Noon"]),
        ("priority=low", []),
        ("unit=town", []),
        ("sort=priority", ["L-Never", "L-Late", "L-Noon", "L-Friday", "L-February"]),
        ("sort=newest", ["L-Late", "L-Noon", "L-Friday", "L-February", "L-Never"]),
        ("sort=oldest", ["L-Never", "L-February", "L-Friday", "L-Noon", "L-Late"]),
        ("view=nonsense&sort=nonsense&due=nonsense&after=nonsense", []),
    ],
)
def test_the_list_can_be_filtered_and_sorted(sign_in: SignIn, query: str, found: list[str]) -> None:
    page = sign_in("ana").get("/inbox?view=groups&" + query if "view=" not in query else "/inbox?" + query)
    assert page.status_code == 200
    assert lines(page.text) == found
    if not found and "nonsense" not in query:
        assert "No task fits this filter" in page.text


@pytest.mark.usefixtures("dated")
def test_new_tasks_are_announced_without_moving_the_list(sign_in: SignIn, start: Start, clock: MovableClock) -> None:
    ana = sign_in("ana")
    since = clock.now().isoformat().replace("+", "%2B")
    assert "new task" not in ana.get(f"/inbox/new?view=groups&since={since}").text
    clock.move(timedelta(minutes=5))
    start("Fresh")
    assert "1 new task since 08:00" in ana.get(f"/inbox/new?view=groups&since={since}").text
    assert "new task" not in ana.get(f"/inbox/new?view=mine&since={since}").text
    assert ana.get("/inbox/new?since=rubbish").status_code == 200


@pytest.mark.usefixtures("dated")
def test_every_line_leads_to_itself(sign_in: SignIn, dated: dict[str, int]) -> None:
    page = sign_in("ana").get(f"/inbox?view=groups&task={dated['Friday']}").text
    assert f'id="row-{dated["Friday"]}"' in page
    chosen = page.split(f'id="row-{dated["Friday"]}"')[1].split(">")[0]
    assert 'aria-current="true"' in chosen
    assert "L-Friday</a>" in page.split('id="reading"')[1]


def test_the_reading_pane_tells_whom_it_is_about_and_hides_numbers(
    sign_in: SignIn, case_key: int, open_task: OpenTask
) -> None:
    pane = sign_in("ana").get(f"/tasks/{open_task(case_key)}/reading").text
    assert "check" in pane
    assert "Request received" in pane
    assert "3574011234560001" not in pane
    assert "Claim" in pane


def test_claiming_in_the_pane_answers_the_pane(sign_in: SignIn, case_key: int, open_task: OpenTask) -> None:
    ana = sign_in("ana")
    pane = ana.post(f"/tasks/{open_task(case_key)}/claim", headers={"HX-Request": "true"})
    assert pane.status_code == 200
    assert "<html" not in pane.text
    assert "My task" in pane.text
    assert 'data-whose="Mine"' in pane.text


def test_a_long_list_goes_on_from_page_to_page(sign_in: SignIn, start: Start) -> None:
    for number in range(53):
        start(f"{number:03d}")
    ana = sign_in("ana")
    first = ana.get("/inbox?view=groups").text
    assert len(lines(first)) == 50
    assert "50 of 53" in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = ana.get(address).text
    assert len(lines(second)) == 3
    assert not set(lines(first)) & set(lines(second))
    assert 'rel="next"' not in second


@pytest.mark.parametrize("order", ["due", "priority", "newest", "oldest"])
def test_pages_meet_in_every_order(
    sign_in: SignIn, dated: dict[str, int], populated: Engine, person_of: PersonOf, order: Order
) -> None:
    ana, found, after = person_of("ana"), [], None
    with populated.read() as connection:
        whole = [row.key for row in queries.page(connection, ana, "groups", order=order).rows]
        while True:
            part = queries.page(connection, ana, "groups", None, order, after, limit=2)
            found += [row.key for row in part.rows]
            if (after := part.more) is None:
                break
    assert sorted(whole) == sorted(dated.values())
    assert found == whole


@pytest.mark.parametrize("path", ["/inbox?view=groups", "/inbox?view=all&sort=priority", "/inbox?q=L&applicant=e"])
def test_the_number_of_statements_does_not_depend_on_the_rows(
    sign_in: SignIn, start: Start, populated: Engine, path: str
) -> None:
    ana = sign_in("ana")
    start("First")
    few = statements(populated, lambda: ana.get(path))
    for number in range(60):
        start(f"{number:03d}")
    assert statements(populated, lambda: ana.get(path)) == few <= 24


def statements(engine: Engine, act: Callable[[], object]) -> int:
    """How many statements the reading connections send while something is done; once before, for what is kept."""
    act()
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine._reads, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine._reads, "before_cursor_execute", note)
    return len(seen)


def test_tasks_for_all_staff_are_offered_to_all_staff(
    sign_in: SignIn, case_key: int, open_task: OpenTask, populated: Engine
) -> None:
    with populated._bind.begin() as connection:
        connection.exec_driver_sql("UPDATE task SET candidate_groups = '{}'")
        connection.exec_driver_sql("DELETE FROM task_candidate")
    assert lines(sign_in("charlie").get("/inbox?view=groups").text) == ["L-Dewi"]
    assert sign_in("charlie").get(f"/tasks/{open_task(case_key)}").status_code == 200


def test_a_task_given_to_me_is_mine(sign_in: SignIn, case_key: int, open_task: OpenTask, populated: Engine) -> None:
    populated.do(AssignTask(open_task(case_key), "charlie"), SYSTEM)
    assert lines(sign_in("charlie").get("/inbox").text) == ["L-Dewi"]
