"""Mails of notices: in the receiver's language, once, tried again, given up where an administrator sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from engine import Engine
from engine.clock import MovableClock
from engine.commands.notices import ChooseNotices, MailAgain, NoteMailed, TakeNotice
from engine.commands.people import CreatePerson
from engine.errors import Conflict
from engine.jobs.connectors import Outside
from engine.jobs.mailing import WORKER, mail_notice
from engine.person import Person
from tests.engine.cases import rows
from tests.engine.test_notices import ADMIN, Tell
from web.mail_words import in_language


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(outbox=tmp_path, words=in_language, site="https://sop.test")


@pytest.fixture
def notice(engine: Engine) -> int:
    engine.do(CreatePerson("ratna", "Ratna", email="ratna@kota.test"), by=ADMIN)
    engine.do(Tell("ratna"), by=ADMIN)
    return int(rows(engine, "SELECT key FROM notice")[0].key)


def state(engine: Engine) -> tuple[str | None, int]:
    row = rows(engine, "SELECT mail, attempts FROM notice")[0]
    return row.mail, row.attempts


def test_a_mail_is_sent_once_in_the_language_of_its_receiver(engine: Engine, notice: int, outside: Outside) -> None:
    for _ in range(3):
        mail_notice(engine, notice, outside)
    (file,) = outside.outbox.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["To"] == "ratna@kota.test"
    assert mail["Subject"] == "Budi menyebut Anda pada tugas Periksa."
    assert state(engine) == ("sent", 1)


def test_a_server_that_is_away_is_tried_again_and_given_up_in_the_end(
    engine: Engine, notice: int, outside: Outside, clock: MovableClock
) -> None:
    away = replace(outside, smtp="smtp://127.0.0.1:9", timeout=0.2)
    for attempt in range(1, 6):
        mail_notice(engine, notice, away)
        assert state(engine) == ("wanted" if attempt < 5 else "failed", attempt)
    waits = rows(engine, "SELECT scheduled_at FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL ORDER BY id")
    assert [row.scheduled_at - clock.now() for row in waits] == [
        timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6),
    ]  # fmt: skip
    engine.do(MailAgain(notice), by=ADMIN)
    mail_notice(engine, notice, outside)
    assert state(engine) == ("sent", 1)


def test_two_workers_do_not_send_the_same_mail(engine: Engine, notice: int, clock: MovableClock) -> None:
    assert engine.do(TakeNotice(notice), WORKER)
    with pytest.raises(Conflict):
        engine.do(TakeNotice(notice), WORKER)
    clock.move(timedelta(seconds=91))
    assert engine.do(TakeNotice(notice), WORKER), "a worker that died holds it for a while only"
    engine.do(NoteMailed(notice), WORKER)
    assert engine.do(TakeNotice(notice), WORKER) is None


def test_who_wants_no_mail_gets_none(engine: Engine) -> None:
    engine.do(CreatePerson("ratna", "Ratna", email="ratna@kota.test"), by=ADMIN)
    engine.do(ChooseNotices((("mentioned", "never"),)), by=Person("ratna"))
    engine.do(Tell("ratna"), by=ADMIN)
    assert state(engine) == (None, 0)
    assert not rows(engine, "SELECT FROM procrastinate_jobs")
