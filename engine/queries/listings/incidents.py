"""Incidents as Camunda 7 lists them: one where a case is stuck, and one at each call activity above it that waits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Text, and_, case, cast, literal, null, or_, select, true
from sqlalchemy import union_all as all_of
from sqlalchemy.dialects.postgresql import JSONB

from bpmn.attachments import CONTINUATION
from engine.queries.listings.listing import Filter, Listing, after, among, at, before, equal
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.waiting import incident, job

DEEPEST = 50
"""Processes inside each other, see engine.flow."""
_stuck, _outer, _caller = process_instance.alias("stuck"), process_instance.alias("outer"), process_instance.alias("by")
_up = (
    select(
        incident.c.key.label("root_cause"), _stuck.c.parent_key.label("instance_key"),
        _stuck.c.parent_element_id.label("element_id"), literal(1).label("level"),
    )
    .join(_stuck, _stuck.c.key == incident.c.instance_key)
    .where(incident.c.state == "open", _stuck.c.parent_key.is_not(None))
    .cte("up", recursive=True)
)  # fmt: skip
_up = _up.union_all(
    select(_up.c.root_cause, _outer.c.parent_key, _outer.c.parent_element_id, _up.c.level + 1)
    .join(_outer, _outer.c.key == _up.c.instance_key)
    .where(_outer.c.parent_key.is_not(None))
)
_SAME = ("root_key", "code", "state", "raised_at", "resolved_at")


def _numbered(level: Any) -> ColumnElement[int]:
    """The number of an incident at a call activity: none of ours is negative."""
    return cast(-(_up.c.root_cause * DEEPEST + level), BigInteger)


_below = select(
    _numbered(_up.c.level).label("key"), _up.c.instance_key, _caller.c.definition_key,
    cast(null(), Integer).label("token"), _up.c.element_id, cast(null(), Text).label("template"),
    cast(null(), JSONB).label("places"), cast(null(), BigInteger).label("job_key"),
    case((_up.c.level == 1, _up.c.root_cause), else_=_numbered(_up.c.level - 1)).label("cause"),
    _up.c.root_cause, *(incident.c[name] for name in _SAME), job.c.type.label("job_type"),
).select_from(
    _up.join(incident, incident.c.key == _up.c.root_cause)
    .join(_caller, _caller.c.key == _up.c.instance_key)
    .outerjoin(job, job.c.key == incident.c.job_key)
)  # fmt: skip
_here = select(
    incident.c.key, incident.c.instance_key, incident.c.definition_key, incident.c.token, incident.c.element_id,
    incident.c.template, incident.c.places, incident.c.job_key, incident.c.key.label("cause"),
    incident.c.key.label("root_cause"), *(incident.c[name] for name in _SAME), job.c.type.label("job_type"),
).outerjoin(job, job.c.key == incident.c.job_key)  # fmt: skip
OPEN = all_of(_here.where(incident.c.state == "open"), _below).subquery("met")
"""Those that are open, as rows."""
_past = _here.subquery("met_once")


def external(code: ColumnElement[Any], job_type: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a worker's job failed, and not a step of the case."""
    return and_(code == "JOB_NO_RETRIES", or_(job_type.is_(None), job_type != CONTINUATION))


def _listing(it: Any, **more: Filter) -> Listing:
    of_worker = external(it.code, it.job_type)
    return Listing(
        select(*it, definition.c.process_id, definition.c.version)
        .join(definition, definition.c.key == it.definition_key)
        .where(~definition.c.cases_deleted),
        it.key,
        {
            "incident_id": equal(it.key, "key"),
            "incident_type": Filter(
                "text",
                lambda kind: (
                    of_worker if kind == "failedExternalTask" else ~of_worker if kind == "failedJob" else ~true()
                ),
            ),
            "incident_message": equal(it.template),
            "execution_id": Filter("place", lambda place: at(it, place)),
            "process_definition_id": equal(it.definition_key, "key"),
            "process_definition_key_in": among(definition.c.process_id),
            "process_instance_id": equal(it.instance_key, "key"),
            "activity_id": equal(it.element_id),
            "failed_activity_id": equal(it.element_id),
            "cause_incident_id": equal(it.cause, "key"),
            "root_cause_incident_id": equal(it.root_cause, "key"),
            "configuration": Filter(
                "key", lambda key: or_(it.job_key == key, and_(it.job_key.is_(None), it.key == key))
            ),
            **more,
        },
        {
            "incidentId": it.key, "incidentMessage": it.template, "incidentTimestamp": it.raised_at,
            "createTime": it.raised_at, "endTime": it.resolved_at, "incidentType": it.code, "executionId": it.token,
            "activityId": it.element_id, "processInstanceId": it.instance_key,
            "processDefinitionId": it.definition_key, "processDefinitionKey": definition.c.process_id,
            "causeIncidentId": it.cause, "rootCauseIncidentId": it.root_cause, "configuration": it.job_key,
            "incidentState": it.state, "tenantId": true(),
        },
    )  # fmt: skip


INCIDENTS = _listing(
    OPEN.c, incident_timestamp_before=before(OPEN.c.raised_at), incident_timestamp_after=after(OPEN.c.raised_at)
)
"""Those that are open."""
ALL_INCIDENTS = _listing(
    _past.c,
    open=Filter("flag", lambda wanted: _past.c.state == "open" if wanted else true()),
    resolved=Filter("flag", lambda wanted: _past.c.state == "resolved" if wanted else true()),
    deleted=Filter("flag", lambda wanted: ~true() if wanted else true()),
    create_time_before=before(_past.c.raised_at),
    create_time_after=after(_past.c.raised_at),
    end_time_before=before(_past.c.resolved_at),
    end_time_after=after(_past.c.resolved_at),
)
"""Where cases were stuck as well."""
