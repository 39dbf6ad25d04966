"""Forms for programs: which one a case starts with or a task has, and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from bpmn.forms import Form
from engine.commands.instances import start_form as form_of_start
from engine.commands.tasks import form_of
from engine.reading import Reading
from engine.store.deployments import form, resource

if TYPE_CHECKING:
    from engine.work import Engine


def start_form(engine: Engine, connection: Connection, definition_key: int) -> Form | None:
    """The form of the none start event, None if it has none. WrongState if it was never deployed."""
    work = Reading(engine, connection)
    return form_of_start(work, work.definition(definition_key))


def task_form(engine: Engine, connection: Connection, task: Any) -> Form | None:
    """The form of a task's row, None if it has none. WrongState if it was never deployed."""
    return form_of(Reading(engine, connection), task)


def source_of_form(connection: Connection, key: int) -> bytes | None:
    """The file of one version of a form."""
    query = select(resource.c.content).join(form, form.c.resource_key == resource.c.key).where(form.c.key == key)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def latest_form(connection: Connection, form_id: str) -> int | None:
    """The key of a form's latest version."""
    query = select(form.c.key).where(form.c.form_id == form_id, form.c.deleted_at.is_(None))
    query = query.order_by(form.c.version.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()
