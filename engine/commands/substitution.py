"""Who does whose work for a time (Plh, Plt): to name a substitute, and to end it early.

The rights follow from the row and the clock (engine.queries.standing); no task is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.rows import namedtuple_row as NAMED

from bpmn.sentence import Sentence, say
from engine import rights
from engine.errors import InvalidValues, NotFound, WrongState
from engine.history.append import append
from engine.work import Work

KINDS = ("plh", "plt")
"""Pelaksana harian: for somebody who is away. Pelaksana tugas: for a post that nobody holds for good."""

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('substitution'))"
"""Two that are named at the same time could close a circle that neither of them sees."""
HEADS = """
    WITH RECURSIVE above AS (
        SELECT u.id, u.parent FROM person p JOIN unit u ON u.id = p.unit WHERE p.login = %s
        UNION SELECT u.id, u.parent FROM unit u JOIN above a ON u.id = a.parent)
    SELECT t.login FROM above a JOIN position p ON p.unit = a.id AND p.head
    JOIN tenure t ON t.position = p.id AND t.starts_at <= %s AND coalesce(t.ends_at > %s, true)"""
"""The heads of a person's unit and of all above it."""
PEOPLE = """
    SELECT login, name, active AND kind = 'person' AND 'staff' = ANY(roles) AS works,
           ARRAY(SELECT group_id FROM membership m WHERE m.login = p.login) AS groups
    FROM person p WHERE login = ANY(%s)"""
CIRCLE = """
    WITH RECURSIVE ahead AS (
        SELECT s.login, greatest(s.starts_at, %(starts_at)s) AS starts_at, least(s.ends_at, %(ends_at)s) AS ends_at,
               ARRAY[s.login] AS path
        FROM substitution s WHERE s.substitute = %(login)s AND s.withdrawn_at IS NULL
          AND s.starts_at < %(ends_at)s AND s.ends_at > %(starts_at)s
        UNION ALL
        SELECT s.login, greatest(s.starts_at, a.starts_at), least(s.ends_at, a.ends_at), a.path || s.login
        FROM ahead a JOIN substitution s ON s.substitute = a.login AND s.withdrawn_at IS NULL
          AND s.starts_at < a.ends_at AND s.ends_at > a.starts_at
        WHERE a.login <> %(substitute)s AND NOT s.login = ANY(a.path))
    SELECT path, starts_at, ends_at FROM ahead WHERE login = %(substitute)s LIMIT 1"""
"""Whether, at any moment of a window, ``login`` stands in for ``substitute``, directly or through others."""
AGAIN = """
    SELECT starts_at, ends_at FROM substitution WHERE login = %s AND substitute = %s AND withdrawn_at IS NULL
    AND starts_at < %s AND ends_at > %s LIMIT 1"""
INSERT = """
    INSERT INTO substitution (key, login, substitute, groups, kind, decree, starts_at, ends_at, named_by, named_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
READ = "SELECT * FROM substitution WHERE key = %s FOR UPDATE"
WITHDRAW = "UPDATE substitution SET withdrawn_at = %s, withdrawn_by = %s WHERE key = %s"


@dataclass(frozen=True, slots=True)
class NameSubstitute:
    """Let somebody do a person's work from a moment to another. The person; a head of the person's unit or of one
    above; administrators. ``groups``: only tasks of these groups of the person; None for all, and for what is given to
    the person by name. Answers the key. InvalidValues: a window that is over or empty, a substitute who cannot work, a
    circle at any moment of the window."""

    login: str
    substitute: str
    starts_at: datetime
    ends_at: datetime
    kind: str
    decree: str
    groups: tuple[str, ...] | None = None

    def run(self, work: Work) -> int:
        must_care_for(work, self.login)
        work.driver.execute(ONE_AT_A_TIME)
        if wrong := _wrong(work, self):
            raise InvalidValues(wrong)
        key = work.new_key()
        groups = None if self.groups is None else sorted(set(self.groups))
        work.driver.execute(
            INSERT, (key, self.login, self.substitute, groups, self.kind, self.decree.strip(), self.starts_at,
                     self.ends_at, work.by.login, work.now),
        )  # fmt: skip
        detail = {
            "login": self.login, "substitute": self.substitute, "groups": groups, "kind": self.kind,
            "decree": self.decree.strip(), "from": self.starts_at.isoformat(), "until": self.ends_at.isoformat(),
        }  # fmt: skip
        append(work, "substitute_named", detail, key)
        return key


@dataclass(frozen=True, slots=True)
class WithdrawSubstitute:
    """End a substitution before its time, or before it begins. Whoever may name one; also the substitute."""

    key: int

    def run(self, work: Work) -> None:
        row = work.row(READ, (self.key,))
        if row is None:
            raise NotFound(say("There is no substitution {key}.", key=self.key))
        if work.by.login != row.substitute:
            must_care_for(work, row.login)
        if row.withdrawn_at is not None or row.ends_at <= work.now:
            raise WrongState(say("This substitution is over already. Nothing was changed."))
        work.driver.execute(WITHDRAW, (work.now, work.by.login, self.key))
        append(work, "substitute_withdrawn", {"substitution": self.key, "login": row.login})


def must_care_for(work: Work, login: str, themselves: bool = True) -> None:
    """Decide about a person's work: that person unless not ``themselves``, the heads above, administrators."""
    if work.by.login != login or not themselves:
        heads = {row.login for row in work.rows(HEADS, (login, work.now, work.now))} - {login}
        rights.must_care_for(work.by, login, heads)


