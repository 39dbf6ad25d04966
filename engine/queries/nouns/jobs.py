"""Jobs that are to be done; a finished job's row is gone."""

from __future__ import annotations

from sqlalchemy import and_, case, select

from engine.queries.nouns.keys import element_key_column
from engine.queries.search import Noun
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.waiting import job

element_instance = element_key_column(job.c.root_key, job.c.token)
tried = and_(job.c.state == "open", job.c.error_message.is_not(None))

JOBS = Noun(
    rows=select(
        job, definition.c.process_id, definition.c.version, process_instance.c.business_key,
    )
    .join(definition, definition.c.key == job.c.definition_key)
    .join(process_instance, process_instance.c.key == job.c.instance_key)
    .where(~job.c.type.startswith("alur:", autoescape=True)),
    fields={
        "job_key": job.c.key,
        "type": job.c.type,
        "worker": job.c.worker,
        "retries": job.c.retries,
        "state": case((job.c.state == "failed", "FAILED"), (tried, "FAILED"), else_="CREATED"),
        "error_message": job.c.error_message,
        "deadline": job.c.lock_expires_at,
        "element_id": job.c.element_id,
        "element_instance_key": element_instance,
        "process_definition_id": definition.c.process_id,
        "process_definition_key": job.c.definition_key,
        "process_instance_key": job.c.instance_key,
        "has_failed_with_retries_left": tried,
        "creation_time": job.c.created_at,
        "root_key": job.c.root_key,
    },
    key=job.c.key,
)  # fmt: skip
