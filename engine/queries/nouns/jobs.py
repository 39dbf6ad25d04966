"""Jobs: those that are to be done, and those that are over."""

from __future__ import annotations

from sqlalchemy import DateTime, Select, Text, and_, case, cast, literal, null, select, union_all

from engine.queries.nouns.keys import element_key_column
from engine.queries.search import Noun
from engine.store.deployments import definition
from engine.store.ended_jobs import ended_job
from engine.store.instances import process_instance
from engine.store.waiting import job

_SAME = ("key", "root_key", "instance_key", "definition_key", "token", "element_id", "type", "retries", "headers",
         "worker", "error_message", "created_at")  # fmt: skip
_tried = and_(job.c.state == "open", job.c.error_message.is_not(None))
_open: Select[tuple[object, ...]] = select(
    *(job.c[name] for name in _SAME), job.c.lock_expires_at, _tried.label("tried"),
    cast(null(), Text).label("error_code"), cast(null(), DateTime(timezone=True)).label("ended_at"),
    case((job.c.state == "failed", "FAILED"), (_tried, "FAILED"), else_="CREATED").label("state"),
)  # fmt: skip
_ended: Select[tuple[object, ...]] = select(
    *(ended_job.c[name] for name in _SAME), cast(null(), DateTime(timezone=True)), literal(value=False),
    ended_job.c.error_code, ended_job.c.ended_at,
    case((ended_job.c.state == "completed", "COMPLETED"), (ended_job.c.state == "canceled", "CANCELED"),
         else_="ERROR_THROWN"),
)  # fmt: skip
_it = union_all(_open, _ended).subquery("any_job").c

element_instance = element_key_column(_it.root_key, _it.token)

JOBS = Noun(
    rows=select(
        *_it, definition.c.process_id, definition.c.version, process_instance.c.business_key,
    )
    .join(definition, definition.c.key == _it.definition_key)
    .join(process_instance, process_instance.c.key == _it.instance_key)
    .where(~_it.type.startswith("alur:", autoescape=True), ~definition.c.cases_deleted),
    fields={
        "job_key": _it.key,
        "type": _it.type,
        "worker": _it.worker,
        "retries": _it.retries,
        "state": _it.state,
        "error_message": _it.error_message,
        "error_code": _it.error_code,
        "deadline": _it.lock_expires_at,
        "element_id": _it.element_id,
        "element_instance_key": element_instance,
        "process_definition_id": definition.c.process_id,
        "process_definition_key": _it.definition_key,
        "process_instance_key": _it.instance_key,
        "has_failed_with_retries_left": _it.tried,
        "creation_time": _it.created_at,
        "end_time": _it.ended_at,
        "root_key": _it.root_key,
    },
    key=_it.key,
)  # fmt: skip
