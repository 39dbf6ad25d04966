"""A list that programs ask for: filters and orders as tables, so that a new one is a line.

found = TASKS.find(connection, {"assignee": "siti"}, (Order("created"),), first=0, most=50)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, false, func, or_, select

Kind = Literal[
    "text", "texts", "key", "keys", "number", "long", "flag", "moment", "values", "place", "offer", "offers",
    "elements",
]  # fmt: skip
"""What a filter takes: a text, texts, one of our keys, keys, a whole number (long: of 64 bits), true or false, a
moment, or conditions on variables (``ValueCondition``), or a place: a case and tokens of it; or to whom tasks are
offered (``Offered``); or elements by the version they are of, which is asked for in other words."""
OR = "or_queries"
"""Among what is wanted: groups of filters, of each of which at least one has to let a row pass."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a list. ``where`` gets a value of ``kind``."""

    kind: Kind
    where: Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Offered:
    """To whom tasks are offered: a name or names. ``assigned``: those that somebody has as well."""

    to: Any
    assigned: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted."""

    by: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. ``rows`` is what it is made of; ``orders`` by name; ``key`` makes every order a total one."""

    rows: Select[Any]
    key: ColumnElement[Any]
    filters: Mapping[str, Filter]
    orders: Mapping[str, ColumnElement[Any]]

    def find(
        self, connection: Connection, wanted: Mapping[str, Any], orders: Sequence[Order] = (), first: int = 0,
        most: int | None = None, only: ColumnElement[bool] | None = None,
    ) -> list[Any]:  # fmt: skip
        """Rows that pass all filters of ``wanted``, from number ``first`` on, at most ``most``. ``only``: what the
        caller may see at all."""
        query = self._narrowed(wanted, only)
        for order in orders:
            column = self.orders[order.by]
            query = query.order_by(column.desc().nulls_last() if order.descending else column.asc().nulls_last())
        query = query.order_by(self.key).offset(first)
        return list(connection.execute(query if most is None else query.limit(most)))

    def count(
        self, connection: Connection, wanted: Mapping[str, Any], only: ColumnElement[bool] | None = None
    ) -> int:  # fmt: skip
        """How many rows pass all filters."""
        inner = self._narrowed(wanted, only).with_only_columns(self.key).subquery()
        return int(connection.execute(select(func.count()).select_from(inner)).scalar_one())

    def one(self, connection: Connection, key: Any, only: ColumnElement[bool] | None = None) -> Any:
        """The row of that key, or None."""
        return connection.execute(self._narrowed({}, only).where(self.key == key)).one_or_none()

    def _narrowed(self, wanted: Mapping[str, Any], only: ColumnElement[bool] | None) -> Select[Any]:
        query = self.rows if only is None else self.rows.where(only)
        for name, value in wanted.items():
            if name == OR:
                for group in value:
                    query = query.where(or_(false(), *(self.filters[one].where(each) for one, each in group.items())))
            else:
                query = query.where(self.filters[name].where(value))
        return query


def equal(column: ColumnElement[Any], kind: Kind = "text") -> Filter:
    """The column has the value."""
    return Filter(kind, lambda value: column == value)


def among(column: ColumnElement[Any], kind: Kind = "texts") -> Filter:
    """The column has one of the values."""
    return Filter(kind, lambda values: column.in_(values) if values else false())


def like(column: ColumnElement[Any]) -> Filter:
    """The column matches the text, where % stands for anything and _ for any character."""
    return Filter("text", lambda text: column.like(text))


def before(column: ColumnElement[Any]) -> Filter:
    return Filter("moment", lambda moment: column < moment)


def after(column: ColumnElement[Any]) -> Filter:
    return Filter("moment", lambda moment: column > moment)


Place = tuple[int, Collection[int]]


def at(columns: Any, place: Place) -> ColumnElement[bool]:
    """The row is at one of the tokens of a case."""
    root, tokens = place
    return and_(columns.root_key == root, columns.token.in_(tokens))


def placed(table: Table) -> Filter:
    """The row is at a place."""

    return Filter("place", lambda place: at(table.c, place))


def when(condition: ColumnElement[bool]) -> Filter:
    """True: rows that fulfil the condition. False narrows nothing, as in Camunda 7."""
    return Filter("flag", lambda wanted: condition if wanted else ~false())


def either(condition: ColumnElement[bool]) -> Filter:
    """True: rows that fulfil the condition. False: the others."""
    return Filter("flag", lambda wanted: condition if wanted else ~condition)
