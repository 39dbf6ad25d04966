"""What is worth jumping to in a replay: decisions, other people, returns, time limits, incidents, interventions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.queries.replay import HistoryEvent, TaskSpan
from web.audit.telling import Teller

Mark = Literal["decision", "person", "returned", "overdue", "incident", "intervention", "refused"]

DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})
INTERVENTIONS = frozenset(
    {
        "variables_changed", "incident_retried", "element_begun", "case_cancelled", "task_assigned",
        "case_begun_elsewhere", "case_modified", "case_migrated",
    }
)  # fmt: skip
HUMAN = frozenset({"web", "portal", "api", "cli", "story"})


def marks(teller: Teller) -> dict[int, list[Mark]]:
    """Event number -> its marks."""
    found: dict[int, list[Mark]] = {}
    for seq, mark in (*_each(teller), *_overdue(teller)):
        known = found.setdefault(seq, [])
        if mark not in known:
            known.append(mark)
    return found


def _each(teller: Teller) -> Iterator[tuple[int, Mark]]:
    before: str | None = None
    earlier = teller.case.standing.items()
    done: set[tuple[int | None, str | None]] = {(key, id_) for key, standing in earlier for id_ in standing.done}
    for event in teller.case.events:
        place = (event.instance_key, event.element_id)
        if event.channel in HUMAN:
            if before is not None and event.actor != before:
                yield event.seq, "person"
            before = event.actor
        if event.kind == "flow_taken" and _decides(teller, event):
            yield event.seq, "decision"
        elif event.kind == "element_entered" and place in done and _is_work(teller, event):
            yield event.seq, "returned"
        elif event.kind == "element_completed":
            done.add(place)
        elif event.kind == "incident_raised":
            yield event.seq, "incident"
        elif event.kind == "refused":
            yield event.seq, "refused"
        if event.kind in INTERVENTIONS:
            yield event.seq, "intervention"


def _overdue(teller: Teller) -> Iterator[tuple[int, Mark]]:
    """The first event after a due date that was missed."""
    late = [task.due_at for task in teller.case.tasks if task.due_at and _missed(task, teller)]
    for due in late:
        after = next((event.seq for event in teller.case.events if event.at >= due), None)
        if after is not None:
            yield after, "overdue"


def _missed(task: TaskSpan, teller: Teller) -> bool:
    last = teller.case.events[-1].at if teller.case.events else task.created_at
    return task.due_at is not None and (task.ended_at or last) > task.due_at


def _decides(teller: Teller, event: HistoryEvent) -> bool:
    key = event.instance_key or 0
    flow = teller.flows.get(key, {}).get(event.flow_id or "")
    source = teller.elements.get(key, {}).get(flow.source) if flow else None
    return source is not None and source.kind in DECIDING and len(source.outgoing) > 1


def _is_work(teller: Teller, event: HistoryEvent) -> bool:
    element = teller.elements.get(event.instance_key or 0, {}).get(event.element_id or "")
    return element is not None and element.kind in ("userTask", "manualTask") and "loop_counter" not in event.detail
