"""Running cases go on in another version of their procedure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.sentence import say
from engine import rights
from engine.definitions import Compiled
from engine.errors import InvalidCommand, NotFound, WrongState
from engine.flow.migration import Mapped, MigrationPlan, same_ids, wrong_instructions
from engine.flow.problem import NotWaiting
from engine.instance import Instance, lock
from engine.work import Work

OF_INSTANCE = "SELECT definition_key FROM process_instance WHERE key = %s"
INSTANCE = "UPDATE process_instance SET definition_key = %s, process_id = %s WHERE key = %s"
ROWS = """
    UPDATE {table} t SET definition_key = %s, element_id = m.element {process}
    FROM jsonb_to_recordset(%s::jsonb) AS m(token integer, element text)
    WHERE t.root_key = %s AND t.token = m.token {and_}"""
TABLES = {"task": "AND t.state = 'open'", "job": "", "subscription": "", "incident": "AND t.state = 'open'"}
OF_PROCESS = frozenset({"task", "subscription"})
"""Tables whose rows also name the process."""


@dataclass(frozen=True, slots=True)
class MigrateInstances:
    """Let cases, or processes that they have called, go on in the version ``definition_key``: all of them, or none if
    one cannot. ``elements``: old element id -> new one. ``by_ids``: what has the same id in both goes on there, but for
    what ``elements`` say otherwise (an empty id: it is mapped nowhere). ``triggers``: old ids of events whose
    terms are worked out anew (Camunda 7). Analysts, administrators.

    Tasks keep their key, their people and what was typed; jobs, timers and messages stay what they are, at their new
    elements. What cannot go on is refused with a sentence for each element.
    """

    instance_keys: tuple[int, ...]
    definition_key: int
    reason: str
    elements: Mapping[str, str]
    triggers: frozenset[str] = field(default_factory=frozenset)
    by_ids: bool = False

    def run(self, work: Work) -> None:
        if not self.reason.strip():
            raise InvalidCommand(say("Please say why the case is migrated; the reason is kept in its history."))
        target = known_version(work, self.definition_key)
        for key in sorted(set(self.instance_keys)):
            self._migrate(work, key, target)

    def _migrate(self, work: Work, key: int, target: Compiled) -> None:
        instance, row = lock(work, "process_instance", key)
        rights.must_keep(work.by, say("migrate a case"), instance.key)
        instance.must_allow()
        instance.must_run()
        source = work.definition(row.definition_key)
        plan = planned(source, target, self.elements, self.triggers, self.by_ids)
        detail = {
            "reason": self.reason.strip(), "from_definition": source.key, "from_version": source.version,
            "to_definition": target.key, "to_version": target.version,
            "elements": {old: new for old, new in plan.elements.items() if old != new},
        }  # fmt: skip
        instance.chain.add("case_migrated", detail, instance=row.key)
        try:
            moved = instance.case.migrate(target.flow, plan, row.key)
        except NotWaiting as refusal:
            raise WrongState(refusal.sentence) from refusal
        _write(work, instance, row.key, target, [{"token": one.token, "element": one.element} for one in moved])
        instance.save()


@dataclass(frozen=True, slots=True)
class PreviewMigration:
    """What would become of every live element of a case in the version ``definition_key``, by equal ids and
    ``elements`` besides: nothing is changed. Analysts, administrators."""

    instance_key: int
    definition_key: int
    elements: Mapping[str, str] = field(default_factory=dict)

    def run(self, work: Work) -> list[Mapped]:
        target = known_version(work, self.definition_key)
        instance, row = lock(work, "process_instance", self.instance_key)
        rights.must_keep(work.by, say("migrate a case"), instance.key)
        instance.must_allow()
        plan = planned(work.definition(row.definition_key), target, self.elements, frozenset(), by_ids=True)
        return instance.case.preview(target.flow, plan, row.key)


def known_version(work: Work, key: int) -> Compiled:
    """The version of that key. NotFound if there is none."""
    if work.row("SELECT key FROM definition WHERE key = %s AND deleted_at IS NULL", (key,)) is None:
        raise NotFound(say("There is no version of a procedure with the key {key}.", key=key))
    return work.definition(key)


def planned(
    source: Compiled, target: Compiled, elements: Mapping[str, str], triggers: frozenset[str], by_ids: bool
) -> MigrationPlan:
    """The plan. InvalidCommand if it speaks of what is not there, or maps what does not fit for any case."""
    given = {old: new for old, new in elements.items() if new}
    if wrong := wrong_instructions(source.flow, target.flow, MigrationPlan(given)):
        raise InvalidCommand(next(iter(wrong.values())))
    same = same_ids(source.flow, target.flow).elements if by_ids else {}
    kept = {old: new for old, new in same.items() if old not in elements}
    return MigrationPlan(kept | given, triggers)


def _write(work: Work, instance: Instance, key: int, target: Compiled, moved: list[dict[str, Any]]) -> None:
    """The rows that say where the instance and its tokens are, before anything the kernel does next."""
    work.driver.execute(INSTANCE, (target.key, target.process_id, key))
    for table, and_ in TABLES.items():
        process = ", process_id = %s" if table in OF_PROCESS else ""
        statement = ROWS.format(table=table, process=process, and_=and_)
        named = (target.process_id,) if process else ()
        work.driver.execute(statement, (target.key, *named, json.dumps(moved), instance.key))
    if key == instance.key:
        instance.definition = target
