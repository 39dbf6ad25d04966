"""Migration: a running process instance goes on in another version of its process, each token where the plan says.

Source of the rules: Zeebe's ProcessInstanceMigrationPreconditions (every active element is mapped, to the same kind, in
the mapped scope), Camunda 7's migration instruction validators. What a token waits for stays as it was worked out: a
task its people and dates, a job its type, a timer its time, unless the plan asks for the event's terms to be new.
Boundary events and event subprocesses that are mapped go on waiting, others go, and new ones are set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bpmn.sentence import Sentence, say
from engine.flow import listeners, routes
from engine.flow.compensation_events import Undo
from engine.flow.snapshot import tokens
from engine.flow.token import Token

if TYPE_CHECKING:
    from engine.flow.compensation import Record
    from engine.flow.definition import Definition
    from engine.flow.node import Node
    from engine.flow.scope import ScopeMixin
    from engine.flow.spec import ProcessSpec


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """Old element id -> new one; what is not there is not mapped. ``triggers``: old ids of events whose terms (name,
    time) are worked out anew (Camunda 7's updateEventTrigger)."""

    elements: Mapping[str, str]
    triggers: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What becomes of a live token: the new element, or in ``why_not`` the reason why it cannot go on there."""

    token: int
    element: str
    target: str | None
    why_not: Sentence | None = None


def same_ids(old: Definition, new: Definition) -> MigrationPlan:
    """The plan that suggests itself: what has the same id, is of the same kind and in the same scope is the same."""
    return MigrationPlan({id: id for id in _alike(old.spec, new.spec)})


def look(root: ScopeMixin, target: Definition, plan: MigrationPlan) -> list[Mapped]:
    """What would become of every live token of the process instance, the guards left out. Nothing is changed."""
    return list(_looked(root, target.spec, plan))


def wrong_instructions(old: Definition, new: Definition, plan: MigrationPlan) -> dict[str, Sentence]:
    """Old ids whose mapping can be carried out for no case at all, and why."""
    found: dict[str, Sentence] = {}
    for source, target in plan.elements.items():
        before, after = routes.route(old.spec, source), routes.route(new.spec, target)
        if before is None:
            found[source] = say("{process} has no element {id}.", process=old.process_id, id=source)
        elif after is None:
            found[source] = say("{process} has no element {id}.", process=new.process_id, id=target)
        elif (why := _differ(before[-1], after[-1])) is not None:
            found[source] = why
    return found


def node_for(token: Token, spec: ProcessSpec, plan: MigrationPlan) -> Node | None:
    """The node a token of a scope goes on at; its item and body nodes keep their parts."""
    node = token.node
    target = plan.elements.get(node.element.id)
    return None if target is None else spec.node(target + node.name.removeprefix(node.element.id))


# Looking


def _looked(scope: ScopeMixin, spec: ProcessSpec, plan: MigrationPlan) -> Iterator[Mapped]:
    for token in tokens(scope):
        if "guard" in token.memo:
            continue
        node = node_for(token, spec, plan)
        id = token.node.element.id
        why = _why_not(token, node, plan)
        yield Mapped(token.number, id, plan.elements.get(id), why)
        inside = token.case.subprocesses.get(token.number)
        if inside is not None and inside.variables is None and not inside.ended:
            if node is not None and why is None and node.inner is not None:
                yield from _looked(inside, node.inner, plan)
            else:
                yield from _lost(inside)
    for record in scope.records:
        if (why := _not_undone(record, spec, plan)) is not None:
            yield Mapped(0, record[0], plan.elements.get(record[0]), why)


def _lost(scope: ScopeMixin) -> Iterator[Mapped]:
    """Inside of what cannot be mapped."""
    for token in tokens(scope):
        if "guard" not in token.memo:
            id = token.node.element.id
            yield Mapped(token.number, id, None, say("The scope around {id} cannot be migrated.", id=id))


def _why_not(token: Token, node: Node | None, plan: MigrationPlan) -> Sentence | None:
    old, memo = token.node, token.memo
    id, target = old.element.id, plan.elements.get(old.element.id)
    if target is None:
        return say("{id} is not mapped: say where it goes on.", id=id)
    if node is None:
        return say("{id} would have to go on at {target}, which is not in the scope that its own is mapped to.",
                   id=id, target=target)  # fmt: skip
    if (why := _differ(old, node)) is not None:
        return why
    if "change" in memo:
        return say("{id} is being changed: programs are asked about it. Try again when they have answered.", id=id)
    if "opens" in memo or "again" in memo or "undoes" in memo or "pending" in memo:
        return say("{id} is a part of something that is just being begun or undone; it cannot be migrated now.", id=id)
    if (flow := memo.get("via")) and not flow.startswith("#") and all(one.id != flow for one in node.incoming):
        return say("A token has come to {id} by {flow}, which does not lead to {target}.",
                   id=id, flow=flow, target=target)  # fmt: skip
    if (phase := memo.get("stop")) is not None:
        there = node.listeners.get(phase, ())[listeners.heard(token, phase) :][:1]
        if not there or there[0].job is None:
            return say("{id} waits for the job of a listener, which {target} does not have.", id=id, target=target)
    return None


def _differ(old: Node, new: Node) -> Sentence | None:
    """Why a token cannot go from the one to the other, whatever it has done."""
    id, target = old.element.id, new.element.id
    if old.spec.dialect != new.spec.dialect:
        return say("{id} and {target} are drawn for different engines.", id=id, target=target)
    if type(old) is not type(new) or old.element.kind != new.element.kind:
        return say("{id} is a {kind}; {target} is a {other}, or works otherwise.",
                   id=id, kind=old.element.kind, target=target, other=new.element.kind)  # fmt: skip
    events = [tuple(event.kind for event in node.trigger.events) for node in (old, new)]
    if events[0] != events[1]:
        return say("{id} and {target} are events of different kinds.", id=id, target=target)
    before, after = old.element.repeat, new.element.repeat
    if (before is None) != (after is None) or (before and after and before.sequential != after.sequential):
        return say("{id} and {target} are not repeated in the same way.", id=id, target=target)
    if old.collection != new.collection:
        return say("{id} and {target} collect their results in different variables.", id=id, target=target)
    return None


def _not_undone(record: Record, spec: ProcessSpec, plan: MigrationPlan) -> Sentence | None:
    """What has completed and may be undone needs somebody who undoes it."""
    id = record[0]
    node = spec.node(plan.elements.get(id, ""))
    if node is None or (len(record) == 2 and not isinstance(node.undo, Undo)):
        return say("What {id} has done could not be undone any more: map it to an activity with a handler.", id=id)
    inner = node.inner if not node.items else cast("Node", getattr(node, "item", node)).inner
    for inside in record[2] if len(record) > 2 else ():
        if inner is None or (why := _not_undone(inside, inner, plan)) is not None:
            return why if inner is not None else say("Nothing is inside of {id} any more.", id=id)
    return None


def _alike(old: ProcessSpec, new: ProcessSpec) -> Iterator[str]:
    for element in old.contents.elements:
        before, after = old.task_specs[element.id], new.node(element.id)
        if after is None or _differ(before, after) is not None:
            continue
        if element.attached_to is not None and after.element.attached_to != element.attached_to:
            continue
        yield element.id
        inside = [_inside(node) for node in (before, after)]
        if inside[0] is not None and inside[1] is not None:
            yield from _alike(inside[0], inside[1])


def _inside(node: Node) -> ProcessSpec | None:
    while node.inner is None and node.items:
        node = cast("Node", node.item)
    return node.inner
