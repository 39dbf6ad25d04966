"""What an address of the inbox asks for, and the list it gets: view, filters, order, page, groups by due date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Request, url_for
from flask_babel import lazy_gettext

from engine.queries.inbox import ORDERS, VIEWS, Cursor, Order, View
from engine.queries.narrowing import PRIORITIES, Filter
from engine.queries.task_rows import TaskRow
from web import formats, here

VIEW_TITLES = {
    "mine": (lazy_gettext("My tasks"), "person"),
    "groups": (lazy_gettext("My groups"), "people"),
    "all": (lazy_gettext("All I may see"), "stack"),
    "done": (lazy_gettext("Done by me"), "check-circle"),
}

ORDER_TITLES = {
    "due": lazy_gettext("Due first"),
    "priority": lazy_gettext("Priority first"),
    "newest": lazy_gettext("Newest first"),
    "oldest": lazy_gettext("Oldest first"),
}

PRIORITY_TITLES = {
    "high": lazy_gettext("High"),
    "usual": lazy_gettext("Usual"),
    "low": lazy_gettext("Low"),
}

BUCKETS = {
    "overdue": lazy_gettext("Overdue"),
    "today": lazy_gettext("Today"),
    "week": lazy_gettext("This week"),
    "later": lazy_gettext("Later"),
    "none": lazy_gettext("Without a due date"),
}
"""Groups of the list in the order of the due date."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The state of the inbox page, as its address has it."""

    view: View = "mine"
    order: Order = "due"
    process: str = ""
    step: str = ""
    due: str = ""
    text: str = ""
    unit: str = ""
    priority: str = ""
    applicant: str = ""
    after: str = ""

    @property
    def filtered(self) -> bool:
        return bool(self.process or self.step or self.due or self.text or self.further)

    @property
    def further(self) -> int:
        """How many of the filters that are folded away are in use."""
        return sum(map(bool, (self.unit, self.priority, self.applicant)))

    def parameters(self, **changes: Any) -> dict[str, Any]:
        """The parameters of the address of this state with some changes; what is at rest is left out."""
        said = {
            "view": self.view, "sort": self.order, "sop": self.process, "step": self.step, "due": self.due,
            "q": self.text, "unit": self.unit, "priority": self.priority, "applicant": self.applicant,
            "after": self.after,
        } | changes  # fmt: skip
        at_rest = {"view": "mine", "sort": "due"}
        return {name: value for name, value in said.items() if value and at_rest.get(name) != value}

    def unfiltered(self) -> str:
        """The address of the same list with nothing left out."""
        return url_for("inbox.inbox", **{k: v for k, v in self.parameters().items() if k in ("view", "sort")})

    def address(self, **changes: Any) -> str:
        return url_for("inbox.inbox", **self.parameters(**changes))

    def start_of_lines(self) -> str:
        """The address of a line of the list, up to the task's key."""
        address = self.address()
        return f"{address}{'&' if '?' in address else '?'}task="

    def filter(self) -> Filter:
        """What the query narrows to."""
        begin, end = bounds(self.due, here.now()) if self.due in BUCKETS else (None, None)
        return Filter(
            process_id=self.process, element_id=self.step if self.process else "", text=self.text, due_from=begin,
            due_to=end, undated=self.due == "none", unit=self.unit, applicant=self.applicant,
            priority=next((one for one in PRIORITIES if one == self.priority), None),
        )  # fmt: skip

    def cursor(self) -> Cursor | None:
        key, due, priority = [*self.after.split("~"), "", ""][:3]
        try:
            return Cursor(int(key), datetime.fromisoformat(due) if due else None, int(priority or 0)) if key else None
        except ValueError:
            return None  # somebody edited the address: begin at the beginning


def read(request: Request) -> Wanted:
    """The state an address asks for."""
    return of(request.args)


def of(given: Mapping[str, str]) -> Wanted:
    """The state that some parameters ask for; unknown words mean the usual."""
    names = ("view", "sort", "sop", "step", "due", "q", "unit", "priority", "applicant", "after")
    said = {name: given.get(name, "").strip()[:200] for name in names}
    return Wanted(
        view=next((view for view in VIEWS if view == said["view"]), "mine"),
        order=next((order for order in ORDERS if order == said["sort"]), "due"),
        process=said["sop"], step=said["step"], due=said["due"] if said["due"] in BUCKETS else "", text=said["q"],
        unit=said["unit"], priority=said["priority"] if said["priority"] in PRIORITIES else "",
        applicant=said["applicant"], after=said["after"],
    )  # fmt: skip


def mark(cursor: Cursor | None) -> str:
    """A cursor as a parameter."""
    if cursor is None:
        return ""
    return f"{cursor.key}~{cursor.due_at.isoformat() if cursor.due_at else ''}~{cursor.priority or ''}".rstrip("~")


def bounds(bucket: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The moments between which a bucket's due dates lie, by the office's calendar; a week ends on Sunday."""
    midnight = formats.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    monday = midnight + timedelta(days=7 - midnight.weekday())
    return {
        "overdue": (None, now), "today": (now, tomorrow), "week": (tomorrow, monday), "later": (monday, None),
        "none": (None, None),
    }[bucket]  # fmt: skip


def bucket_of(due_at: datetime | None, ends: Sequence[tuple[str, datetime | None]]) -> str:
    """The group a due date belongs to, by the ends of the groups in their order."""
    if due_at is None:
        return "none"
    return next((name for name, end in ends if end is not None and due_at < end), "later")


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the list."""

    title: str
    rows: tuple[TaskRow, ...]


def sections(rows: tuple[TaskRow, ...], wanted: Wanted) -> Iterator[Section]:
    """The rows under headings: by due date, or by day for what is done; without headings in another order."""
    if wanted.view == "done":
        yield from _grouped(rows, lambda row: formats.day(row.ended_at) if row.ended_at else "")
    elif wanted.order == "due":
        ends = [(name, bounds(name, here.now())[1]) for name in ("overdue", "today", "week")]
        yield from _grouped(rows, lambda row: str(BUCKETS[bucket_of(row.due_at, ends)]))
    elif rows:
        yield Section(str(ORDER_TITLES[wanted.order]), rows)


def _grouped(rows: tuple[TaskRow, ...], title: Any) -> Iterator[Section]:
    for heading, some in groupby(rows, title):
        yield Section(heading, tuple(some))
