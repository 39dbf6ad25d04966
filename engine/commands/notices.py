"""What becomes of notices: read by whom they are for; mailed by our workers, or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bpmn.sentence import say
from engine.commands.people import require_administrator
from engine.errors import Conflict, InvalidValues, NotFound
from engine.jobs.defer import WAKE
from engine.notices import KINDS, MAIL
from engine.notices.part import AGAIN
from engine.work import Work

HOLD = timedelta(seconds=90)
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""Between attempts; after the last the mail has failed, and an administrator sees it."""

READ_ONE = "UPDATE notice SET read_at = coalesce(read_at, %s) WHERE key = %s AND login = %s RETURNING key"
READ_ALL = "UPDATE notice SET read_at = %s WHERE login = %s AND read_at IS NULL AND key <= %s"
CHOOSE = """
    INSERT INTO notice_choice (login, kind, mail) SELECT %s, k, m FROM unnest(%s::text[], %s::text[]) AS c(k, m)
    ON CONFLICT (login, kind) DO UPDATE SET mail = EXCLUDED.mail"""
TAKE = """
    SELECT n.key, n.kind, n.said, n.mail, n.attempts, n.held_until, n.task_key, p.email, p.locale
    FROM notice n JOIN person p ON p.login = n.login WHERE n.key = %s FOR UPDATE OF n"""
HELD = "UPDATE notice SET held_until = %s, attempts = attempts + 1 WHERE key = %s"
MAILED = "UPDATE notice SET mail = 'sent', held_until = NULL, trouble = NULL WHERE key = %s"
TROUBLE = """
    UPDATE notice SET mail = %s, held_until = NULL, trouble = %s WHERE key = %s AND mail = 'wanted' RETURNING key"""
ATTEMPTS = "SELECT attempts FROM notice WHERE key = %s"
ONCE_MORE = """
    UPDATE notice SET mail = 'wanted', attempts = 0, held_until = NULL WHERE key = %s AND mail = 'failed'
    RETURNING key"""


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """Mark one of one's own notices as read."""

    notice_key: int

    def run(self, work: Work) -> None:
        if work.row(READ_ONE, (work.now, self.notice_key, work.by.login)) is None:
            raise NotFound(say("There is no notice {key} for you.", key=self.notice_key))


@dataclass(frozen=True, slots=True)
class ReadNotices:
    """Mark all of one's own notices as read, up to the newest that was shown."""

    newest: int

    def run(self, work: Work) -> None:
        work.driver.execute(READ_ALL, (work.now, work.by.login, self.newest))


@dataclass(frozen=True, slots=True)
class ChooseNotices:
    """What the person who gives the command wants by mail: ``mails`` maps kinds to now or never."""

    mails: tuple[tuple[str, str], ...]

    def run(self, work: Work) -> None:
        wrong = [kind for kind, mail in self.mails if kind not in KINDS or mail not in MAIL]
        if wrong:
            raise InvalidValues({kind: [say("Expected now or never.")] for kind in wrong})
        kinds, mails = [kind for kind, _ in self.mails], [mail for _, mail in self.mails]
        work.driver.execute(CHOOSE, (work.by.login, kinds, mails))


@dataclass(frozen=True, slots=True)
class TakeNotice:
    """Take a notice to mail it: our workers. None if there is nothing to mail (any more); Conflict while another
    worker is at it."""

    notice_key: int

    def run(self, work: Work) -> Any:
        row = work.row(TAKE, (self.notice_key,))
        if row is None or row.mail != "wanted" or row.email is None:
            return None
        if row.held_until is not None and row.held_until > work.now:
            raise Conflict(say("Another worker is sending this mail."))
        work.driver.execute(HELD, (work.now + HOLD, self.notice_key))
        return row


@dataclass(frozen=True, slots=True)
class NoteMailed:
    """The mail is out. ``trouble``: it is not, and why; it is tried again unless that is ``permanent``."""

    notice_key: int
    trouble: str = ""
    permanent: bool = False

    def run(self, work: Work) -> None:
        if not self.trouble:
            work.driver.execute(MAILED, (self.notice_key,))
            return
        row = work.row(ATTEMPTS, (self.notice_key,))
        over = self.permanent or row is None or row.attempts > len(WAITS)
        work.driver.execute(TROUBLE, ("failed" if over else "wanted", self.trouble[:1000], self.notice_key))
        if not over:
            work.driver.execute(AGAIN, (self.notice_key, work.now + WAITS[row.attempts - 1]))


@dataclass(frozen=True, slots=True)
class MailAgain:
    """Try a mail once more that has failed for good. Administrators."""

    notice_key: int

    def run(self, work: Work) -> None:
        require_administrator(work)
        if work.row(ONCE_MORE, (self.notice_key,)) is None:
            raise NotFound(say("There is no mail {key} that has failed.", key=self.notice_key))
        work.driver.execute(AGAIN, (self.notice_key, work.now))
        work.wake(*WAKE)
