"""A case under lock: its root row, its kernel state, the end of its history, and the plan of what will be written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn.kinds import kind_of, kinds_of, without_kind
from bpmn.sentence import Sentence, say
from engine import plan as projection
from engine.definitions import Compiled
from engine.errors import NotFound, WrongState
from engine.flow.case import Case
from engine.flow.facts import Step
from engine.flow.problem import packed_values
from engine.flow.variables import Sight
from engine.history.events import START, Chain
from engine.host import CaseHost
from engine.jobs.defer import WAKE
from engine.json_text import kept_text, read_kept
from engine.notices.case import tell_of_step
from engine.person import Person
from engine.plan import Doer, Place, Plan
from engine.prepared import Query
from engine.resting import WITH_SUBJECT, CaseRest
from engine.states import INSTANCE, allows
from engine.variables import OF_INSTANCES, CaseVariables
from engine.work import Work

ROOT = """
    SELECT key, definition_key, process_id, state, ended_at, business_key, tracking_number, correlation_key, started_by,
           suspended, incidents, last_seq, last_hash, snapshot
    FROM process_instance WHERE key = {root} FOR UPDATE"""
ROW = "SELECT s.*, {resting} FROM {table} s WHERE s.key = %s"
OF_ROOT = "(SELECT root_key FROM {table} WHERE key = %s)"
INSTANCES = "ANY ((SELECT ARRAY[s.root_key, s.{instance}] FROM {table} s WHERE s.key = %s)::bigint[])"
WATCHED = """
    (SELECT value FROM setting WHERE name = 'separations') AS separations,
    EXISTS (SELECT FROM conflict_of_interest c WHERE c.withdrawn_at IS NULL) AS conflicts"""
"""Whether there is more to ask about whoever works on a task (engine.duties)."""
SUBJECTS = ("task", "job", "subscription", "incident", "process_instance")
RUNNING = frozenset({"task", "job", "subscription"})
"""What cannot go on while its case is held."""
BESIDE = {"process_instance": "NULL AS resting", "task": f"{WITH_SUBJECT}, {WATCHED}"}
LOCKS: dict[str, tuple[str, str, str]] = {
    table: (
        ROOT.format(root=OF_ROOT.format(table=table)),
        ROW.format(table=table, resting=BESIDE.get(table, WITH_SUBJECT)),
        OF_INSTANCES.format(
            of=INSTANCES.format(table=table, instance="key" if table == "process_instance" else "instance_key")
        ),
    )
    for table in SUBJECTS
}
"""Lock, then read, each in a statement of its own: a read in the locking statement would be older than the lock."""


class Instance:
    """One case in one command. Made by ``lock`` or ``begin``; ``save`` writes everything at once."""

    def __init__(self, work: Work, key: int, definition: Compiled, state: str = "active") -> None:
        self.work = work
        self.key = key
        self.definition = definition
        self.state = state
        self.suspended = False
        self.incidents = 0
        self.started_by: str | None = None
        self.new_row: dict[str, Any] | None = None  # of a case that begins
        self.snapshot: str | None = None
        self.correlation_key: str | None = None
        self.business_key: str | None = None
        self.end_element: str | None = None
        self.variables: Mapping[int, Mapping[str, Any]] = CaseVariables(work)
        self.plan = Plan(work.now, work.new_key)
        self.chain = Chain(key, work.now, work.by)
        self.job_key: int | None = None  # the job whose failure raises an incident ...
        self.kept: frozenset[int] = frozenset()  # ... and the token whose row stays although it waits no more
        self.rest = CaseRest(work, key)
        self.drafts: dict[int, Any] = {}  # by token: what a person has submitted, while workers are asked about it
        self._case: Case | None = None

    @property
    def case(self) -> Case:
        """The kernel's state of the case, restored when first asked for."""
        if self._case is None:
            assert self.snapshot is not None
            host = CaseHost(self.work, self.business_key)
            stored = read_kept(self.snapshot)
            self._case = Case.restore(self.definition.flow, stored, self.variables, host, self.rest)
        return self._case

    def begin(self, variables: Mapping[str, Any]) -> Case:
        """The kernel's state of a new case."""
        host = CaseHost(self.work, self.business_key)
        self._case = Case.begin(self.definition.flow, self.key, dict(variables), host)
        return self._case

    def visible(self, token: int) -> Sight:
        """All variables that are visible at a live token, the nearest first. Nothing is copied."""
        live = self.case.index[token]
        return live.node.sight(live)

    def must_allow(self, to: str = "active") -> None:
        """Refuse if the case has ended."""
        if not allows(INSTANCE, self.state, to):
            raise WrongState(
                say("This case has ended already ({state}). Nothing was changed.", state=STATE_WORDS[self.state])
            )

    def must_run(self) -> None:
        """Refuse if the case is held (SuspendInstance)."""
        if self.suspended:
            raise WrongState(say("This case is held. Nothing goes on until an analyst or administrator resumes it."))

    def note(self, kind: str, detail: Mapping[str, Any] | None = None, place: Any = None) -> None:
        """Append an event; ``place`` is a row with instance_key, token and element_id."""
        if place is None:
            self.chain.add(kind, detail, instance=self.key)
        else:
            self.chain.add(kind, detail, instance=place.instance_key, token=place.token, element=place.element_id)

    def save(self, completed_by: tuple[int, Doer] | None = None) -> Step | None:
        """Let the kernel run until everything waits, and write all that changed. ``completed_by``: a task's token and
        who completed it."""
        step = None
        if self._case is not None:
            step = self._case.step()
            self._project(step, completed_by)
        self._finish_plan()
        written = self.work.write(self.plan.rows)
        self.work.job_types.update(row["type"] for row in self.plan.rows["jobs"])
        if self.plan.rows["deferred"] or self.plan.rows["notices"]:
            self.work.wake(*WAKE)
        self._deliver_if(written.buffered or (self.state != "active" and self.correlation_key is not None))
        self.new_row, self.plan = None, Plan(self.work.now, self.work.new_key, opened_tasks=self.plan.opened_tasks)
        if written.formless:
            self._stick_formless(written.formless)
        return step

    def acts(self, by: Person) -> None:
        """Whoever gives the command acts for somebody: all that it writes says so."""
        self.work.by = self.chain.by = by

    # How it is done

    def _project(self, step: Step, completed_by: tuple[int, Doer] | None) -> None:
        for fact in step.facts:
            self.chain.add(
                fact.kind, fact.detail, instance=fact.instance, token=fact.token, element=fact.element,
                flow=fact.flow,
            )  # fmt: skip
            if fact.instance == self.key and fact.kind in projection.ENDED:
                self.end_element = fact.element
        for wait in sorted(step.opened, key=lambda wait: "task" in wait.detail):  # it tells the key of its task
            projection.waits(self.plan, self.place(wait.token, wait.instance, wait.element), wait)
        projection.closes(self.plan, self.key, step, completed_by, self.kept)
        tell_of_step(self, step)
        for told in step.tasks:
            projection.tells(self.plan, self.key, told, self.drafts.get(told.token))
        projection.instances(self.plan, self.key, step.facts, self.work.by.login)
        for incident in step.raised:
            place = self.place(incident.token, incident.instance, incident.element)
            projection.raises(self.plan, place, incident, packed_values(incident.sentence.values), self.job_key)
        for token in step.resolved:
            projection.resolves(self.plan, self.key, token, self.work.by.login)
            if token not in self.case.index:  # a failed job's row stayed with its incident; now both are over
                self.plan.add("jobs_gone", root_key=self.key, token=token)
                projection.ends_job(self.plan, self.key, token)
        for (instance, name), value in step.variables.items():
            self.plan.add(
                "variables", instance_key=instance, name=name, root_key=self.key, value=without_kind(value),
                kind=kind_of(value),
            )  # fmt: skip
        for instance, name in step.removed:
            self.plan.add("variables_gone", instance_key=instance, name=name)
        for number, sent in enumerate(step.published):
            if sent["kind"] == "signal":
                self._throw(sent, {token for token, count in step.after.items() if count > number})
            else:
                self._send(sent)
        self.incidents += len(step.raised) - len(step.resolved)
        self.state = step.state
        pieces = self.case.pieces()
        self.snapshot = kept_text(pieces.snapshot) if step.state == "active" else None
        self.rest.store(pieces, self.plan)

    def place(self, token: int, instance: int, element: str) -> Place:
        """Where a live token is."""
        definition = self.case.index[token].scope.definition
        return Place(self.key, instance, definition.key, definition.process_id, token, element)

    def _send(self, sent: Mapping[str, Any]) -> None:
        """A message that the case sends: a row first, its receivers are found after the commit."""
        key = self.work.new_key()
        variables = dict(sent.get("variables") or {})
        self.plan.add(
            "messages", key=key, name=sent["name"], correlation_key=sent.get("key") or "", variables=variables,
            matched=False, published_by=self.work.by.login, published_at=self.plan.moment(),
            expires_at=self.plan.moment(),
        )  # fmt: skip
        detail = {
            "message_key": key, "name": sent["name"], "correlation_key": sent.get("key"), "variables": variables
        }  # fmt: skip
        self.note("message_sent", detail)
        self._deliver_if(True)

    def _throw(self, sent: Mapping[str, Any], late: set[int]) -> None:
        """A signal that the case throws: who waits for it is written down now, and gets it after the commit. Of what
        the case has opened in this very step, only what came before: ``late`` are the tokens that came after."""
        key, name = self.work.new_key(), sent["name"]
        variables = dict(sent.get("variables") or {})
        self.plan.add(
            "broadcasts", key=key, name=name, variables=variables, kinds=kinds_of(variables),
            sent_by=self.work.by.login, sent_at=self.plan.moment(),
        )  # fmt: skip
        for row in self.plan.rows["subscriptions"]:
            if row["kind"] == "signal" and row["name"] == name and row["token"] not in late:
                self.plan.add(
                    "broadcasts_to_itself", broadcast_key=key, target_key=row["key"], element_id=row["element_id"],
                    instance_key=row["instance_key"],
                )  # fmt: skip
        self.note("signal_thrown", {"signal": key, "name": name, "variables": variables})
        self._follow_by_signals()

    def _finish_plan(self) -> None:
        projection.events(self.plan, self.chain)
        head = {
            "key": self.key, "state": self.state, "incidents": self.incidents, "last_seq": self.chain.seq,
            "last_hash": self.chain.head.hex(), "snapshot": self.snapshot,
            "ended_at": None if self.state == "active" else self.plan.moment(), "end_element_id": self.end_element,
        }  # fmt: skip
        if self.new_row is None:
            self.plan.rows["head"].append(head)
        else:
            self.plan.rows["instances"].append(self.new_row | head)

    def _stick_formless(self, formless: tuple[tuple[int, str], ...]) -> None:
        for token, form in formless:
            sentence = say(
                "The form {form} of this task has not been deployed. Deploy it, then retry this step.", form=form
            )
            self.case.stick(token, "FORM_NOT_FOUND", sentence)
        self.save()

    def _deliver_if(self, needed: bool) -> None:
        from engine.commands.messages import DeliverMessages  # the commands know this module

        if needed and DeliverMessages() not in self.work.follow_ups:
            self.work.then(DeliverMessages())

    def _follow_by_signals(self) -> None:
        from engine.commands.broadcasts import DeliverBroadcasts  # the commands know this module

        if DeliverBroadcasts() not in self.work.follow_ups:
            self.work.then(DeliverBroadcasts())


