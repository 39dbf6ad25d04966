"""The data that static/js/replay.js plays: the events in order, short; the script folds them to colour the diagram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from babel.dates import format_datetime
from flask_babel import gettext

from engine.masking import masked
from engine.queries.replay import Case, HistoryEvent, Standing
from web.audit.marks import marks
from web.audit.telling import ERASED, Teller, shown
from web.formats import local, moment, short
from web.languages import language

GUARDS = ("boundaryEvent",)
TABLES = {
    "task_completed": ("before", "submitted"),
    "task_handed_in": ("before", "submitted"),
    "variables_changed": ("before", "after"),
}
"""Events that speak of several values: the places of those before and after."""
GIVEN = {"case_started": "variables", "message_published": "variables", "message_correlated": "variables",
         "message_sent": "variables", "signal_thrown": "variables", "signal_received": "variables",
         "job_completed": "variables", "task_escalated": "variables", "task_error_thrown": "variables"}  # fmt: skip
"""Events that bring values: the place of those."""


def film(case: Case) -> dict[str, Any]:
    """Everything the player needs, ready for JSON."""
    teller = Teller(case)
    found = marks(teller)
    return {
        "events": [_event(teller, event, found.get(event.seq, [])) for event in case.events],
        "parts": [_part(teller, part.key) for part in case.parts],
        "spans": _spans(case),
        "days": _days(case),
        "standing": {str(key): _standing(standing) for key, standing in case.standing.items()},
        "since": case.since,
        "words": _words(),
    }


def _event(teller: Teller, event: HistoryEvent, found: list[Any]) -> dict[str, Any]:
    """One event. Keys are short because there are thousands: i instance, t token, e element, f flow."""
    told: dict[str, Any] = {
        "seq": event.seq, "kind": event.kind, "i": event.instance_key, "t": event.token, "e": event.element_id,
        "f": event.flow_id, "ms": int(event.at.timestamp() * 1000), "at": moment(event.at),
        "title": teller.title(event), "who": teller.who(event), "data": changes(teller, event), "marks": found,
    }  # fmt: skip
    if event.kind == "variable_set" and event.detail.get("scope") is None:
        told["set"] = event.detail.get("name")
    if event.kind == "variable_removed" and event.detail.get("scope") is None:
        told["gone"] = event.detail.get("name")
    if event.detail.get("guard"):
        told["guard"] = 1
    return {name: value for name, value in told.items() if value not in (None, [], "")}


def changes(teller: Teller, event: HistoryEvent) -> list[list[str]]:
    """What changed: name, before, after, masked, as short texts."""
    if event.kind == "variable_set":
        name = str(event.detail.get("name", ""))
        return [[name, shown(teller.value(event, "before", name)), shown(teller.value(event, "after", name))]]
    if event.kind == "variable_removed":
        name = str(event.detail.get("name", ""))
        return [[name, shown(teller.value(event, "before", name)), shown(None)]]
    if event.kind in TABLES:
        before, after = (event.values.get(place) for place in TABLES[event.kind])
        names = after if isinstance(after, Mapping) else {}
        return [[name, _one(before, name), _one(after, name)] for name in names]
    if event.kind == "decision_evaluated":
        return list(_decided(event.values.get("evaluations") or []))
    values = event.values.get(GIVEN.get(event.kind, ""))
    if isinstance(values, Mapping):
        return [[name, gettext("empty"), _one(values, name)] for name in values]
    return []


def _decided(evaluations: list[Mapping[str, Any]]) -> Iterator[list[str]]:
    """What each decision saw, and what the rules that matched said."""
    for one in evaluations:
        for given in one["inputs"]:
            label = given["label"] or given["id"]
            yield [f"{one['name']} ← {label}", "", shown(masked(label, given["value"]))]
        for rule in one["rules"]:
            for name, value in rule["outputs"].items():
                yield [f"{one['name']} → {name}", "", shown(masked(name, value))]
        if not one["rules"]:
            yield [one["name"], "", shown(masked(one["name"], one["value"]))]


def _one(values: Any, name: str) -> str:
    if not isinstance(values, Mapping):
        return shown(ERASED)
    return shown(masked(name, values.get(name)))


def _part(teller: Teller, key: int) -> dict[str, Any]:
    part = next(part for part in teller.case.parts if part.key == key)
    elements = teller.elements[key]
    return {
        "key": key, "parent": part.parent_key, "at": part.parent_element_id, "definition": part.definition_key,
        "name": part.name, "version": part.version,
        "names": {id_: element.name for id_, element in elements.items() if element.name},
        "gateways": [id_ for id_, element in elements.items() if element.kind.endswith("Gateway")],
        "quiet": [id_ for id_, element in elements.items() if element.kind in GUARDS],
    }  # fmt: skip


def _standing(standing: Standing) -> dict[str, Any]:
    data = {name: shown(masked(name, value)) for name, value in standing.data.items()}
    return {"live": standing.live, "done": standing.done, "taken": standing.taken, "stuck": standing.stuck,
            "data": data}  # fmt: skip


def _spans(case: Case) -> list[dict[str, Any]]:
    """User tasks over time, for the lane below the slider."""
    last = case.events[-1].at if case.events else case.root.started_at
    return [
        {
            "from": int(task.created_at.timestamp() * 1000), "to": int((task.ended_at or last).timestamp() * 1000),
            "name": task.name, "kind": "applicant" if task.applicant else "open" if task.ended_at is None else "work",
            "due": int(task.due_at.timestamp() * 1000) if task.due_at else None,
            "due_words": short(task.due_at) if task.due_at else "",
        }
        for task in case.tasks
    ]  # fmt: skip


def _days(case: Case) -> list[list[Any]]:
    """Midnights in the zone of the office between the first and the last event, with their names."""
    if not case.events:
        return []
    day = local(case.events[0].at).replace(hour=0, minute=0, second=0, microsecond=0)
    days: list[list[Any]] = []
    while day <= case.events[-1].at and len(days) < 400:
        days.append([int(day.timestamp() * 1000), format_datetime(day, "EEE d MMM", locale=language())])
        day += timedelta(days=1)
    return days


def _words() -> dict[str, str]:
    return {
        "here": gettext("here"), "play": gettext("Play"), "stop": gettext("Stop"),
        "position": gettext("Event {number} of {count}"), "nothing": gettext("This event changed no data."),
        "no_data": gettext("No data yet at this event."), "changed": gettext("Changed {count}"),
        "all": gettext("All {count}"), "due": gettext("due {when}"), "none_ahead": gettext("There is none further on."),
    }  # fmt: skip
