"""Time zones as tables of offsets, for the sandbox, which has none of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)
_STEP = timedelta(days=2)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {name.upper(): name for name in available_timezones()}


def zone_name(text: str) -> str | None:
    """The IANA name in its own spelling, or None if there is no such zone."""
    return _names().get(text.upper())


@lru_cache(maxsize=64)
def offset_table(name: str) -> str:
    """JSON ``{name, starts, offsets}``: offsets[i] counts from starts[i-1] (epoch seconds) on.

    Offsets are looked up every two days and a change is narrowed down to its second; that covers every change there
    ever was, since none lasted less. Before 1900 and after 2100 the nearest known offset counts.
    """
    zone = ZoneInfo(name)
    starts: list[int] = []
    offsets = [_offset(zone, _FIRST)]
    moment = _FIRST
    while moment < _LAST:
        following = moment + _STEP
        offset = _offset(zone, following)
        if offset != offsets[-1]:
            starts.append(_change(zone, moment, following, offsets[-1]))
            offsets.append(offset)
        moment = following
    return json.dumps({"name": name, "starts": starts, "offsets": offsets})


def _change(zone: ZoneInfo, before: datetime, after: datetime, old: int) -> int:
    while after - before > _SECOND:
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return int(after.timestamp())


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
