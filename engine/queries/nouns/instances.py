"""Process instances: cases, and the processes they have called."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, case, cast, exists, func, or_, select

from engine.queries.nouns.keys import TOKENS
from engine.queries.search import Noun, Test, compared
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance, variable
from engine.store.waiting import incident

pi = process_instance

_caller = (  # the token of the call activity
    select(cast(history_event.c.detail["token"].as_string(), BigInteger))
    .where(
        history_event.c.root_key == pi.c.root_key,
        history_event.c.kind == "instance_started",
        history_event.c.instance_key == pi.c.key,
    )
    .limit(1)
    .correlate(pi)
    .scalar_subquery()
)
parent_element_instance = case((pi.c.parent_key.is_not(None), pi.c.root_key * TOKENS + _caller))
has_incident = or_(
    pi.c.incidents > 0,
    exists().where(incident.c.root_key == pi.c.root_key, incident.c.instance_key == pi.c.key,
                   incident.c.state == "open"),
)  # fmt: skip


def of_variable(owner: ColumnElement[Any]) -> Any:
    """A test of a variable of the process instance ``owner``: its value is (name, test of the value's JSON)."""

    def test(asked: Test) -> ColumnElement[bool]:
        name, wanted = asked.value
        if wanted.operator == "exists" and not wanted.value:
            return ~exists().where(variable.c.instance_key == owner, variable.c.name == name)
        value = cast(variable.c.value, Text)
        return exists().where(and_(variable.c.instance_key == owner, variable.c.name == name, _json(value, wanted)))

    return test


def _json(value: ColumnElement[Any], wanted: Test) -> ColumnElement[bool]:
    text = func.coalesce(value, "null")
    return compared(text, wanted)


def _visited(asked: Test) -> ColumnElement[bool]:
    return exists().where(
        history_event.c.root_key == pi.c.root_key,
        history_event.c.instance_key == pi.c.key,
        history_event.c.kind.in_(("element_entered", "element_migrated")),
        compared(history_event.c.element_id, asked),
    )


state = case((and_(pi.c.state == "active", pi.c.suspended), "suspended"), else_=pi.c.state)

INSTANCES = Noun(
    rows=select(
        pi, definition.c.name, definition.c.version, definition.c.version_tag, has_incident.label("has_incident"),
        parent_element_instance.label("parent_element_instance_key"), state.label("shown_state"),
    )
    .join(definition, definition.c.key == pi.c.definition_key)
    .where(~definition.c.cases_deleted),
    fields={
        "process_instance_key": pi.c.key,
        "parent_process_instance_key": pi.c.parent_key,
        "parent_element_instance_key": parent_element_instance,
        "process_definition_id": pi.c.process_id,
        "process_definition_name": definition.c.name,
        "process_definition_version": definition.c.version,
        "process_definition_version_tag": definition.c.version_tag,
        "process_definition_key": pi.c.definition_key,
        "start_date": pi.c.started_at,
        "end_date": pi.c.ended_at,
        "state": state,
        "has_incident": has_incident,
        "business_id": pi.c.business_key,
        "root_key": pi.c.root_key,
    },
    key=pi.c.key,
    special={"variables": of_variable(pi.c.key), "element_id": _visited},
)  # fmt: skip
