"""Changes of a user task that workers are asked about before they hold.

These are Camunda 8's task listeners for assigning, updating and completing. The task stays as it is; beside it stands
a token that waits for the job of one listener after the other. A worker may deny the change, or correct the task.
Source: Zeebe's UserTaskProcessor and JobCompleteProcessor; docs.camunda.io, User task listeners.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bpmn.diagram import Element, Listener
from bpmn.sentence import say
from engine.flow import expressions
from engine.flow.facts import WaitKind
from engine.flow.node import Node
from engine.flow.problem import NotWaiting, Problem
from engine.flow.token import Memo, Token
from engine.flow.variables import Sight

PHASES = ("assigning", "updating", "completing")
"""What a task's listeners are asked about, and may deny."""
DEFAULT_RETRIES = 3
HEADER = "io.camunda.zeebe:"
NAMES = {
    "assignee": "assignee", "candidate_users": "candidateUsers", "candidate_groups": "candidateGroups",
    "due_at": "dueDate", "follow_up_at": "followUpDate", "priority": "priority",
}  # fmt: skip
"""What may be corrected, as the kernel calls it and as Camunda does."""


class TaskListener(Node):
    """The token beside a user task that waits for a listener's job."""

    listening = True

    def __init__(self, node: Node) -> None:
        element = Element(node.element.id, node.element.kind, name=node.element.name, lane=node.element.lane)
        super().__init__(node.spec, element, _name(node))

    def awaited(self, token: Token) -> WaitKind | None:
        return "job"

    def detail(self, token: Token) -> dict[str, Any]:
        """What facts.Wait promises of a job; the headers tell of the task and of what is to change."""
        host = token.case.index[token.memo["host"]]
        change = host.memo["change"]
        listener = host.node.listeners[change["phase"]][change["heard"]]
        assert listener.job is not None
        headers = {**dict(listener.job.headers), **headers_of({**_known(host), **change["wanted"]}, change)}
        return {"retries": token.memo["detail"]["retries"], "headers": headers, "task": host.number}

    def sight(self, token: Token) -> Sight:
        """What the task sees, and what it was completed with."""
        host = token.case.index[token.memo["host"]]
        return Sight(host, host.memo["change"].get("values"))


def attach(node: Node) -> None:
    """Give a user task (or each item of one) what waits for its listeners."""
    if any(phase in node.listeners for phase in PHASES):
        TaskListener(node)


def headers_of(known: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, str]:
    """The reserved headers of a listener's job: all texts, lists as JSON, nothing for what is empty."""
    found = {HEADER + NAMES[name]: _text(known[name]) for name in NAMES if known.get(name)}
    changed = [NAMES[name] for name in change.get("wanted", ()) if name in NAMES]
    found[HEADER + "action"] = change.get("action", "")
    found[HEADER + "changedAttributes"] = json.dumps(changed)
    if change.get("task") is not None:
        found[HEADER + "userTaskKey"] = str(change["task"])
    return {name: value for name, value in found.items() if value}


def of(token: Token | None) -> Mapping[str, Any]:
    """What workers are being asked about a user task (phase, wanted ...), or what they have denied (phase, reason);
    empty if neither."""
    memo = Memo() if token is None else token.memo
    return memo.get("change") or memo.get("denied") or {}


def ask(
    token: Token,
    phase: str,
    wanted: Mapping[str, Any],
    asked: Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
) -> None:
    """Begin a change, which holds at once if nobody listens. ``asked``: who asked (``by``), for what (``action``), and
    the host's key of the task (``task``). NotWaiting if another change is waiting, or a listener's job has no type."""
    if "change" in token.memo:
        raise NotWaiting(say("The task {id} is being changed already.", id=token.node.element.id))
    try:
        begin(token, phase, wanted, asked, values)
    except Problem as problem:
        raise NotWaiting(problem.sentence) from problem


