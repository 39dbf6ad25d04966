"""The verbs about the organisation: units, and the candidate groups that diagrams name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpmn.sentence import Sentence, say
from engine.commands.people import require_administrator
from engine.errors import InvalidValues
from engine.history.append import append
from engine.work import Work

ID = re.compile(r"[\w][\w.@-]{0,99}")
UPSERT_UNIT = """
    INSERT INTO unit (id, name, parent) VALUES (%s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, parent = EXCLUDED.parent"""
UPSERT_GROUP = """
    INSERT INTO candidate_group (id, name, unit) VALUES (%s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, unit = EXCLUDED.unit"""
ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id, parent FROM unit WHERE id = %s
        UNION SELECT u.id, u.parent FROM unit u JOIN above a ON u.id = a.parent)
    SELECT id FROM above"""


@dataclass(frozen=True, slots=True)
class SaveUnit:
    """Make a unit, or give the one with that id another name and place."""

    id: str
    name: str
    parent: str | None = None

    def run(self, work: Work) -> None:
        require_administrator(work)
        wrong = _wrong(self.id, self.name)
        if self.parent:
            above = {row.id for row in work.rows(ABOVE, (self.parent,))}
            if not above:
                wrong["parent"] = [say("There is no unit {found}.", found=self.parent)]
            elif self.id in above:
                wrong["parent"] = [say("A unit cannot be part of itself.")]
        if wrong:
            raise InvalidValues(wrong)
        work.driver.execute(UPSERT_UNIT, (self.id, self.name, self.parent))
        append(work, "unit_saved", {"id": self.id, "name": self.name, "parent": self.parent})


@dataclass(frozen=True, slots=True)
class SaveGroup:
    """Make a candidate group, or give the one with that id another name and unit."""

    id: str
    name: str
    unit: str | None = None

    def run(self, work: Work) -> None:
        require_administrator(work)
        wrong = _wrong(self.id, self.name)
        if self.unit and work.row("SELECT 1 FROM unit WHERE id = %s", (self.unit,)) is None:
            wrong["unit"] = [say("There is no unit {found}.", found=self.unit)]
        if wrong:
            raise InvalidValues(wrong)
        work.driver.execute(UPSERT_GROUP, (self.id, self.name, self.unit))
        append(work, "group_saved", {"id": self.id, "name": self.name, "unit": self.unit})


def _wrong(key: str, name: str) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    if not ID.fullmatch(key):
        wrong["id"] = [say("Letters, digits, dots and hyphens without spaces; found {found}.", found=key or "–")]
    if not name.strip():
        wrong["name"] = [say("A name is needed.")]
    return wrong
