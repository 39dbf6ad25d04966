"""The pages of notices: the bell, the list, what is wanted by mail, mails that failed."""

from __future__ import annotations

import re

from engine import AssignTask, Engine
from engine.commands.notices import NoteMailed
from engine.commands.people import SavePerson
from engine.jobs.mailing import WORKER
from engine.queries import notices as queries
from tests.engine.cases import EVERYBODY

from .conftest import SignIn


def test_who_is_given_a_task_sees_it_at_the_bell_and_reads_it(
    sign_in: SignIn, populated: Engine, case_key: int, open_task: object
) -> None:
    task = open_task(case_key)  # type: ignore[operator]
    populated.do(AssignTask(task, "ana"), by=EVERYBODY)
    ana, other = sign_in("ana"), sign_in("tono")
    page = ana.get("/notices").text
    assert ": 1 unread" in page
    assert "Root has given you the task" in page
    key = re.search(r'action="/notices/(\d+)"', page)
    assert key
    assert other.post(f"/notices/{key[1]}").status_code == 404, "it is not theirs"
    answer = ana.post(f"/notices/{key[1]}", data={"task": task})
    assert answer.headers["Location"].endswith(f"/tasks/{task}")
    assert ": 0 unread" in ana.get("/notices").text


def test_all_that_were_shown_are_read_at_once(
    sign_in: SignIn, populated: Engine, case_key: int, open_task: object
) -> None:
    task = open_task(case_key)  # type: ignore[operator]
    populated.do(AssignTask(task, "ana"), by=EVERYBODY)
    with populated.read() as connection:
        (told,) = queries.of_person(connection, "ana")
    ana = sign_in("ana")
    assert ana.post("/notices", data={"newest": told.key}).status_code == 302
    assert ": 0 unread" in ana.get("/notices").text


def test_a_person_chooses_what_comes_by_mail(sign_in: SignIn, populated: Engine) -> None:
    ana = sign_in("ana")
    assert ana.post("/akun/notices", data={"mail": ["mentioned"]}).status_code == 302
    with populated.read() as connection:
        chosen = queries.choices(connection, "ana")
    assert [kind for kind, mail in chosen.items() if mail == "now"] == ["mentioned"]
    assert 'value="mentioned" id="k-mentioned" checked' in ana.get("/akun/notices").text


def test_administrators_see_mails_that_failed_and_send_them_again(
    sign_in: SignIn, populated: Engine, case_key: int, open_task: object
) -> None:
    populated.do(SavePerson("ana", "Ana", email="ana@kota.test", roles=("staff",), groups=("clerks",)), by=EVERYBODY)
    task = open_task(case_key)  # type: ignore[operator]
    populated.do(AssignTask(task, "ana"), by=EVERYBODY)
    with populated.read() as connection:
        (told,) = queries.of_person(connection, "ana")
    populated.do(NoteMailed(told.key, "550 no such user", permanent=True), by=WORKER)
    admin = sign_in("admin")
    assert "550 no such user" in admin.get("/admin/mails").text
    assert admin.post(f"/admin/mails/{told.key}").status_code == 302
    assert "550 no such user" not in admin.get("/admin/mails").text
    assert sign_in("ana").get("/admin/mails").status_code == 403
