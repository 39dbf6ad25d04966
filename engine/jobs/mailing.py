"""Mails a notice: takes it (tx 1), sends outside of any transaction, writes down what came of it (tx 2)."""

from __future__ import annotations

import logging
from dataclasses import replace

from bpmn.sentence import Sentence
from engine.commands.notices import NoteMailed, TakeNotice
from engine.jobs.connectors import Call, Outside, Trouble
from engine.jobs.connectors.mail import send
from engine.notices import sentence
from engine.person import SYSTEM
from engine.work import Engine

log = logging.getLogger(__name__)

WORKER = replace(SYSTEM, channel="job")


def mail_notice(engine: Engine, notice_key: int, outside: Outside) -> None:
    """Send the mail of a notice in its receiver's language, unless it is sent. Conflict while another worker does. The
    Message-ID is the notice's key at every attempt: what is sent twice after a crash is recognised by it."""
    row = engine.do(TakeNotice(notice_key), WORKER)
    if row is None:
        return
    text: Sentence = sentence(row.kind, row.said)
    told = outside.words(text, row.locale, engine.zone)
    where = f"\n\n{outside.site}/tasks/{row.task_key}" if outside.site and row.task_key else ""
    headers = {"to": row.email, "subject": " ".join(told.split())[:200], "body": f"{told}{where}\n"}
    try:
        send(Call(notice_key, "alur:mail", headers), outside)
    except Trouble as trouble:
        log.warning("The mail of notice %s was not sent: %s", notice_key, trouble)
        engine.do(NoteMailed(notice_key, str(trouble), trouble.permanent), WORKER)
        return
    engine.do(NoteMailed(notice_key), WORKER)
