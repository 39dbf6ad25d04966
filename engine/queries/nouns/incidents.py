"""Incidents, open and resolved."""

from __future__ import annotations

from sqlalchemy import select

from engine.queries.nouns.keys import element_key_column
from engine.queries.search import Noun
from engine.store.deployments import definition
from engine.store.waiting import incident

element_instance = element_key_column(incident.c.root_key, incident.c.token)

INCIDENTS = Noun(
    rows=select(incident, definition.c.process_id)
    .join(definition, definition.c.key == incident.c.definition_key)
    .where(~definition.c.cases_deleted),
    fields={
        "incident_key": incident.c.key,
        "process_definition_id": definition.c.process_id,
        "process_definition_key": incident.c.definition_key,
        "process_instance_key": incident.c.instance_key,
        "element_id": incident.c.element_id,
        "element_instance_key": element_instance,
        "creation_time": incident.c.raised_at,
        "state": incident.c.state,
        "error_type": incident.c.code,
        "job_key": incident.c.job_key,
        "root_key": incident.c.root_key,
    },
    key=incident.c.key,
)
