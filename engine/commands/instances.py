"""What happens to whole cases: start, cancel, change variables from outside."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.diagram import Element
from bpmn.forms import Form
from bpmn.sentence import say
from engine import rights
from engine.answers import Started
from engine.commands.modification import begin_elsewhere
from engine.commands.tasks import checked
from engine.definitions import Compiled
from engine.errors import InvalidCommand, NotFound, WrongState
from engine.flow.places import Begin
from engine.instance import Instance, lock
from engine.work import Work

LATEST = """
    SELECT key, process_id, withdrawn_at FROM definition WHERE process_id = %s AND deleted_at IS NULL {and_}
    ORDER BY version DESC LIMIT 1"""
OF_KEY = "SELECT key, process_id, withdrawn_at FROM definition WHERE key = %s AND deleted_at IS NULL"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people confuse on the phone
SUSPEND = "UPDATE process_instance SET suspended = %s WHERE key = %s"
WAITING = """
    SELECT effective_at FROM proposal WHERE state IN ('proposed', 'enacted') AND %s = ANY(processes)
    ORDER BY effective_at LIMIT 1"""
LATEST_FORM = "SELECT key FROM form WHERE form_id = %s AND deleted_at IS NULL ORDER BY version DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class StartInstance:
    """Start a case of the latest version of a process, or of the version asked for. By the process's audience: public
    anyone, staff all who have signed in, else analysts and administrators.

    ``tracking`` gives the case an unguessable number to follow it by. ``start_element``: a start event with a
    trigger instead of the none start event. ``validate_form``: check ``variables`` by the start form and take only its
    fields. ``tags``: words to find the case by. ``begins``: where tokens begin instead of at a start event; only
    analysts and administrators may say that. ``ends_after``: elements with the first of which the case is ended
    (Camunda 8's runtime instructions). ``skips``: listeners, mappings, which what begins so leaves out (Camunda 7).
    """

    process_id: str | None = None
    definition_key: int | None = None
    version: int | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    business_key: str | None = None
    tracking: bool = False
    start_element: str | None = None
    validate_form: bool = False
    tags: tuple[str, ...] = ()
    begins: tuple[Begin, ...] = ()
    ends_after: tuple[str, ...] = ()
    skips: frozenset[str] = frozenset()

    def run(self, work: Work) -> Started:
        definition = self._definition(work)
        rights.must_start(work.by, definition.audience, definition.name)
        if self.begins or self.ends_after:
            rights.must_keep(work.by, say("begin a case elsewhere than at its start"))
        variables = dict(self.variables)
        if self.validate_form:
            variables = checked(work, start_form(work, definition), variables, {})
        number = tracking_number() if self.tracking else None
        instance = begin(
            work, definition, variables, business_key=self.business_key, tracking_number=number,
            start_element=self.start_element, tags=self.tags, begins=self.begins, ends_after=self.ends_after,
            skips=self.skips,
        )  # fmt: skip
        return Started(instance.key, definition.key, definition.process_id, definition.version, number, instance.state)

    def _definition(self, work: Work) -> Compiled:
        if self.definition_key is not None:
            found = work.row(OF_KEY, (self.definition_key,))
            missing = NotFound(say("There is no version of a procedure with the key {key}.", key=self.definition_key))
        elif self.process_id is not None:
            and_, version = ("", ()) if self.version is None else ("AND version = %s", (self.version,))
            found = work.row(LATEST.format(and_=and_), (self.process_id, *version))
            missing = _missing(work, self.process_id)
        else:
            raise InvalidCommand(say("To start a case, say which process: by process_id or by definition_key."))
        if found is None:
            raise missing
        if found.withdrawn_at is not None:
            raise WrongState(
                say("The procedure {process} has been withdrawn; no new case can be started.", process=found.process_id)
            )
        return work.definition(found.key)


@dataclass(frozen=True, slots=True)
class CancelInstance:
    """End a running case with all that it has open, and say why. Analysts, administrators."""

    instance_key: int
    reason: str

    def run(self, work: Work) -> None:
        if not self.reason.strip():
            raise InvalidCommand(say("Please say why the case is cancelled; the reason is kept in its history."))
        instance, row = lock(work, "process_instance", self.instance_key)
        rights.must_keep(work.by, say("cancel a case"), instance.key)
        instance.must_allow("terminated")
        if row.key != instance.key:
            raise InvalidCommand(
                say("Case {key} was called by case {root}; cancel that one.", key=row.key, root=instance.key)
            )
        instance.note("case_cancelled", {"reason": self.reason.strip()})
        instance.case.cancel()
        instance.save()


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Change a case's variables from outside, to repair what went wrong; ``removed`` are names of those that are taken
    away. ``reason`` is kept in the history. ``token``: as seen from that visit of an element, ``local`` to it or in
    the nearest scope that has the name. Analysts, administrators."""

    instance_key: int
    values: Mapping[str, Any] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    token: int | None = None
    local: bool = False
    reason: str = ""

    def run(self, work: Work) -> None:
        instance, row = lock(work, "process_instance", self.instance_key)
        rights.must_keep(work.by, say("change the data of a case"), instance.key)
        instance.must_allow()
        if self.token is not None and self.token not in instance.case.index:
            raise NotFound(say("The visit of the element is over, so it has no variables any more."))
        old = instance.variables.get(row.key, {}) if self.token is None else instance.visible(self.token)
        before = {name: old.get(name) for name in (*self.values, *self.removed)}
        detail: dict[str, Any] = {"before": before, "after": dict(self.values)}
        if self.removed:
            detail["removed"] = list(self.removed)
        if self.reason.strip():
            detail["reason"] = self.reason.strip()
        instance.chain.add("variables_changed", detail, instance=row.key)
        instance.case.set_variables(dict(self.values), self.token, self.local, instance=row.key)
        instance.case.remove_variables(self.removed, self.token, self.local, instance=row.key)
        instance.save()


@dataclass(frozen=True, slots=True)
class SuspendInstance:
    """Hold a running case, or let it go on (``suspended`` false): a held case keeps its tasks, jobs, timers and
    messages, and none of them goes on; its data can be changed, and it can be cancelled. What is so already stays so.
    Analysts, administrators. Camunda 7: PUT /process-instance/{id}/suspended."""

    instance_key: int
    suspended: bool = True

    def run(self, work: Work) -> None:
        instance, row = lock(work, "process_instance", self.instance_key)
        rights.must_keep(work.by, say("hold a case"), instance.key)
        instance.must_allow()
        if row.key != instance.key:
            raise InvalidCommand(
                say("Case {key} was called by case {root}; hold that one.", key=row.key, root=instance.key)
            )
        if instance.suspended == self.suspended:
            return
        instance.note("case_suspended" if self.suspended else "case_resumed")
        work.driver.execute(SUSPEND, (self.suspended, instance.key))
        instance.save()


def _missing(work: Work, process_id: str) -> NotFound:
    """Why there is nothing to start: of what waits for its enactment, that."""
    waiting = work.row(WAITING, (process_id,))
    if waiting is None:
        return NotFound(say("There is no procedure with the id {process}.", process=process_id))
    if waiting.effective_at is None:
        return NotFound(
            say("The procedure {process} is proposed and has not been enacted yet; until then no case can be started.",
                process=process_id)
        )  # fmt: skip
    return NotFound(
        say("The procedure {process} comes into force on {day}; until then no case can be started.",
            process=process_id, day=waiting.effective_at)
    )  # fmt: skip


def begin(
    work: Work,
    definition: Compiled,
    variables: Mapping[str, Any],
    *,
    business_key: str | None = None,
    correlation_key: str | None = None,
    tracking_number: str | None = None,
    start_element: str | None = None,
    message_values: Mapping[str, Any] | None = None,
    key: int | None = None,
    tags: tuple[str, ...] = (),
    begins: tuple[Begin, ...] = (),
    ends_after: tuple[str, ...] = (),
    skips: frozenset[str] = frozenset(),
) -> Instance:
    """Start a case and write it. ``message_values``: what the message or signal of ``start_element`` brought.
    ``begins``, ``ends_after``, ``skips``: see StartInstance."""
    element = None if begins else _start_event(definition, start_element)
    if element is not None and element.initiator:  # Camunda 7: a variable with the login of whoever starts the case
        variables = {**variables, element.initiator: work.by.login}
    instance = Instance(work, work.new_key() if key is None else key, definition)
    instance.correlation_key, instance.business_key = correlation_key, business_key
    instance.new_row = {
        "root_key": instance.key, "definition_key": definition.key, "process_id": definition.process_id,
        "business_key": business_key, "correlation_key": correlation_key, "tracking_number": tracking_number,
        "tags": list(tags) or None, "started_by": work.by.login, "started_at": work.now.isoformat(), "revision": 0,
    }  # fmt: skip
    detail = {
        "process_id": definition.process_id, "version": definition.version, "definition_key": definition.key,
        "start_element": None if element is None else element.id, "business_key": business_key,
        "correlation_key": correlation_key, "variables": dict(message_values or variables),
    }  # fmt: skip
    instance.note("case_started", detail)
    case = instance.begin(variables)
    if begins or ends_after:
        begin_elsewhere(instance, begins, ends_after, skips)
    if element is not None:
        case.start(element.id, message_values)
    instance.save()
    return instance


def start_form(work: Work, definition: Compiled) -> Form | None:
    """The form of the none start event, None if it has none that Alur shows itself."""
    link = _start_event(definition, None).form
    if link is None or link.kind == "key":
        return None
    if link.kind == "generated":
        element = _start_event(definition, None).id
        return work.engine.definitions.generated_form(definition, element)
    found = work.row(LATEST_FORM, (link.reference.text,))
    if found is None:
        raise WrongState(
            say("The form {form} of this procedure has not been deployed. Nothing was started.",
                form=link.reference.text)
        )  # fmt: skip
    return work.engine.definitions.form(found.key, work.row)


def tracking_number() -> str:
    """Like 7KQ2-M9XP-4TRW: 59 bits that nobody can guess."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def _start_event(definition: Compiled, element_id: str | None) -> Element:
    starts = definition.flow.starts
    for element in starts:
        if element.id == element_id or (element_id is None and not element.events):
            return element
    if element_id is None:
        for element in starts:  # Camunda 7 lets people start by hand what a timer starts
            if element.event is not None and element.event.kind == "timer" and not definition.flow.spec.camunda8:
                return element
        raise InvalidCommand(
            say("The procedure {process} has no plain start event: it begins by itself, nobody starts it by hand.",
                process=definition.name)
        )  # fmt: skip
    raise NotFound(
        say("{element} is no start event of the procedure {process}.", element=element_id, process=definition.name)
    )
