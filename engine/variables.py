"""A case's stored variables as its kernel reads them: small values at once, large ones only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.work import Work

ALL = """
    SELECT instance_key, name, coalesce(pg_column_size(value), 0) >= 8192 AS large,
           CASE WHEN coalesce(pg_column_size(value), 0) < 8192 THEN value END AS value
    FROM variable WHERE root_key = {root}"""
"""The size is known without reading the value: a megabyte nobody looks at costs nothing."""
ONE = "SELECT value FROM variable WHERE instance_key = %s AND name = %s"


def of_case(work: Work, root_key: int) -> dict[int, Stored]:
    """All variables of a case by instance key, read under its lock."""
    return by_instance(work, work.rows(ALL.format(root="%s"), (root_key,)))


def by_instance(work: Work, rows: Iterable[Any]) -> dict[int, Stored]:
    """What the query ALL has found, by instance key."""
    stored: dict[int, Stored] = {}
    for each in rows:
        stored.setdefault(each.instance_key, Stored(work, each.instance_key)).add(each.name, each.value, each.large)
    return stored


class Stored(Mapping[str, Any]):
    """The variables of one process instance, as of the moment its case was locked."""

    __slots__ = ("_instance", "_large", "_small", "_work")

    def __init__(self, work: Work, instance: int) -> None:
        self._work = work
        self._instance = instance
        self._small: dict[str, Any] = {}
        self._large: set[str] = set()

    def add(self, name: str, value: Any, large: bool) -> None:
        """What the query ALL has found."""
        if large:
            self._large.add(name)
        else:
            self._small[name] = value

    def __getitem__(self, name: str) -> Any:
        if name in self._large:
            self._small[name] = self._work.row(ONE, (self._instance, name)).value
            self._large.remove(name)
        return self._small[name]

    def __contains__(self, name: object) -> bool:
        return name in self._small or name in self._large

    def __iter__(self) -> Iterator[str]:
        yield from (*self._small, *self._large)

    def __len__(self) -> int:
        return len(self._small) + len(self._large)
