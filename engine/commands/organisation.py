"""Positions and who holds them, and the whole organisation from CSV files: all of a file, or nothing of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn.sentence import Sentence, say
from engine.commands.people import CreatePerson, require_administrator, sheet_of
from engine.commands.units import ID, SaveGroup, SaveUnit
from engine.errors import InvalidValues, NotFound
from engine.history.append import append
from engine.work import Work

UPSERT = """
    INSERT INTO position (id, name, unit, head) VALUES (%s, %s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, unit = EXCLUDED.unit, head = EXCLUDED.head"""
LEAVE = "DELETE FROM tenure WHERE position = %s AND NOT login = ANY(%s)"
HOLD = "INSERT INTO tenure (position, login, starts_at) SELECT %s, unnest(%s::text[]), %s ON CONFLICT DO NOTHING"
UNKNOWN = "SELECT l FROM unnest(%s::text[]) l WHERE NOT EXISTS (SELECT FROM person p WHERE p.login = l AND p.active)"
UNIT = "SELECT id, name, parent FROM unit WHERE id = %s"
GROUP = "SELECT id, name, unit FROM candidate_group WHERE id = %s"
POSITION = """
    SELECT p.id, p.name, p.unit, p.head,
           ARRAY(SELECT t.login FROM tenure t WHERE t.position = p.id ORDER BY t.login) AS holders
    FROM position p WHERE p.id = %s"""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "units": ("id", "name", "parent"),
    "positions": ("id", "name", "unit", "head", "holders"),
    "groups": ("id", "name", "unit"),
    "people": ("login", "name", "position", "email", "unit", "roles", "groups"),
}
"""The columns of each kind of file; several values in one are parted by ``|``."""
YES, NO = frozenset({"ya", "yes", "true", "1"}), frozenset({"", "tidak", "no", "false", "0"})
MOST = 10_000


@dataclass(frozen=True, slots=True)
class SavePosition:
    """Make a position, or change the one with that id: its unit, whether it is the head of it, and who holds it from
    now on. Administrators. A head may name substitutes for the people of the unit and of all below it."""

    id: str
    name: str
    unit: str
    head: bool = False
    holders: tuple[str, ...] = ()

    def run(self, work: Work) -> None:
        require_administrator(work)
        wrong: dict[str, list[Sentence]] = {}
        if not ID.fullmatch(self.id):
            wrong["id"] = [
                say("Letters, digits, dots and hyphens without spaces; found {found}.", found=self.id or "–")
            ]
        if not self.name.strip():
            wrong["name"] = [say("A name is needed.")]
        if work.row("SELECT 1 FROM unit WHERE id = %s", (self.unit,)) is None:
            wrong["unit"] = [say("There is no unit {found}.", found=self.unit or "–")]
        if missing := [row.l for row in work.rows(UNKNOWN, (list(self.holders),))]:
            wrong["holders"] = [say("There are no active people with these logins: {found}", found=", ".join(missing))]
        if wrong:
            raise InvalidValues(wrong)
        work.driver.execute(UPSERT, (self.id, self.name, self.unit, self.head))
        work.driver.execute(LEAVE, (self.id, list(self.holders)))
        work.driver.execute(HOLD, (self.id, list(self.holders), work.now))
        detail = {"id": self.id, "name": self.name, "unit": self.unit, "head": self.head}
        append(work, "position_saved", {**detail, "holders": sorted(self.holders)})


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows of a file were new, changed something, or said what is so already."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class ImportOrganisation:
    """Take in one CSV file of a kind (units, positions, groups, people). All of it or nothing: InvalidValues has what
    is wrong by line. What is so already is left alone, so a file may be taken in again. ``preview``: say what would be
    done, and do nothing. People get no password. Administrators."""

    kind: str
    content: bytes
    preview: bool = False

    def run(self, work: Work) -> Imported:
        require_administrator(work)
        if self.kind not in COLUMNS:
            raise InvalidValues({"kind": [say("Expected units, positions, groups or people.")]})
        rows = _in_order(self.kind, list(_rows(self.kind, self.content)))
        work.driver.execute("SAVEPOINT import")
        counts, wrong = {"new": 0, "changed": 0, "same": 0}, dict[str, list[Sentence]]()
        for line, row in rows:
            try:
                counts[TAKE[self.kind](work, row)] += 1
            except InvalidValues as refusal:
                wrong[str(line)] = [sentence for found in refusal.fields.values() for sentence in found]
        if wrong:
            raise InvalidValues(wrong)
        if self.preview:
            work.driver.execute("ROLLBACK TO SAVEPOINT import")
        return Imported(**counts)


Row = dict[str, str]


def _rows(kind: str, content: bytes) -> Iterator[tuple[int, Row]]:
    """The rows with their lines; InvalidValues for a file that cannot be read at all."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidValues({"1": [say("The file is no text in UTF-8. Save it as “CSV UTF-8”.")]}) from None
    if "\0" in text:
        raise InvalidValues({"1": [say("The file is no text in UTF-8. Save it as “CSV UTF-8”.")]})
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    header = [name.strip().lower() for name in next(reader, [])]
    known = COLUMNS[kind]
    if unknown := [name for name in header if name not in known] or [n for n in known[:2] if n not in header]:
        sentence = say("Expected a first line with the columns {columns}; {found} is wrong or missing.",
                       columns=", ".join(known), found=unknown[0] or "–")  # fmt: skip
        raise InvalidValues({"1": [sentence]})
    seen: dict[str, int] = {}
    for count, cells in enumerate(reader):
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if count >= MOST:
            raise InvalidValues({str(line): [say("At most {most} rows in one file.", most=MOST)]})
        if len(cells) > len(header):
            sentence = say("Expected {expected} columns; found {found}.", expected=len(header), found=len(cells))
            raise InvalidValues({str(line): [sentence]})
        row = dict.fromkeys(known, "") | {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        key = row[known[0]]
        if key in seen:
            raise InvalidValues({str(line): [say("{id} is in line {other} already.", id=key or "–", other=seen[key])]})
        seen[key] = line
        yield line, row


def _in_order(kind: str, rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Units after those they are part of, wherever they stand in the file; a circle stays at the end and is refused."""
    if kind != "units":
        return rows
    ordered: list[tuple[int, Row]] = []
    waiting = rows
    while waiting:
        ids = {row["id"] for _, row in waiting}
        ready = [one for one in waiting if one[1]["parent"] not in ids]
        if not ready:
            return ordered + waiting
        ordered += ready
        waiting = [one for one in waiting if one[1]["parent"] in ids]
    return ordered


def _listed(text: str) -> tuple[str, ...]:
    return tuple(sorted({part.strip() for part in text.split("|") if part.strip()}))


def _take_unit(work: Work, row: Row) -> str:
    command = SaveUnit(row["id"], row["name"], row["parent"] or None)
    return _saved(work, command, work.row(UNIT, (row["id"],)), (command.id, command.name, command.parent))


def _take_group(work: Work, row: Row) -> str:
    command = SaveGroup(row["id"], row["name"], row["unit"] or None)
    return _saved(work, command, work.row(GROUP, (row["id"],)), (command.id, command.name, command.unit))


def _take_position(work: Work, row: Row) -> str:
    head = row["head"].lower()
    if head not in YES | NO:
        raise InvalidValues({"head": [say("Expected ya or tidak for head; found {found}.", found=row["head"])]})
    holders = _listed(row["holders"])
    command = SavePosition(row["id"], row["name"], row["unit"], head in YES, holders)
    found = work.row(POSITION, (row["id"],))
    return _saved(work, command, found, (row["id"], row["name"], row["unit"], head in YES, list(holders)))


def _saved(work: Work, command: SaveUnit | SaveGroup | SavePosition, found: object, wanted: tuple[object, ...]) -> str:
    if found is not None and tuple(found) == wanted:  # type: ignore[arg-type]
        return "same"
    command.run(work)
    return "new" if found is None else "changed"


def _take_person(work: Work, row: Row) -> str:
    login, roles = row["login"].lower(), _listed(row["roles"]) or ("staff",)
    said = {
        "name": row["name"],
        "position": row["position"],
        "email": row["email"] or None,
        "unit": row["unit"] or None,
    }
    try:
        before = sheet_of(work, login)
    except NotFound:
        CreatePerson(login, **said, roles=roles, groups=_listed(row["groups"])).run(work)  # type: ignore[arg-type]
        return "new"
    after = replace(before, **said, roles=roles, groups=_listed(row["groups"]))  # type: ignore[arg-type]
    if replace(after, roles=tuple(sorted(after.roles))) == replace(
        before, roles=tuple(sorted(before.roles)), groups=tuple(sorted(before.groups))
    ):
        return "same"
    after.run(work)
    return "changed"


TAKE: Mapping[str, Callable[[Work, Row], str]] = {
    "units": _take_unit,
    "positions": _take_position,
    "groups": _take_group,
    "people": _take_person,
}
