"""Searching one noun: tests, order and pages over a query, for the APIs. What a noun's fields are is in ``nouns``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    Select,
    String,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

MOST_COUNTED = 10_000
"""Totals end here; whoever needs to know sees that there are more."""


class WrongCursor(Exception):
    """A cursor whose values are not of the kinds that the order has."""


@dataclass(frozen=True, slots=True)
class Test:
    """A field compared with a value. ``operator``: eq, neq, exists, in, notIn, like, gt, gte, lt, lte."""

    field: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Noun:
    """What can be searched. ``rows``: all of them, labelled as the reader wants them; ``fields``: what tests and order
    may name; ``key`` makes the order definite; ``special``: tests that no column answers."""

    rows: Select[Any]
    fields: Mapping[str, ColumnElement[Any]]
    key: ColumnElement[Any]
    special: Mapping[str, Callable[[Test], ColumnElement[bool]]] = field(default_factory=dict)

    def condition(self, test: Test) -> ColumnElement[bool]:
        """The test as SQL."""
        if test.field in self.special:
            return self.special[test.field](test)
        return compared(self.fields[test.field], test)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the order: from the place ``offset``, or what comes after or before a cursor."""

    limit: int = 100
    offset: int = 0
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page. ``first`` and ``last`` are the cursors of its ends."""

    rows: list[Any]
    total: int
    more: bool
    first: tuple[Any, ...] | None
    last: tuple[Any, ...] | None


def search(
    connection: Connection,
    noun: Noun,
    tests: Sequence[Test] = (),
    order: Sequence[tuple[str, bool]] = (),
    page: Page = Page(),
    either: Sequence[Sequence[Test]] = (),
    only: ColumnElement[bool] | None = None,
) -> Found:
    """A page of what passes all ``tests`` and, if there are any, all of at least one of ``either``. ``order``: fields,
    true for descending; nulls come last. ``only``: what the caller may see at all."""
    where = [noun.condition(test) for test in tests]
    if either:
        where.append(or_(*(and_(true(), *(noun.condition(test) for test in tests)) for tests in either)))
    if only is not None:
        where.append(only)
    matching = noun.rows.where(*where)
    counted = select(func.count()).select_from(matching.order_by(None).limit(MOST_COUNTED + 1).subquery())
    total = connection.execute(counted).scalar_one()
    by = [(noun.fields[name], descending) for name, descending in order] + [(noun.key, False)]
    rows = _page(connection, matching, by, page)
    ends = [tuple(_plain(row[-len(by) + place]) for place in range(len(by))) for row in rows[:: len(rows) - 1 or 1]]
    return Found(rows, min(total, MOST_COUNTED), total > MOST_COUNTED, ends[0] if ends else None,
                 ends[-1] if ends else None)  # fmt: skip


def one(connection: Connection, noun: Noun, key: int) -> Any:
    """The row of that key, or None."""
    return connection.execute(noun.rows.where(noun.key == key)).first()


def compared(column: ColumnElement[Any], test: Test) -> ColumnElement[bool]:
    """A column compared as the test says."""
    found: ColumnElement[bool] = _compared(column, test.operator, test.value)
    return found


def _compared(column: ColumnElement[Any], operator: str, value: Any) -> Any:
    match operator:
        case "eq":
            return column.is_not_distinct_from(value)
        case "neq":
            return column.is_distinct_from(value)
        case "exists":
            return column.is_not(None) if value else column.is_(None)
        case "in":
            return column.in_(value) if value else false()
        case "notIn":
            return or_(column.is_(None), not_(column.in_(value))) if value else true()
        case "like":
            return cast(column, Text).like(pattern(value), escape="\\")
        case "gt":
            return column > value
        case "gte":
            return column >= value
        case "lt":
            return column < value
        case _:
            return column <= value


def pattern(text: str) -> str:
    r"""Camunda's wildcards as SQL's: * is any text, ? any character; \* and \? are themselves."""
    made, letters = "", iter(text)
    for letter in letters:
        if letter == "\\":
            letter = next(letters, "\\")
            made += f"\\{letter}" if letter in "%_\\" else letter
        else:
            made += {"*": "%", "?": "_", "%": r"\%", "_": r"\_"}.get(letter, letter)
    return made


def _page(
    connection: Connection, matching: Select[Any], by: list[tuple[ColumnElement[Any], bool]], page: Page
) -> list[Any]:
    """The rows, with the values they are ordered by at their end."""
    backwards = page.before is not None
    query = matching.add_columns(*(column.label(f"order_{place}") for place, (column, _) in enumerate(by)))
    for column, descending in by:
        if backwards:
            query = query.order_by(column.asc().nulls_first() if descending else column.desc().nulls_first())
        else:
            query = query.order_by(column.desc().nulls_last() if descending else column.asc().nulls_last())
    cursor = page.before if backwards else page.after
    if cursor is not None:
        query = query.where(_beyond(by, cursor, backwards))
    rows = list(connection.execute(query.limit(page.limit).offset(page.offset)))
    return rows[::-1] if backwards else rows


def _beyond(by: list[tuple[ColumnElement[Any], bool]], cursor: tuple[Any, ...], backwards: bool) -> ColumnElement[bool]:
    """What comes after the cursor in the order (or before it), with nulls at the end."""
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (column, descending), given in zip(by, cursor, strict=True):
        value = _bound(column, given)
        further: ColumnElement[bool]
        if given is None:
            further = column.is_not(None) if backwards else false()
        else:
            further = column < value if descending != backwards else column > value
            further = further if backwards else or_(further, column.is_(None))
        ways.append(and_(*same, further))
        same.append(column.is_not_distinct_from(value))
    return or_(*ways)


def _bound(column: ColumnElement[Any], given: Any) -> Any:
    """The cursor's value as the column's kind, so that a forged one cannot make the database fail."""
    if given is None:
        return None
    kinds: dict[type[Any], type[Any]] = {DateTime: str, Integer: int, Boolean: bool, String: str}
    kind: type[Any] = next((kind for sql, kind in kinds.items() if isinstance(column.type, sql)), str)
    if type(given) is not kind or (kind is int and abs(given) >= 2**63):
        raise WrongCursor
    if isinstance(column.type, DateTime):
        try:
            return literal(datetime.fromisoformat(given), column.type)
        except ValueError as wrong:
            raise WrongCursor from wrong
    return given


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
