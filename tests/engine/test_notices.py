"""What people are told: by the statement of the command, once, and only people there are."""

from __future__ import annotations

from engine import Engine, notices
from engine.commands.people import CreatePerson
from engine.person import Person
from engine.work import Work
from tests.engine.cases import rows

ADMIN = Person("admin", roles=frozenset({"administrator"}))


class Tell:
    """A command that tells somebody."""

    def __init__(self, login: str, once: str | None = None) -> None:
        self.login, self.once = login, once

    def run(self, work: Work) -> None:
        notices.tell_now(work, self.login, "mentioned", {"actor": "Budi", "task": "Periksa"}, once=self.once)


def test_a_person_with_an_address_is_told_in_the_page_and_a_mail_is_deferred(engine: Engine) -> None:
    engine.do(CreatePerson("ratna", "Ratna", email="ratna@kota.test"), by=ADMIN)
    engine.do(Tell("ratna"), by=ADMIN)
    (notice,) = rows(engine, "SELECT * FROM notice")
    assert (notice.login, notice.kind, notice.mail, notice.read_at) == ("ratna", "mentioned", "wanted", None)
    assert notice.said == {"actor": "Budi", "task": "Periksa"}
    jobs = rows(engine, "SELECT args FROM procrastinate_jobs WHERE task_name = 'mail_notice'")
    assert [job.args for job in jobs] == [{"notice_key": notice.key}]


def test_who_has_no_address_is_told_in_the_page_alone(engine: Engine) -> None:
    engine.do(CreatePerson("ratna", "Ratna"), by=ADMIN)
    engine.do(Tell("ratna"), by=ADMIN)
    assert [row.mail for row in rows(engine, "SELECT mail FROM notice")] == [None]
    assert not rows(engine, "SELECT FROM procrastinate_jobs")


def test_a_login_without_an_account_is_passed_over(engine: Engine) -> None:
    engine.do(Tell("nobody"), by=ADMIN)
    assert not rows(engine, "SELECT FROM notice")


def test_the_same_is_told_once(engine: Engine) -> None:
    engine.do(CreatePerson("ratna", "Ratna", email="ratna@kota.test"), by=ADMIN)
    engine.do(Tell("ratna", once="a"), by=ADMIN)
    engine.do(Tell("ratna", once="a"), by=ADMIN)
    engine.do(Tell("ratna", once="b"), by=ADMIN)
    assert [row.once for row in rows(engine, "SELECT once FROM notice ORDER BY key")] == ["a", "b"]
    assert len(rows(engine, "SELECT FROM procrastinate_jobs")) == 2