def _wrong(work: Work, wanted: NameSubstitute) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    if wanted.kind not in KINDS:
        wrong["kind"] = [say("Expected plh or plt; found {found}.", found=wanted.kind or "–")]
    if not wanted.decree.strip():
        wrong["decree"] = [say("The number of the letter or decree is needed.")]
    if wanted.ends_at <= wanted.starts_at:
        wrong["ends_at"] = [say("The end must come after the beginning.")]
    elif wanted.ends_at <= work.now:
        wrong["ends_at"] = [say("This is over already; expected an end that is still to come.")]
    people = {row.login: row for row in work.rows(PEOPLE, ([wanted.login, wanted.substitute],))}
    if wanted.login not in people:
        wrong["login"] = [say("There is no person with the login {login}.", login=wanted.login)]
    elif wanted.groups is not None and (sentence := _wrong_groups(wanted.groups, people[wanted.login])):
        wrong["groups"] = [sentence]
    if (sentence := _unfit(wanted, people)) or (not wrong and (sentence := _crossing(work, wanted))):
        wrong["substitute"] = [sentence]
    return wrong


def _wrong_groups(groups: tuple[str, ...], person: Any) -> Sentence | None:
    if not groups:
        return say("Choose at least one group, or all.")
    if missing := sorted(set(groups) - set(person.groups)):
        return say("{person} is not in these groups: {found}", person=person.name, found=", ".join(missing))
    return None


def _unfit(wanted: NameSubstitute, people: dict[str, Any]) -> Sentence | None:
    if wanted.substitute == wanted.login:
        return say("Nobody can be their own substitute.")
    if wanted.substitute not in people or not people[wanted.substitute].works:
        return say("There is no active member of the staff with the login {login}.", login=wanted.substitute or "–")
    return None


def _crossing(work: Work, wanted: NameSubstitute) -> Sentence | None:
    """Why the window does not go together with what has been named before."""
    window = {"starts_at": wanted.starts_at, "ends_at": wanted.ends_at}
    if found := work.row(AGAIN, (wanted.login, wanted.substitute, wanted.ends_at, wanted.starts_at)):
        return say(
            "{substitute} is the substitute from {start} to {end} already.", substitute=wanted.substitute,
            start=_day(work, found.starts_at), end=_day(work, found.ends_at),
        )  # fmt: skip
    with work.driver.cursor(row_factory=NAMED) as cursor:
        circle: Any = cursor.execute(
            CIRCLE, {"login": wanted.login, "substitute": wanted.substitute, **window}
        ).fetchone()
    if circle is None:
        return None
    return say(
        "This would close a circle: from {start} to {end} {login} does the work of {path}.", login=wanted.login,
        path=" → ".join(circle.path), start=_day(work, circle.starts_at), end=_day(work, circle.ends_at),
    )  # fmt: skip


def _day(work: Work, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(work.engine.zone)).strftime("%Y-%m-%d %H:%M")
