"""The verbs about accounts: make, change, deactivate, password, roles, groups, language, and the note of a sign-in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bpmn.sentence import Sentence, say
from engine.errors import InvalidValues, NotAllowed, NotFound
from engine.history.append import append
from engine.person import ROLES
from engine.work import Work

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

READ = """
    SELECT login, name, position, email, unit, roles, active,
           coalesce((SELECT array_agg(group_id ORDER BY group_id) FROM membership m WHERE m.login = p.login), '{}')
             AS groups
    FROM person p WHERE login = %s FOR UPDATE OF p"""
INSERT = """
    INSERT INTO person (login, name, position, email, unit, roles, active, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING login"""
UPDATE = "UPDATE person SET name = %s, position = %s, email = %s, unit = %s, roles = %s, active = %s WHERE login = %s"
LEAVE = "DELETE FROM membership WHERE login = %s AND NOT group_id = ANY(%s)"
JOIN = "INSERT INTO membership (login, group_id) SELECT %s, unnest(%s::text[]) ON CONFLICT DO NOTHING"
UNKNOWN_GROUPS = "SELECT g FROM unnest(%s::text[]) g WHERE NOT EXISTS (SELECT FROM candidate_group c WHERE c.id = g)"


def require_administrator(work: Work) -> None:
    """Refuse to anybody else."""
    if "administrator" not in work.by.roles:
        raise NotAllowed(say("Only an administrator may change accounts, groups and units. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class SavePerson:
    """Everything on a person's sheet but the password."""

    login: str
    name: str
    position: str = ""
    email: str | None = None
    unit: str | None = None
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    active: bool = True

    def run(self, work: Work) -> None:
        require_administrator(work)
        before = sheet_of(work, self.login)
        _check(work, self)
        own = work.by.login == self.login
        if own and (not self.active or "administrator" not in self.roles):
            field = "roles" if self.active else "active"
            raise InvalidValues({field: [say("You cannot take your own account out of the administration.")]})
        work.driver.execute(
            UPDATE, (self.name, self.position, self.email, self.unit, list(self.roles), self.active, self.login)
        )
        _set_groups(work, self)
        append(work, "person_saved", {"login": self.login, "before": _plain(before), "after": _plain(self)})


@dataclass(frozen=True, slots=True)
class CreatePerson:
    """A new account. ``password_hash`` is made by the web (argon2); without one nobody can sign in."""

    login: str
    name: str
    position: str = ""
    email: str | None = None
    unit: str | None = None
    roles: tuple[str, ...] = ("staff",)
    groups: tuple[str, ...] = ()
    password_hash: str | None = None
    locale: str = "id"

    def run(self, work: Work) -> None:
        require_administrator(work)
        sheet = SavePerson(self.login, self.name, self.position, self.email, self.unit, self.roles, self.groups)
        _check(work, sheet)
        if not LOGIN.fullmatch(self.login):
            sentence = say("2 to 63 small letters, digits, dots or hyphens; found {found}.", found=self.login or "–")
            raise InvalidValues({"login": [sentence]})
        if work.row(INSERT, (self.login, self.name, self.position, self.email, self.unit, list(self.roles), True,
                             work.now)) is None:  # fmt: skip
            raise InvalidValues({"login": [say("There is an account {login} already.", login=self.login)]})
        work.driver.execute(
            "UPDATE person SET password_hash = %s, locale = %s WHERE login = %s",
            (self.password_hash, self.locale, self.login),
        )
        _set_groups(work, sheet)
        append(work, "person_saved", {"login": self.login, "before": None, "after": _plain(sheet)})


@dataclass(frozen=True, slots=True)
class SetRoles:
    """Give an account exactly these roles."""

    login: str
    roles: tuple[str, ...]

    def run(self, work: Work) -> None:
        replace(sheet_of(work, self.login), roles=self.roles).run(work)


@dataclass(frozen=True, slots=True)
class SetMembership:
    """Put an account into exactly these groups."""

    login: str
    groups: tuple[str, ...]

    def run(self, work: Work) -> None:
        replace(sheet_of(work, self.login), groups=self.groups).run(work)


@dataclass(frozen=True, slots=True)
class Deactivate:
    """Let an account sign in no more. Its history stays, and so do its tasks until somebody reassigns them."""

    login: str

    def run(self, work: Work) -> None:
        replace(sheet_of(work, self.login), active=False).run(work)


@dataclass(frozen=True, slots=True)
class SetPassword:
    """A new password: one's own, or by an administrator."""

    login: str
    password_hash: str

    def run(self, work: Work) -> None:
        if work.by.login != self.login:
            require_administrator(work)
        known = work.row(
            "UPDATE person SET password_hash = %s WHERE login = %s RETURNING login", (self.password_hash, self.login)
        )
        if known is None:
            raise _unknown(self.login)
        append(work, "password_set", {"login": self.login})


@dataclass(frozen=True, slots=True)
class ChangeLanguage:
    """The language of one's own pages and mails."""

    locale: str

    def run(self, work: Work) -> None:
        work.driver.execute("UPDATE person SET locale = %s WHERE login = %s", (self.locale, work.by.login))


@dataclass(frozen=True, slots=True)
class NoteSignIn:
    """Write down that somebody signed in, or tried to."""

    login: str
    succeeded: bool

    def run(self, work: Work) -> None:
        append(work, "signed_in" if self.succeeded else "sign_in_failed", {"login": self.login})


def _unknown(login: str) -> NotFound:
    return NotFound(say("There is no person with the login {login}.", login=login))


def sheet_of(work: Work, login: str) -> SavePerson:
    row = work.row(READ, (login,))
    if row is None:
        raise _unknown(login)
    return SavePerson(row.login, row.name, row.position, row.email, row.unit, tuple(row.roles), tuple(row.groups),
                      row.active)  # fmt: skip


def _check(work: Work, sheet: SavePerson) -> None:
    wrong: dict[str, list[Sentence]] = {}
    if not sheet.name.strip():
        wrong["name"] = [say("A name is needed.")]
    if sheet.email and not EMAIL.fullmatch(sheet.email):
        wrong["email"] = [say("This is not an e-mail address: {found}", found=sheet.email)]
    if unknown := sorted(set(sheet.roles) - set(ROLES)):
        wrong["roles"] = [say("There are no such roles: {found}", found=", ".join(unknown))]
    if missing := [row.g for row in work.rows(UNKNOWN_GROUPS, (list(sheet.groups),))]:
        wrong["groups"] = [say("There are no such groups: {found}", found=", ".join(missing))]
    if sheet.unit and work.row("SELECT 1 FROM unit WHERE id = %s", (sheet.unit,)) is None:
        wrong["unit"] = [say("There is no unit {found}.", found=sheet.unit)]
    if wrong:
        raise InvalidValues(wrong)


def _set_groups(work: Work, sheet: SavePerson) -> None:
    work.driver.execute(LEAVE, (sheet.login, list(sheet.groups)))
    work.driver.execute(JOIN, (sheet.login, list(sheet.groups)))


def _plain(sheet: SavePerson) -> dict[str, Any]:
    return {
        "name": sheet.name, "position": sheet.position, "email": sheet.email, "unit": sheet.unit,
        "roles": sorted(sheet.roles), "groups": sorted(sheet.groups), "active": sheet.active,
    }  # fmt: skip
