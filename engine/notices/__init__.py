"""What people are told: each kind with its sentence, and how a command tells somebody in the statement that it writes.

notices.tell(instance.plan, "ratna", "mentioned", {"actor": name, "task": task.name}, root_key=..., task_key=...)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from bpmn.sentence import Sentence, say

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.work import Work

Mail = Literal["now", "never"]
MAIL: tuple[Mail, ...] = ("now", "never")


_PLACES = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is for the preferences, ``sentence`` has the names of the values; ``mail`` is what holds until the
    person chooses."""

    name: Sentence
    sentence: Sentence
    mail: Mail = "now"


KINDS: dict[str, Kind] = {
    "task_assigned": Kind(say("A task is given to me"), say("{actor} has given you the task {task}.")),
    "task_opened": Kind(say("A new task comes to me"), say("A new task for you: {task}.")),
    "mentioned": Kind(say("Somebody mentions me"), say("{actor} has mentioned you at the task {task}.")),
    "case_finished": Kind(say("A request of mine is finished"), say("Your request {case} is finished.")),
}
"""To add one: a line here. The values of a sentence are texts, numbers, or moments as ISO 8601 texts."""
MOMENTS = frozenset({"due", "begin", "end"})


def sentence(kind: str, said: Mapping[str, Any]) -> Sentence:
    """What a notice says, its moments as moments. A value that it should have and has not is a dash."""
    values: dict[str, object] = {}
    for name in _PLACES.findall(KINDS[kind].sentence.template):
        value = said.get(name, "–")
        values[name] = datetime.fromisoformat(value) if name in MOMENTS and value != "–" else value
    return Sentence(KINDS[kind].sentence.template, values)


def tell(
    plan: Plan, login: str, kind: str, values: Mapping[str, Any], *, root_key: int | None = None,
    task_key: int | None = None, once: str | None = None,
) -> None:  # fmt: skip
    """Have somebody told, by the statement that writes ``plan``. Logins without an account of a person that is active
    are passed over, so the caller need not look. ``once``: nobody is told the same twice under this text. KeyError for
    a kind that is not in KINDS."""
    plan.add(
        "notices", key=plan.new_key(), login=login, kind=kind, mail=KINDS[kind].mail, said=dict(values),
        root_key=root_key, task_key=task_key, once=once, created_at=plan.moment(),
    )  # fmt: skip


def tell_now(
    work: Work, login: str, kind: str, values: Mapping[str, Any], *, root_key: int | None = None,
    task_key: int | None = None, once: str | None = None,
) -> None:  # fmt: skip
    """As ``tell``, for commands that write no plan of a case: in a statement of its own, in the same transaction."""
    from engine import plan as projection  # the plan knows this module
    from engine.jobs.defer import WAKE

    plan = projection.Plan(work.now, work.new_key)
    tell(plan, login, kind, values, root_key=root_key, task_key=task_key, once=once)
    work.write(plan.rows)
    work.wake(*WAKE)
