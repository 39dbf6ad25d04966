"""The output collection of a multi-instance body: a variable of it like any other, whose value may rest elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Come = Callable[[], list[Any]]


class Collected(dict[str, Any]):
    """A body's own variables. Its collection has its name among them from the beginning; a value that rests apart from
    the snapshot comes when somebody looks at it, and until then results are only added."""

    def __init__(self, name: str, values: Mapping[str, Any], come: Come | None = None) -> None:
        super().__init__(values)
        self.name = name
        self._come = come  # where the value comes from; None: it is here
        self._added: dict[int, Any] = {}  # results that have come while the others rest
        self._stored: list[Any] = []  # what rests: it need not be stored again

    def __getitem__(self, name: str) -> Any:
        self._look(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: Any) -> None:
        self._look(name)
        super().__setitem__(name, value)

    def whole(self) -> dict[str, Any]:
        """All variables with their values."""
        self._look(self.name)
        return dict(self)

    def add(self, place: int, result: Any) -> None:
        """The result of the item at that place."""
        if self._come is None:
            self[self.name] = self.with_result(place, result)
        else:
            self._added[place] = result

    def with_result(self, place: int, result: Any) -> list[Any]:
        """The collection as it will be."""
        return placed(list(self[self.name]), {place: result})

    def store(self, total: int) -> dict[int, Any] | None:
        """The results to be stored, by place; from then on they rest. None if the value is not what its results say
        (somebody has written the variable): then it stays with the other variables.

        Told by identity: 1, 1.0 and true are equal, and not the same.
        """
        if self._come is not None:
            added, self._added = self._added, {}
            return added
        value, stored = self.get(self.name), self._stored
        if not isinstance(value, list) or len(value) != max(_length(value), total) or len(stored) > len(value):
            self._stored = []
            return None
        known = stored + [None] * (len(value) - len(stored))
        self._stored = list(value)
        return {place: one for place, one in enumerate(value) if one is not known[place]}

    def _look(self, name: str) -> None:
        if self._come is None or name != self.name:
            return
        come, self._come = self._come, None
        self._stored = come()
        super().__setitem__(name, placed(list(self._stored), self._added))
        self._added = {}


def gathered(total: int, results: Mapping[int, Any]) -> list[Any]:
    """The collection that ``store`` has taken apart."""
    return placed([None] * total, results)


def placed(collection: list[Any], results: Mapping[int, Any]) -> list[Any]:
    """The collection with these results in their places; that of a sequential activity may grow."""
    for place, result in results.items():
        collection += [None] * (place + 1 - len(collection))
        collection[place] = result
    return collection


def _length(value: list[Any]) -> int:
    """Without the empty places at its end."""
    return next((place + 1 for place in range(len(value) - 1, -1, -1) if value[place] is not None), 0)
