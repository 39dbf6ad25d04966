"""The kernel's host: keys for called instances, called definitions, expressions' values, the time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bpmn.diagram import Binding, Expression
from bpmn.languages import Evaluation, Moment, evaluate
from bpmn.languages.dmn import decide
from bpmn.languages.working_time import parse_span
from engine.calendar import NoWorkingDay, after
from engine.flow.decisions import Asked
from engine.flow.definition import Definition
from engine.queries.calendars import office_calendar

if TYPE_CHECKING:
    from engine.work import Work

CALLED = """
    SELECT key FROM definition WHERE process_id = %s AND withdrawn_at IS NULL AND deleted_at IS NULL {and_}
    ORDER BY version DESC LIMIT 1"""
DECISION = """
    SELECT key, version, resource_key FROM decision WHERE decision_id = %s AND deleted_at IS NULL {and_}
    ORDER BY version DESC LIMIT 1"""
DEPLOYED_TOGETHER = """AND sha256 IN (
    SELECT r.sha256 FROM resource r JOIN definition d ON d.deployment_key = r.deployment_key WHERE d.key = %s)"""
BINDINGS: dict[Binding, str] = {
    "latest": "",
    "version": "AND version = %s",
    "versionTag": "AND version_tag = %s",
    "deployment": DEPLOYED_TOGETHER,
}
"""What the binding of a call activity or business rule task asks beyond the id."""


class CaseHost:
    """engine.flow.Host on one unit of work."""

    def __init__(self, work: Work, business_key: str | None = None) -> None:
        self._work = work
        self.business_key = business_key
        self._moment = work.moment

    def moment(self) -> Moment:
        return self._moment

    def new_instance(self) -> int:
        return self._work.new_key()

    def definition(self, key: int) -> Definition:
        return self._work.definition(key).flow

    def called(
        self, process_id: str, binding: Binding, version: str | None, version_tag: str | None, caller: int
    ) -> Definition | None:
        found = self._bound(CALLED, process_id, binding, version, version_tag, caller)
        return self.definition(found.key) if found else None

    def due(self, duration: str, definition: int) -> str | None:
        try:
            span = parse_span(duration)
            if span is None:
                return None
            calendar = office_calendar(self._work, self._work.definition(definition).unit)
            return after(calendar, self._moment.now, span).isoformat()
        except (ValueError, NoWorkingDay):  # a finding at upload; who writes calendars is refused one without days
            return None

    def decide(
        self,
        decision_id: str,
        binding: Binding,
        version: str | None,
        version_tag: str | None,
        caller: int,
        variables: Mapping[str, object],
        moment: Moment,
    ) -> Asked | None:
        found = self._bound(DECISION, decision_id, binding, version, version_tag, caller)
        if found is None:
            return None
        decisions = self._work.decisions(found.resource_key)
        return Asked(found.key, found.version, decide(decisions, decision_id, variables, moment))

    def _bound(
        self, query: str, name: str, binding: Binding, version: str | None, version_tag: str | None, caller: int
    ) -> Any:
        """The newest row of that id that the binding means."""
        values: dict[Binding, tuple[Any, ...]] = {
            "latest": (), "version": (version,), "versionTag": (version_tag,), "deployment": (caller,)
        }  # fmt: skip
        if binding == "version" and not (version or "").isdecimal():
            return None
        return self._work.row(query.format(and_=BINDINGS[binding]), (name, *values[binding]))

    def evaluate(self, expression: Expression, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        return evaluate(expression, variables, moment)
