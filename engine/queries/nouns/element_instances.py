"""Visits of elements, from the history: each token's stay, and each process instance as a whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Integer, Text, and_, case, cast, exists, func, literal, not_, null, or_, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by

from engine.queries.nouns.keys import element_key_column
from engine.queries.search import Noun
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance
from engine.store.waiting import incident

he = history_event
ENDS = ("element_completed", "element_terminated")


def _any(kind: str):  # type: ignore[no-untyped-def]
    return func.bool_or(he.c.kind == kind)


_guard = func.bool_or(and_(he.c.kind == "element_entered", he.c.detail["guard"].is_not(None)))
_latest: Any = func.array_agg(aggregate_order_by(he.c.element_id, he.c.seq.desc()), type_=ARRAY(Text))
_place = _latest[1]  # where it is, or was last: a migration may have put it elsewhere
_tokens = (  # a guard that never fired, and a token that a join took in, are no visits
    select(
        he.c.root_key, he.c.token, func.min(he.c.instance_key).label("instance_key"),
        _place.label("element_id"),
        func.min(he.c.at).filter(he.c.kind == "element_entered").label("started_at"),
        func.max(he.c.at).filter(he.c.kind.in_(ENDS)).label("ended_at"),
        _any("element_terminated").label("terminated"),
        func.bool_or(and_(he.c.kind == "element_entered", he.c.detail["multi_instance"].is_not(None))).label("body"),
        func.bool_or(and_(he.c.kind == "element_entered", he.c.detail["inner_of"].is_not(None))).label("inner"),
    )
    .where(he.c.kind.in_(("element_entered", "element_migrated", *ENDS, "merged")), he.c.token.is_not(None))
    .group_by(he.c.root_key, he.c.token)
    .having(and_(_any("element_entered"), not_(_any("merged")), or_(not_(_guard), _any("element_completed"))))
)  # fmt: skip
_instances = select(
    process_instance.c.root_key, cast(null(), Integer).label("token"), process_instance.c.key.label("instance_key"),
    process_instance.c.process_id.label("element_id"), process_instance.c.started_at, process_instance.c.ended_at,
    (process_instance.c.state == "terminated").label("terminated"), literal(value=False).label("body"),
    literal(value=False).label("inner"),
)  # fmt: skip
visit = union_all(_tokens, _instances).subquery("visit")

key = case(
    (visit.c.token.is_(None), visit.c.instance_key),
    else_=element_key_column(visit.c.root_key, func.coalesce(visit.c.token, 0)),
)
state = case(
    (visit.c.ended_at.is_(None), "ACTIVE"), (visit.c.terminated, "TERMINATED"), else_="COMPLETED",
)  # fmt: skip
_stuck = and_(
    incident.c.root_key == visit.c.root_key, incident.c.state == "open",
    or_(and_(visit.c.token.is_(None), incident.c.instance_key == visit.c.instance_key),
        incident.c.token == visit.c.token),
)  # fmt: skip
has_incident = exists().where(_stuck)
incident_key = select(func.min(incident.c.key)).where(_stuck).correlate(visit).scalar_subquery()

ELEMENT_INSTANCES = Noun(
    rows=select(
        visit, key.label("key"), state.label("state"), has_incident.label("has_incident"),
        incident_key.label("incident_key"),
        process_instance.c.process_id, process_instance.c.definition_key,
    )
    .join(process_instance, process_instance.c.key == visit.c.instance_key)
    .join(definition, definition.c.key == process_instance.c.definition_key)
    .where(~definition.c.cases_deleted),
    fields={
        "element_instance_key": key,
        "process_instance_key": visit.c.instance_key,
        "process_definition_key": process_instance.c.definition_key,
        "process_definition_id": process_instance.c.process_id,
        "element_id": visit.c.element_id,
        "start_date": visit.c.started_at,
        "end_date": visit.c.ended_at,
        "state": state,
        "has_incident": has_incident,
        "incident_key": incident_key,
        "root_key": visit.c.root_key,
    },
    key=key,
)  # fmt: skip


def statistics(definition_key: int | None = None, instance_key: int | None = None):  # type: ignore[no-untyped-def]
    """How often each element is being visited, was completed, was left, and is stuck: of a definition or a case."""
    stuck = case((has_incident, literal(1)))
    query = (
        select(
            visit.c.element_id,
            func.count().filter(visit.c.ended_at.is_(None)).label("active"),
            func.count().filter(and_(visit.c.ended_at.is_not(None), visit.c.terminated)).label("canceled"),
            func.count(stuck).label("incidents"),
            func.count().filter(and_(visit.c.ended_at.is_not(None), not_(visit.c.terminated))).label("completed"),
        )
        .join(process_instance, process_instance.c.key == visit.c.instance_key)
        .where(visit.c.token.is_not(None))
        .group_by(visit.c.element_id)
        .order_by(visit.c.element_id)
    )
    if definition_key is not None:
        query = query.where(process_instance.c.definition_key == definition_key)
    if instance_key is not None:
        root = select(process_instance.c.root_key).where(process_instance.c.key == instance_key).scalar_subquery()
        query = query.where(visit.c.instance_key == instance_key, visit.c.root_key == root)
    return query
