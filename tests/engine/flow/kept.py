"""What a host keeps of a case apart from its snapshot, as JSON texts in memory: the engine does it in two tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine.flow.apart import Resting
from engine.flow.pieces import Pieces


class Kept:
    """Rows by token, and results by body and place. Knows what the case has seen of them since ``look``."""

    def __init__(self) -> None:
        self.tokens: dict[int, tuple[int, int, str]] = {}
        self.results: dict[int, dict[int, str]] = {}
        self.seen: dict[int, str] = {}
        self.written = 0

    def look(self) -> Kept:
        """The case was thrown away; a new one has seen nothing."""
        self.seen = {}
        return self

    def store(self, pieces: Pieces) -> str:
        """Write what has changed, take away what rests no more; the snapshot's text."""
        self.written = 0
        for number in self.seen.keys() - pieces.tokens.keys():
            del self.tokens[number]
        texts = {number: json.dumps(token.row) for number, token in pieces.tokens.items()}
        for number, token in pieces.tokens.items():
            if self.seen.get(number) != texts[number]:
                self.tokens[number] = (token.item, token.body, texts[number])
                self.written += 1
        self.seen = texts
        for body in pieces.forgotten:
            self.results.pop(body, None)
        for body, results in pieces.results.items():
            self.results.setdefault(body, {}).update((place, json.dumps(one)) for place, one in results.items())
            self.written += len(results)
        return json.dumps(pieces.snapshot)

    def item_with(self, token: int) -> Iterable[Resting]:
        item = self.tokens[token][0] if token in self.tokens else None
        return self._read(number for number, row in self.tokens.items() if row[0] == item)

    def items_of(self, body: int) -> Iterable[Resting]:
        return self._read(number for number, row in self.tokens.items() if row[1] == body)

    def results_of(self, body: int) -> Mapping[int, Any]:
        return {place: json.loads(one) for place, one in self.results.get(body, {}).items()}

    def _read(self, numbers: Iterable[int]) -> list[Resting]:
        found = []
        for number in sorted(numbers):
            item, _, text = self.tokens[number]
            self.seen.setdefault(number, text)
            found.append((item, json.loads(text)))
        return found
