"""What a case keeps in rows beside its snapshot: read when the kernel asks for it, written if it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.flow.apart import Resting
from engine.flow.pieces import Pieces
from engine.json_text import kept_text, read_kept
from engine.plan import Plan

if TYPE_CHECKING:
    from engine.work import Work

ITEM = """
    SELECT t.token, t.item, t.content FROM resting_token r
    JOIN resting_token t ON t.root_key = r.root_key AND t.body = r.body AND t.item = r.item
    WHERE r.root_key = %s AND r.token = %s ORDER BY t.token"""
WITH_SUBJECT = """
    (SELECT json_agg(json_build_array(t.token, t.item, t.content) ORDER BY t.token) FROM resting_token r
     JOIN resting_token t ON t.root_key = r.root_key AND t.body = r.body AND t.item = r.item
     WHERE r.root_key = s.root_key AND r.token = s.token) AS resting"""
"""The item that a row about waiting belongs to, read with the row."""
ITEMS = "SELECT token, item, content FROM resting_token WHERE root_key = %s AND body = %s ORDER BY token"
RESULTS = "SELECT place, value FROM collected_result WHERE root_key = %s AND body = %s"


class CaseRest:
    """engine.flow.apart.Rest on one unit of work."""

    def __init__(self, work: Work, root_key: int) -> None:
        self._work = work
        self._root_key = root_key
        self._texts: dict[int, str] = {}  # by token: what the case has seen, as it is stored
        self._found: dict[int, list[Any]] = {}  # by token: its item, read already

    def found(self, token: int, rows: list[Any] | None) -> None:
        """What was read together with the row of a token that waits."""
        self._found[token] = rows or []

    def item_with(self, token: int) -> Iterable[Resting]:
        rows = self._found.pop(token, None)
        if rows is None:
            rows = self._work.rows(ITEM, (self._root_key, token))
        return self._seen(rows)

    def items_of(self, body: int) -> Iterable[Resting]:
        return self._seen(self._work.rows(ITEMS, (self._root_key, body)))

    def results_of(self, body: int) -> Mapping[int, Any]:
        return {row.place: read_kept(row.value) for row in self._work.rows(RESULTS, (self._root_key, body))}

    def store(self, pieces: Pieces, plan: Plan) -> None:
        """The rows that have changed."""
        root_key, texts = self._root_key, {}
        for token, piece in pieces.tokens.items():
            text = texts[token] = kept_text(piece.row)
            if self._texts.get(token) != text:
                plan.add("resting", root_key=root_key, token=token, body=piece.body, item=piece.item, content=text)
        for token in self._texts.keys() - texts.keys():
            plan.add("resting_gone", root_key=root_key, token=token)
        self._texts = texts
        for body, results in pieces.results.items():
            for place, result in results.items():
                plan.add("results", root_key=root_key, body=body, place=place, value=kept_text(result))
        for body in pieces.forgotten:
            plan.add("results_gone", root_key=root_key, body=body)

    def _seen(self, rows: Iterable[Any]) -> Iterable[Resting]:
        for token, item, content in rows:
            if token not in self._texts:
                self._texts[token] = content
            yield item, read_kept(content)
