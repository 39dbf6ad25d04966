"""The verb that migrates: every token, scope and guard of a process instance is put into the new version's diagram."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpmn.sentence import Sentence, say
from engine.flow import guards, migration, terms
from engine.flow.event_subprocesses import EventSubprocess
from engine.flow.gateways import Inclusive
from engine.flow.migration import Mapped, MigrationPlan
from engine.flow.moving import Moving
from engine.flow.problem import NotWaiting, Problem
from engine.flow.snapshot import tokens
from engine.flow.tasks import UserTask
from engine.flow.token import Token

if TYPE_CHECKING:
    from engine.flow.definition import Definition
    from engine.flow.node import Node
    from engine.flow.scope import ScopeMixin
    from engine.flow.spec import ProcessSpec


@dataclass(frozen=True, slots=True)
class Moved:
    """A token that waits or waited on: where its rows say it is, from now on."""

    token: int
    element: str


class Migrating(Moving):
    """A case that can be migrated, or a process that it has called."""

    def preview(self, target: Definition, plan: MigrationPlan, instance: int | None = None) -> list[Mapped]:
        """What would become of every token. Nothing is changed."""
        self.apart.bring_all()
        return migration.look(self._instance_scope(instance or self.instance), target, plan)

    def migrate(self, target: Definition, plan: MigrationPlan, instance: int | None = None) -> list[Moved]:
        """Go on in ``target``. NotWaiting with a sentence for every token that cannot, and nothing has changed; it may
        be raised later for a new event that cannot be worked out: then throw the case away."""
        found = self.preview(target, plan, instance)
        if reasons := [one.why_not for one in found if one.why_not is not None]:
            raise NotWaiting(together(list({str(one): one for one in reasons}.values())))
        root = self._instance_scope(instance or self.instance)
        detail = {"definition_key": target.key, "process_id": target.process_id,
                  "before": root.definition.key, "process_before": root.definition.process_id}  # fmt: skip
        self.journal.of_instance("instance_migrated", root, None, detail)
        moved: list[Moved] = []
        try:
            self._migrate_scope(root, target, target.spec, plan, moved)
        except Problem as problem:
            raise NotWaiting(problem.sentence) from problem
        if root is self:
            self.definition = target
            self.ends_after = frozenset(plan.elements.get(id, id) for id in self.ends_after)
        self._find_joins()
        return moved

    def _migrate_scope(
        self, scope: ScopeMixin, target: Definition, spec: ProcessSpec, plan: MigrationPlan, moved: list[Moved]
    ) -> None:
        old_guards = scope.spec.guards
        inside = tokens(scope)
        scope.spec, scope.definition = spec, target
        assert scope.task_tree is not None
        _put(scope.task_tree, spec.root)
        scope.arrivals = {}
        scope.last = None if scope.last is None else plan.elements.get(scope.last, scope.last)
        scope.records = [_record(one, plan) for one in scope.records]
        for token in inside:
            if "guard" not in token.memo:
                self._migrate_token(token, target, spec, plan, moved)
        for token in inside:
            if "guard" in token.memo and "host" not in token.memo and token.alive:
                self._keep_or_drop(token, spec.guards, plan, moved)
        self._arm_scope(scope, old_guards, plan)
        self.doubtful[scope] = None

    def _migrate_token(
        self, token: Token, target: Definition, spec: ProcessSpec, plan: MigrationPlan, moved: list[Moved]
    ) -> None:
        old, node = token.node, migration.node_for(token, spec, plan)
        assert node is not None  # it was looked at
        if isinstance(old, UserTask) and "on" in token.memo and old.element.name != node.element.name:
            token.memo["detail"] = {"name": old.element.name, **token.memo.get("detail", {})}
        _put(token, node)
        if (flows := token.memo.get("take")) is not None and any(one not in _ways(node) for one in flows):
            del token.memo["take"]  # chosen anew when it goes on
        if "begins" in token.memo:
            token.memo["begins"] = plan.elements.get(token.memo["begins"], token.memo["begins"])
        if "via" in token.memo:
            token.scope.arrivals.setdefault(node.name, {}).setdefault(token.memo["via"], deque()).append(token)
        if old.element.id != node.element.id:
            self.journal.add("element_migrated", token, {"before": old.element.id})
        moved.append(Moved(token.number, node.trigger.id))
        if old.element.id in plan.triggers and node.catches and token.waiting:
            self._wait_anew(token, node)
        self._migrate_guards(token, old, node, plan, moved)
        inside = self.subprocesses.get(token.number)
        if inside is not None and inside.variables is None and node.inner is not None:
            self._migrate_scope(inside, target, node.inner, plan, moved)

    def _wait_anew(self, token: Token, node: Node) -> None:
        """What the event waits for is worked out by the new diagram."""
        self.journal.close(token)
        token.memo.update(terms.work_out(token, node.element))
        self.journal.open(token)

    # Guards

    def _migrate_guards(self, token: Token, old: Node, node: Node, plan: MigrationPlan, moved: list[Moved]) -> None:
        for number in list(token.memo.get("guards", ())):
            guard = self.index[number]
            if not self._keep_or_drop(guard, node.guards, plan, moved):
                token.memo["guards"].remove(number)
        if "on" in token.memo and "out" not in token.memo and (old.guards or node.guards):
            known = {_target_of(one, plan) for one in old.guards}
            fresh = [one for one in node.guards if one.name not in known]
            guards.arm(token, {one: terms.work_out(token, one.trigger) for one in fresh})

    def _keep_or_drop(self, guard: Token, there: tuple[Node, ...], plan: MigrationPlan, moved: list[Moved]) -> bool:
        """A mapped guard waits on; an event of which the new terms are wanted is set anew, and others go."""
        old = guard.node
        name = _target_of(old, plan)
        node = next((one for one in there if one.name == name and type(one) is type(old)), None)
        kinds = [tuple(event.kind for event in one.trigger.events) for one in (old, node or old)]
        if node is None or kinds[0] != kinds[1]:
            guard.scope.terminate(guard)
            return False
        _put(guard, node)
        if old.element.id != node.element.id:
            self.journal.add("element_migrated", guard, {"before": old.element.id})
        moved.append(Moved(guard.number, node.trigger.id))
        if {old.element.id, old.trigger.id} & plan.triggers and guard.waiting:
            host = self.index[guard.memo["host"]] if "host" in guard.memo else guard
            self.journal.close(guard)
            guard.memo.update(terms.work_out(host, node.trigger))
            self.journal.open(guard)
        return True

    def _arm_scope(self, scope: ScopeMixin, old: tuple[Node, ...], plan: MigrationPlan) -> None:
        """Event subprocesses that are new, unless the scope has been interrupted or has not set its own yet."""
        known = {_target_of(one, plan) for one in old}
        fresh = [one for one in scope.spec.guards if one.name not in known]
        standing = [one for one in tokens(scope) if "guard" not in one.memo]
        interrupted = any(isinstance(one.node, EventSubprocess) and one.node.trigger.interrupting for one in standing)
        if not fresh or interrupted or not standing or any("arms" in one.memo for one in standing):
            return
        planned = [(node, terms.work_out(standing[0], node.trigger)) for node in fresh]
        for node, memo in planned:
            scope.guard(node, memo)

    def _find_joins(self) -> None:
        """Inclusive joins that tokens wait at."""
        self.undecided = {}
        for scope in (self, *self.subprocesses.values()):
            for name in scope.arrivals:
                node = scope.spec.task_specs[name]
                if isinstance(node, Inclusive):
                    self.undecided[scope, node] = None


def together(sentences: list[Sentence]) -> Sentence:
    """Several sentences as one."""
    first, *more = sentences
    return first if not more else say("{sentence} {more}", sentence=first, more=together(more))


def _put(token: Token, node: Node) -> None:
    token.node = token.task_spec = node


def _target_of(guard: Node, plan: MigrationPlan) -> str:
    """The name of the node that a guard is mapped to; an event subprocess may be meant by its start event."""
    id = guard.element.id
    target = plan.elements.get(id)
    return "" if target is None else target + guard.name.removeprefix(id)


def _ways(node: Node) -> set[str]:
    return {flow.id for flow, _ in node.ways}


def _record(record: list[Any], plan: MigrationPlan) -> list[Any]:
    id, times, *within = record
    mapping: Mapping[str, str] = plan.elements
    if not within:
        return [mapping.get(id, id), times]
    return [mapping.get(id, id), times, [_record(one, plan) for one in within[0]], *within[1:]]
