"""Checks the history from end to end: every hash, every chain's end, every value. Names what is broken first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from bpmn.sentence import Sentence, say
from engine.history.canonical import commitment
from engine.history.events import KINDS, START, event_hash, micros

EVENTS = """
    SELECT root_key, seq, at, kind, actor, acting_for, channel, instance_key, token, element_id, flow_id, detail, hash
    FROM history_event {where} ORDER BY root_key, seq"""
VALUES = "SELECT root_key, seq, place, salt, value FROM history_value {where} ORDER BY root_key, seq, place"
HEADS = "SELECT key, last_seq, last_hash FROM process_instance WHERE key = root_key {and_} ORDER BY key"
AT_ONCE = 5000  # rows fetched in one go

Value = tuple[int, int, str, bytes, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place that is not as it was written."""

    root_key: int
    seq: int
    sentence: Sentence


@dataclass(slots=True)
class Verified:
    """What was checked. ``erased``: values of which only the commitment is left; that is allowed."""

    events: int = 0
    chains: int = 0
    values: int = 0
    erased: int = 0
    broken: Broken | None = None
    _values: Iterator[Value] = field(default_factory=lambda: iter(()), repr=False)
    _next_value: Value | None = field(default=None, repr=False)


class _Found(Exception):
    def __init__(self, root_key: int, seq: int, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.broken = Broken(root_key, seq, sentence)


def verify(connection: Connection, root_key: int | None = None) -> Verified:
    """Check one chain, or all. Streams: memory does not grow with the history. The connection must see one snapshot
    (``engine.read(snapshot=True)``), else a case that moves meanwhile looks broken."""
    where = "" if root_key is None else "WHERE root_key = %s"
    and_ = "" if root_key is None else "AND key = %s"
    values = () if root_key is None else (root_key,)
    found = Verified(_values=_stream(connection, VALUES.format(where=where), values))
    found._next_value = next(found._values, None)
    heads = _stream(connection, HEADS.format(and_=and_), values)
    chains = groupby(_stream(connection, EVENTS.format(where=where), values), key=itemgetter(0))
    try:
        _walk(chains, heads, found)
    except _Found as wrong:
        found.broken = wrong.broken
    return found


def _walk(chains: Iterator[tuple[int, Iterator[tuple[Any, ...]]]], heads: Iterator[Any], found: Verified) -> None:
    head = next(heads, None)
    for key, events in chains:
        while head is not None and head[0] < key:
            raise _Found(head[0], 1, say("The whole history of the case is missing."))
        seq, last = _check_chain(key, events, found)
        if head is not None and head[0] == key:
            _check_head(key, seq, last, head)
            head = next(heads, None)
    if head is not None:
        raise _Found(head[0], 1, say("The whole history of the case is missing."))
    if found._next_value is not None:
        _stray(found._next_value)


def _check_chain(key: int, events: Iterator[tuple[Any, ...]], found: Verified) -> tuple[int, bytes]:
    seq, last = 0, START
    found.chains += 1
    for event in events:
        seq += 1
        if event[1] != seq:
            raise _Found(key, seq, say("Event {expected} is missing; {found} follows.", expected=seq, found=event[1]))
        head = event_hash(last, (key, seq, micros(event[2]), *event[3:12]))
        if head != event[12]:
            raise _Found(key, seq, say("Event {seq} ({kind}) has been changed.", seq=seq, kind=event[3]))
        last = head
        found.events += 1
        _check_values(key, seq, event[3], event[11], found)
    return seq, last


def _check_values(key: int, seq: int, kind: str, detail: dict[str, Any] | None, found: Verified) -> None:
    expected = {name: detail[name] for name in KINDS[kind].apart if detail.get(name) is not None} if detail else {}
    value = found._next_value
    while value is not None and value[0] == key and value[1] == seq:
        if value[2] not in expected:
            _stray(value)
        if commitment(value[3], value[4]) != expected.pop(value[2]):
            raise _Found(key, seq, say("The value {place} of event {seq} has been changed.", place=value[2], seq=seq))
        found.values += 1
        value = found._next_value = next(found._values, None)
    if value is not None and value[:2] < (key, seq):
        _stray(value)
    found.erased += len(expected)


def _check_head(key: int, seq: int, last: bytes, head: Any) -> None:
    if seq != head[1]:
        raise _Found(
            key, seq + 1, say("The history ends at event {seq}; the case has {expected}.", seq=seq, expected=head[1])
        )
    if last != head[2]:
        raise _Found(key, seq, say("The case does not end with the hash of event {seq}.", seq=seq))


def _stray(value: Value) -> None:
    raise _Found(
        value[0],
        value[1],
        say("A value {place} is kept for event {seq}, which has none.", place=value[2], seq=value[1]),
    )


def _stream(connection: Connection, sql: str, values: tuple[Any, ...]) -> Iterator[Any]:
    """Rows by a cursor of the server, so that they never are in memory all together."""
    driver: Any = connection.connection.driver_connection
    name = f"verify_{abs(hash(sql))}"
    with driver.cursor(name=name, binary=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql, values)
        yield from cursor
