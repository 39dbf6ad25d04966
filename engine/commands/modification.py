"""What people change in the course of a running case: tokens that begin and end elsewhere than drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bpmn.sentence import say
from engine import rights
from engine.errors import InvalidCommand
from engine.flow.case import Case
from engine.flow.moving import Leave, Move, Shift
from engine.flow.places import Begin
from engine.flow.problem import NotWaiting
from engine.instance import Instance, lock
from engine.work import Work


@dataclass(frozen=True, slots=True)
class ModifyInstance:
    """Let tokens of a running case, or of a process that it has called, begin (``Begin``), end (``Leave``) or both
    (``Shift``); say why. ``skips``: listeners, mappings, which are left out (Camunda 7). Analysts, administrators.

    All of it happens or nothing: what is not possible is refused in a sentence.
    """

    instance_key: int
    moves: tuple[Move, ...]
    reason: str
    skips: frozenset[str] = frozenset()

    def run(self, work: Work) -> None:
        if not self.reason.strip():
            raise InvalidCommand(say("Please say why the case is changed; the reason is kept in its history."))
        if not self.moves:
            raise InvalidCommand(say("Say what is to begin and what is to end; nothing was changed."))
        instance, row = lock(work, "process_instance", self.instance_key)
        rights.must_keep(work.by, say("move the steps of a case"), instance.key)
        instance.must_allow()
        instance.must_run()
        told = told_moves(self.moves, instance.case)
        detail = {"reason": self.reason.strip(), **told, "skipped": sorted(self.skips)}
        instance.chain.add("case_modified", detail, instance=row.key)
        try:
            instance.case.move(self.moves, row.key, self.skips)
        except NotWaiting as refusal:
            raise InvalidCommand(refusal.sentence) from refusal
        instance.save()


def begin_elsewhere(
    instance: Instance, begins: tuple[Begin, ...], ends_after: Iterable[str], skips: frozenset[str]
) -> None:
    """Note and do what a new case was told: where to begin, and with what to end."""
    detail = {**told_moves(begins, instance.case), "ends_after": list(ends_after), "skipped": sorted(skips)}
    instance.note("case_begun_elsewhere", detail)
    try:
        instance.case.end_after(ends_after)
        if begins:
            instance.case.start_at(begins, skips)
    except NotWaiting as refusal:
        raise InvalidCommand(refusal.sentence) from refusal


def told_moves(moves: Iterable[Move], case: Case) -> dict[str, Any]:
    """As the history keeps it: what begins, what ends, and apart from that the variables that come with it."""
    begins: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    values: list[dict[str, Any]] = []
    for move in moves:
        if isinstance(move, Leave | Shift):
            ends.append(_end(move.source if isinstance(move, Shift) else move, case))
        if isinstance(move, Leave):
            continue
        to = move.to if isinstance(move, Shift) else move
        begins.append({"at": to.at, "how": to.how} | ({} if to.ancestor is None else {"inside": to.ancestor}))
        if to.values or to.local or to.scoped:
            scoped = {id: dict(each) for id, each in to.scoped.items()}
            values.append({"at": to.at, "values": dict(to.values), "local": dict(to.local), "scoped": scoped})
    return {"begins": begins, "ends": ends} | ({"variables": values} if values else {})


def _end(leave: Leave, case: Case) -> dict[str, Any]:
    token = case.index.find(leave.token) if leave.token else None
    at = leave.element if token is None else token.node.element.id
    return {"at": at or ""} | ({} if leave.token is None else {"token": leave.token})
