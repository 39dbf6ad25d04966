"""A token: one element instance. It is a SpiffWorkflow Task, run by the library, with a number and a small memo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, cast

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.flow.node import Node
    from engine.flow.running import Running
    from engine.flow.scope import ScopeMixin

FUTURE: int = TaskState.FUTURE
WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
ERROR: int = TaskState.ERROR
CANCELLED: int = TaskState.CANCELLED

ROOT = -1
"""The id of the token at the root of every scope's star (the library needs a tree; 0 would make it draw a UUID)."""


class Memo(TypedDict, total=False):
    """What a token remembers between two steps: JSON, as little as possible."""

    via: str  # the flow it came by, kept while it waits at a join
    mapped: int  # its input mappings are done
    on: int  # it has entered its element's work
    out: int  # its results are written
    armed: int  # a start event: the event subprocesses of its scope are set
    take: list[str]  # flows it will take
    values: dict[str, Any]  # what came in from outside and is not yet written
    guard: int  # it stands beside the flow and waits to interrupt or to branch off
    host: int  # the token a guard belongs to
    guards: list[int]  # the guards of this token
    name: str  # message or signal name, job type
    key: str | None  # correlation key
    payload: dict[str, Any]  # variables that a thrown signal carries
    asked: int  # a condition that was asked once: only a change of variables makes it be asked again
    due: str  # when its timer is due, ISO 8601
    priority: int  # of its timer's job (Camunda 7), if it is not 0
    cycle: str  # the text of a cycle, for its next turn
    left: int  # turns of a cycle after this one; absent: without end
    detail: dict[str, Any]  # evaluated parts of a user task or job
    item_of: int  # the multi-instance body this token is an item of
    index: int  # the item's place, from 0
    begins: str  # the element that an inner instance of an ad-hoc subprocess begins with
    fired: int  # the guard that won at an event-based gateway
    decided: list[dict[str, Any]]  # what the rules of its decision gave (Camunda 7), until it leaves
    result: Any  # the item's output element
    enough: bool  # the completion condition holds with this item
    total: int  # a body's number of items
    done: int  # a body's completed items
    next: list[Any]  # the item of a sequential body's next turn, if there is one
    business_key: str | None  # of the process that a call activity has called
    caught: dict[str, Any]  # an error on its way: its code
    records: list[Any]  # what its completed items leave for compensation
    undoes: int  # the event that asked for compensation, of which it is a part
    pending: int  # such an event: how many parts it waits for
    again: int  # a completed subprocess that is open once more for compensation
    opens: list[dict[str, Any]]  # what is to begin inside instead of its start event, see beginnings
    arms: int  # it is the first in its scope, where no start event has been: it sets the event subprocesses
    came_by: str  # the flow a start instruction has put it on: the listeners of the flow are called first
    straight: int  # it does not wait at its join for anything
    gone: int  # a body's cancelled items
    incident: dict[str, Any]  # code, template, values
    holder: str | None  # who has been given the user task, for its listeners
    change: dict[str, Any]  # of a user task, which workers are asked about, see task_changes
    denied: dict[str, Any]  # the last change that a worker has denied: its phase and the reason
    given: int  # a worker has said whose a user task is while it was created
    stays: int  # it has entered, but its wait is not open yet: a listener's job comes first
    heard: dict[str, int]  # how many listeners of a phase have done their part
    stop: str  # the phase whose listener's job it waits for ...
    call: dict[str, Any]  # ... with its type and retries ...
    answer: dict[str, Any]  # ... and what the worker brought
    reported: dict[str, Any]  # what a worker has said of an external task that has error event definitions
    parted: int  # it is being interrupted, and its output mappings are done
    came: dict[str, Any]  # what a guard's event brought that could not interrupt yet
    stuck: int  # stopped from outside: retry waits again instead of running


class Token(Task):  # type: ignore[misc]
    """One visit of one element. ``data`` holds its local variables, ``memo`` is the library's internal_data."""

    def __init__(self, scope: ScopeMixin, node: Node, number: int, memo: Memo, state: int = FUTURE) -> None:
        super().__init__(scope, node, scope.task_tree, state, number)
        self.internal_data = memo
        self.memo: Memo = memo
        self.scope = scope
        self.node = node
        self.waiting = False  # the host has a row for it

    @property
    def case(self) -> Running:
        return self.scope.case

    @property
    def number(self) -> int:
        return cast(int, self.id)

    @property
    def alive(self) -> bool:
        """It has not left the case. (Somebody else's error may end a token in the middle of its own work.)"""
        return self.id in self.scope.tasks

    def become(self, memo: Memo) -> None:
        """Forget what it remembered."""
        self.internal_data = self.memo = memo

    def _set_state(self, value: int) -> None:
        """The library logs and stamps wall time here at every change; both cost more than the step itself."""
        self._state = value

    def cancel(self) -> None:
        """The library's cancel, which would leave out a token with an incident."""
        if self._state != COMPLETED:
            self._set_state(CANCELLED)
            self.node._on_cancel(self)
