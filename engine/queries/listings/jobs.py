"""What waits for a worker or for the clock: jobs, external tasks, timers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from bpmn.attachments import CONTINUATION
from engine.queries.listings.listing import Filter, Listing, after, among, at, before, equal, placed, when
from engine.store.deployments import definition, start_subscription
from engine.store.instances import process_instance
from engine.store.waiting import incident, job, subscription

_case = process_instance.alias("case_of_job")
_instance = process_instance.alias("instance_of_job")
_held = and_(job.c.lock_expires_at.is_not(None), job.c.lock_expires_at > func.now())

_external: Select[Any] = (
    select(
        job, definition.c.process_id, definition.c.version, definition.c.version_tag, _instance.c.business_key,
        _case.c.suspended,
    )
    .join(definition, definition.c.key == job.c.definition_key)
    .join(_instance, _instance.c.key == job.c.instance_key)
    .join(_case, _case.c.key == job.c.root_key)
    .where(job.c.type != CONTINUATION)
)  # fmt: skip
EXTERNAL = Listing(
    _external,
    job.c.key,
    {
        "external_task_id": equal(job.c.key, "key"),
        "external_task_id_in": among(job.c.key, "keys"),
        "topic_name": equal(job.c.type),
        "worker_id": equal(job.c.worker),
        "locked": when(_held),
        "not_locked": when(~_held),
        "with_retries_left": when(job.c.retries > 0),
        "no_retries_left": when(job.c.retries == 0),
        "priority_higher_than_or_equals": Filter("long", lambda number: job.c.priority >= number),
        "priority_lower_than_or_equals": Filter("long", lambda number: job.c.priority <= number),
        "lock_expiration_after": after(job.c.lock_expires_at),
        "lock_expiration_before": before(job.c.lock_expires_at),
        "activity_id": equal(job.c.element_id),
        "activity_id_in": among(job.c.element_id),
        "execution_id": placed(job),
        "process_instance_id": equal(job.c.instance_key, "key"),
        "process_instance_id_in": among(job.c.instance_key, "keys"),
        "process_definition_id": equal(job.c.definition_key, "key"),
        "process_definition_key": equal(definition.c.process_id),
        "process_definition_key_in": among(definition.c.process_id),
        "active": when(~_case.c.suspended),
        "suspended": when(_case.c.suspended),
    },
    {
        "id": job.c.key, "lockExpirationTime": job.c.lock_expires_at, "processInstanceId": job.c.instance_key,
        "processDefinitionId": job.c.definition_key, "processDefinitionKey": definition.c.process_id,
        "taskPriority": job.c.priority, "createTime": job.c.created_at, "tenantId": true(),
    },
)  # fmt: skip
"""Jobs for outside workers and connectors."""

_PLACE = ("key", "root_key", "instance_key", "definition_key", "token", "element_id", "created_at")
_nothing, _no_key = cast(null(), JSONB), cast(null(), BigInteger)
_none, _zero = literal(None), cast(literal(0), BigInteger)
_first = func.row_number().over(
    partition_by=start_subscription.c.definition_key, order_by=start_subscription.c.element_id
)
_waiting = union_all(
    select(
        *(job.c[name] for name in _PLACE), job.c.priority, job.c.due_at, job.c.retries, job.c.headers,
        job.c.error_message, job.c.error_details, _nothing.label("places"), literal("continuation").label("kind"),
    ).where(job.c.type == CONTINUATION),
    select(
        *(subscription.c[name] for name in _PLACE), subscription.c.priority, subscription.c.due_at,
        literal(3).label("retries"), _nothing.label("headers"), _none.label("error_message"),
        _none.label("error_details"), _nothing.label("places"), literal("timer").label("kind"),
    ).where(subscription.c.kind == "timer"),
    select(
        *(incident.c[name] for name in _PLACE if name != "created_at"), incident.c.raised_at.label("created_at"),
        _zero.label("priority"), cast(null(), DateTime(timezone=True)).label("due_at"),
        literal(0).label("retries"), _nothing.label("headers"),
        incident.c.template.label("error_message"), _none.label("error_details"), incident.c.places,
        literal("incident").label("kind"),
    ).where(incident.c.state == "open", incident.c.job_key.is_(None)),
    select(
        case(
            (_first == 1, start_subscription.c.definition_key),
            else_=-(start_subscription.c.definition_key * 100 + _first),
        ).label("key"),
        _no_key.label("root_key"), _no_key.label("instance_key"), start_subscription.c.definition_key,
        cast(null(), Integer).label("token"), start_subscription.c.element_id,
        cast(null(), DateTime(timezone=True)).label("created_at"), _zero.label("priority"), start_subscription.c.due_at,
        literal(3).label("retries"), _nothing.label("headers"), _none.label("error_message"),
        _none.label("error_details"), _nothing.label("places"), literal("start").label("kind"),
    ).where(start_subscription.c.kind == "timer"),
).subquery("waiting_job")  # fmt: skip
_it = _waiting.c
_due = or_(_it.due_at.is_(None), _it.due_at <= func.now())
_stuck = exists().where(
    incident.c.root_key == _it.root_key, incident.c.token == _it.token, incident.c.state == "open"
)  # fmt: skip


def _moment(compare: str) -> Filter:
    column = {"due": _it.due_at, "created": _it.created_at}[compare]

    def where(conditions: Any) -> ColumnElement[bool]:
        tests = {
            "gt": column.__gt__, "lt": column.__lt__, "gteq": column.__ge__, "lteq": column.__le__,
            "eq": column.__eq__, "neq": column.__ne__,
        }  # fmt: skip
        return and_(true(), *(tests[one.comparison](one.value) for one in conditions))

    return Filter("values", where)


def _of_definition(id: str) -> ColumnElement[bool]:
    """``id``: a version's key and an element, as Camunda 7's job definitions are named here."""
    return literal(id) == cast(_it.definition_key, Text) + ":" + _it.element_id


JOBS = Listing(
    select(
        _waiting, func.coalesce(_case.c.suspended, false()).label("suspended"), definition.c.process_id,
        definition.c.version, definition.c.deployment_key,
    )
    .outerjoin(_case, _case.c.key == _it.root_key)
    .join(definition, definition.c.key == _it.definition_key),
    _it.key,
    {
        "job_id": equal(_it.key, "key"),
        "job_ids": among(_it.key, "keys"),
        "process_instance_id": equal(_it.instance_key, "key"),
        "process_instance_ids": among(_it.instance_key, "keys"),
        "process_definition_id": equal(_it.definition_key, "key"),
        "process_definition_key": equal(definition.c.process_id),
        "activity_id": equal(_it.element_id),
        "job_definition_id": Filter("text", _of_definition),
        "execution_id": Filter("place", lambda place: at(_it, place)),
        "failed_activity_id": Filter("text", lambda element: and_(_it.element_id == element, _stuck)),
        "with_retries_left": when(_it.retries > 0),
        "no_retries_left": when(_it.retries == 0),
        "priority_higher_than_or_equals": Filter("long", lambda number: _it.priority >= number),
        "priority_lower_than_or_equals": Filter("long", lambda number: _it.priority <= number),
        "executable": when(and_(_due, _it.retries > 0)),
        "timers": when(_it.kind.in_(("timer", "start"))),
        "messages": when(_it.kind.in_(("continuation", "incident"))),
        "with_exception": when(_it.error_message.is_not(None)),
        "exception_message": equal(_it.error_message),
        "due_dates": _moment("due"),
        "create_times": _moment("created"),
        "active": when(~func.coalesce(_case.c.suspended, false())),
        "suspended": when(_case.c.suspended),
    },
    {
        "jobId": _it.key, "executionId": _it.token, "processInstanceId": _it.instance_key,
        "processDefinitionId": _it.definition_key, "processDefinitionKey": definition.c.process_id,
        "jobPriority": _it.priority, "jobRetries": _it.retries, "jobDueDate": _it.due_at, "tenantId": true(),
    },
)  # fmt: skip
"""What Camunda 7 calls jobs: asynchronous continuations, timers, timer start events of the versions in force; and what
failed in the flow itself, which Camunda 7 would have rolled back to the job before: a job without retries."""