STATE_WORDS: dict[str, Sentence] = {
    "active": say("running"),
    "completed": say("completed"),
    "terminated": say("cancelled"),
}


def lock(work: Work, subject: str, key: int, *, variables: bool = True) -> tuple[Instance, Any]:
    """Lock the case that a task, job, subscription, incident or instance belongs to; answer it with the subject's row.
    NotFound if there is none, or if it has gone while we waited."""
    queries: list[Query] = [(sql, (key,)) for sql in LOCKS[subject][: 3 if variables else 2]]
    (root, *_), (row, *_), *rest = (found or [None] for found in work.trip(*queries))
    if root is None or row is None:
        raise NotFound(Sentence(MISSING[subject].template, {"key": key}))
    work.now = max(work.now, work.engine.clock.now())  # we may have waited for the lock
    work.root_key = root.key
    instance = Instance(work, root.key, work.definition(root.definition_key), root.state)
    if subject != "process_instance":
        instance.rest.found(row.token, row.resting)
    instance.snapshot, instance.incidents = root.snapshot, root.incidents
    instance.correlation_key, instance.business_key = root.correlation_key, root.business_key
    instance.chain.seq, instance.chain.head = root.last_seq, bytes(root.last_hash or START)
    instance.suspended, instance.started_by = root.suspended, root.started_by
    if subject in RUNNING:
        instance.must_run()
    if rest:
        read = {root.key, row.key if subject == "process_instance" else row.instance_key}
        instance.variables = CaseVariables(work, read, (each for each in rest[0] if each is not None))
    return instance, row


MISSING: dict[str, Sentence] = {
    "task": say("There is no task {key}."),
    "job": say("There is no job {key} any more: it is done, or its case went another way."),
    "subscription": say("Nothing waits at {key} any more: it has happened, or the case went another way."),
    "incident": say("There is no incident {key}."),
    "process_instance": say("There is no case {key}."),
}