def begin(
    token: Token,
    phase: str,
    wanted: Mapping[str, Any],
    asked: Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
) -> None:
    """Begin a change of a task that none is waiting for. A Problem leaves it as it was."""
    call = _call(token, phase, 0)
    token.memo["change"] = {"phase": phase, "wanted": dict(wanted), "heard": 0, **asked}
    if values is not None:
        token.memo["change"]["values"] = dict(values)
    token.memo.pop("denied", None)
    _go_on(token, call)


def answered(listener: Token, result: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """A listener's job is done. ``result``: ``denied`` (the reason) or ``corrections``, by the kernel's names."""
    if "denied" in result:
        _denied(listener, result["denied"])
    else:
        _agreed(listener, result.get("corrections", {}), asked)


def phase_of(token: Token) -> str | None:
    """What the worker of a waiting job is asked about, if it is a task listener's."""
    if isinstance(token.node, TaskListener):
        return str(token.case.index[token.memo["host"]].memo["change"]["phase"])
    return "creating" if token.memo.get("stop") == "creating" else None


def _agreed(listener: Token, corrections: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """A worker has agreed, with these corrections: the next one is asked, or the change holds. If the job of the next
    one has no type, that is an incident here, and a retry asks this one again."""
    host = listener.case.index[listener.memo["host"]]
    change = host.memo["change"]
    before = _known(host)
    wanted = {**change["wanted"], **corrections}
    kept = {name: value for name, value in wanted.items() if value != before[name]}
    try:
        call = _call(host, change["phase"], change["heard"] + 1)
    except Problem as problem:
        listener.case.stop(listener, problem.code, problem.sentence)
        return
    _leave(host, listener)
    host.memo["change"] = {**change, **asked, "wanted": kept, "heard": change["heard"] + 1}
    _go_on(host, call)


def _denied(listener: Token, reason: str) -> None:
    """A worker has denied the change: the task is as it was before."""
    host = listener.case.index[listener.memo["host"]]
    phase = host.memo.pop("change")["phase"]
    _leave(host, listener)
    host.memo["denied"] = {"phase": phase, "reason": reason}
    host.case.journal.tell(host)


def correct(token: Token, corrections: Mapping[str, Any]) -> None:
    """Something else than its diagram says holds for the task."""
    node = token.node
    detail = {**node.detail(token), **corrections}
    detail.pop("loop_counter", None)
    token.memo["detail"] = {name: value for name, value in detail.items() if value != node.bare(name)}


def correct_new(token: Token, corrections: Mapping[str, Any]) -> None:
    """A worker corrects a task that is being created."""
    correct(token, corrections)
    if "assignee" in corrections:
        token.memo["given"] = 1


def _go_on(host: Token, call: dict[str, Any]) -> None:
    change = host.memo["change"]
    if call:
        node = host.scope.spec.task_specs[_name(host.node)]
        beside = Memo(host=host.number, name=call["name"], detail={"retries": call["retries"]})
        guard = host.scope.guard(node, beside)
        host.memo.setdefault("guards", []).append(guard.number)
        host.case.journal.tell(host)
        return
    del host.memo["change"]
    correct(host, change["wanted"])
    if change["phase"] == "completing":
        host.case.journal.done[host.number] = change.get("by") or ""
        host.case.resume(host, change.get("values"))
    else:
        host.case.journal.tell(host, change["wanted"])


def _call(host: Token, phase: str, heard: int) -> dict[str, Any]:
    """Type and retries of the next listener's job; empty if all have been asked."""
    listeners: tuple[Listener, ...] = host.node.listeners.get(phase, ())
    if heard >= len(listeners):
        return {}
    job = listeners[heard].job
    assert job is not None  # see PHASES
    call: dict[str, Any] = {"name": expressions.text(host, job.type, say("the job type")), "retries": DEFAULT_RETRIES}
    if job.retries is not None:
        call["retries"] = expressions.whole(host, job.retries, say("the number of retries"))
    return call


def _known(host: Token) -> dict[str, Any]:
    return host.node.known(host) or {}


def _leave(host: Token, listener: Token) -> None:
    host.memo["guards"].remove(listener.number)
    listener.scope.terminate(listener)


def _name(node: Node) -> str:
    return f"{node.name}#listener"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
