"""The types that Camunda 7 gives the outputs of a decision: those that their columns name (DmnDataTypeTransformer)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bpmn.kinds import DATE, LONG, with_kind
from bpmn.languages.dmn.model import Decisions


def typed_outputs(decisions: Decisions, id_: str, outputs: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """One result with the types of its columns."""
    types = dict(_types(decisions, id_))
    return {name: _typed(value, types.get(name), zone) for name, value in outputs.items()}


def _typed(value: Any, type_: str | None, zone: str) -> Any:
    make = _MAKERS.get(type_ or "")
    return value if make is None else make(value, zone)


def _long(value: Any, _zone: str) -> Any:
    return with_kind(value, LONG) if isinstance(value, int) and not isinstance(value, bool) else value


def _double(value: Any, _zone: str) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _date(value: Any, zone: str) -> Any:
    """A date without an offset is one of the engine's zone."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:  # FEEL's zones in brackets, or no date at all
        return value
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return with_kind(moment.isoformat(timespec="milliseconds"), DATE)


_MAKERS: Mapping[str, Callable[[Any, str], Any]] = {"long": _long, "double": _double, "date": _date}
"""Integers, texts and booleans have their types already."""


@lru_cache(maxsize=256)
def _types(decisions: Decisions, id_: str) -> tuple[tuple[str, str], ...]:
    return tuple(_named(json.loads(decisions.model)["decisions"].get(id_)))


def _named(decision: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """The outputs of a table by name, or the one of another decision, and their types."""
    logic = (decision or {}).get("logic")
    if decision is None or logic is None:
        return
    outputs = logic["outputs"] if logic["kind"] == "table" else [decision]
    if logic.get("aggregation") == "COUNT":
        return
    yield from ((str(each["name"]), str(each["type"])) for each in outputs if each["type"])
