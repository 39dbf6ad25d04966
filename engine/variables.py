"""A case's stored variables as its kernel reads them: small values at once, large ones only when asked for.

Of the process instances in a case only those are read that somebody looks into: a thousand called ones cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bpmn.kinds import with_kind

if TYPE_CHECKING:
    from engine.work import Work

OF_INSTANCES = """
    SELECT instance_key, name, coalesce(pg_column_size(value), 0) >= 8192 AS large,
           CASE WHEN coalesce(pg_column_size(value), 0) < 8192 THEN value END AS value, kind
    FROM variable WHERE instance_key = {of}"""
"""The size is known without reading the value: a megabyte nobody looks at costs nothing."""
OF_INSTANCE = OF_INSTANCES.format(of="%s")
ONE = "SELECT value, kind FROM variable WHERE instance_key = %s AND name = %s"


class CaseVariables(Mapping[int, "Stored"]):
    """The variables of a case by the key of their process instance, read under the case's lock. ``read``: the instances
    whose ``rows`` are here already."""

    def __init__(self, work: Work, read: Iterable[int] = (), rows: Iterable[Any] = ()) -> None:
        self._work = work
        self._instances: dict[int, Stored] = {key: Stored(work, key, {}) for key in read}
        for each in rows:
            self._instances[each.instance_key].add(each)

    def __getitem__(self, instance: int) -> Stored:
        return self._instances.setdefault(instance, Stored(self._work, instance))

    def __iter__(self) -> Iterator[int]:
        yield from self._instances

    def __len__(self) -> int:
        return len(self._instances)


class Stored(Mapping[str, Any]):
    """The variables of one process instance, as of the moment its case was locked."""

    __slots__ = ("_instance", "_large", "_values", "_work")

    def __init__(self, work: Work, instance: int, small: dict[str, Any] | None = None) -> None:
        self._work = work
        self._instance = instance
        self._values = small  # None: not read yet
        self._large: set[str] = set()

    def add(self, row: Any) -> None:
        """What the query OF_INSTANCES has found."""
        if row.large:
            self._large.add(row.name)
        else:
            self._small[row.name] = with_kind(row.value, row.kind)

    @property
    def _small(self) -> dict[str, Any]:
        if self._values is None:
            self._values = {}
            for row in self._work.rows(OF_INSTANCE, (self._instance,)):
                self.add(row)
        return self._values

    def __getitem__(self, name: str) -> Any:
        if name not in self._small and name in self._large:
            row = self._work.row(ONE, (self._instance, name))
            self._small[name] = with_kind(row.value, row.kind)
            self._large.remove(name)
        return self._small[name]

    def __contains__(self, name: object) -> bool:
        return name in self._small or name in self._large

    def __iter__(self) -> Iterator[str]:
        yield from (*self._small, *self._large)

    def __len__(self) -> int:
        return len(self._small) + len(self._large)
