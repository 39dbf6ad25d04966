"""Single reads for the APIs: the case a key belongs to, flows taken, files, forms, local variables, a finished case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, select

from bpmn.kinds import bare_values
from bpmn.languages.dmn import Decisions
from bpmn.sentence import Sentence
from engine.definitions import Compiled
from engine.flow.problem import unpacked
from engine.instance import Instance
from engine.queries.nouns.element_instances import statistics
from engine.reading import Reading
from engine.store.deployments import decision, definition, deployment, form, resource
from engine.store.history import history_event
from engine.store.instances import process_instance, variable
from engine.store.waiting import incident, job
from engine.work import Engine


def root_of(connection: Connection, instance_key: int) -> int | None:
    """The case a process instance belongs to."""
    query = select(process_instance.c.root_key).where(process_instance.c.key == instance_key)
    return connection.execute(query).scalar_one_or_none()


def flows_taken(connection: Connection, instance_key: int) -> list[str]:
    """The sequence flows that were taken in a process instance, each once, in order."""
    root = root_of(connection, instance_key)
    query = (
        select(history_event.c.flow_id)
        .where(history_event.c.root_key == root, history_event.c.instance_key == instance_key,
               history_event.c.kind == "flow_taken")
        .order_by(history_event.c.seq)
    )  # fmt: skip
    return list(dict.fromkeys(connection.execute(query).scalars()))


def element_statistics(
    connection: Connection, definition_key: int | None = None, instance_key: int | None = None
) -> list[Any]:
    """Per element how often; see ``nouns.element_instances.statistics``."""
    return list(connection.execute(statistics(definition_key, instance_key)))


def source(connection: Connection, definition_key: int) -> bytes | None:
    """The file of a definition, byte for byte."""
    query = select(resource.c.content).join(definition, definition.c.resource_key == resource.c.key)
    found = connection.execute(query.where(definition.c.key == definition_key)).scalar_one_or_none()
    return None if found is None else bytes(found)


def form_row(connection: Connection, *, key: int | None = None, form_id: str | None = None) -> Any:
    """A form by its key, or the latest of an id, with its file as ``content``; None if there is none."""
    query = select(form, resource.c.content, resource.c.name.label("resource_name")).join(
        resource, resource.c.key == form.c.resource_key
    )
    of_id = and_(form.c.form_id == form_id, form.c.deleted_at.is_(None))  # by its key a task still finds its own
    query = query.where(form.c.key == key if key is not None else of_id)
    return connection.execute(query.order_by(form.c.version.desc()).limit(1)).first()


def deployed(connection: Connection, deployment_key: int) -> tuple[Any, list[Any]]:
    """A deployment's row and its files."""
    row = connection.execute(select(deployment).where(deployment.c.key == deployment_key)).first()
    files = select(resource).where(resource.c.deployment_key == deployment_key).order_by(resource.c.key)
    return row, list(connection.execute(files))


def files_of(connection: Connection, keys: Mapping[str, list[int]]) -> dict[int, Any]:
    """By key of a definition, form or decision: its version row's file (``resource_key``, ``resource_name``)."""
    found: dict[int, Any] = {}
    for table in (definition, form, decision):
        wanted = keys.get(table.name, [])
        if wanted:
            query = select(table.c.key, table.c.resource_key, resource.c.name.label("resource_name")).join(
                resource, resource.c.key == table.c.resource_key
            )
            found |= {row.key: row for row in connection.execute(query.where(table.c.key.in_(wanted)))}
    return found


def compiled(engine: Engine, connection: Connection, definition_key: int) -> Compiled:
    """The diagram of a definition, read."""
    return Reading(engine, connection).definition(definition_key)


def variables_of(connection: Connection, instance_key: int) -> dict[str, Any]:
    """The variables of a process instance."""
    query = select(variable.c.name, variable.c.value).where(variable.c.instance_key == instance_key)
    return {row.name: row.value for row in connection.execute(query)}


def local_variables(engine: Engine, connection: Connection, root_key: int, token: int) -> dict[str, Any] | None:
    """The variables that only this visit of an element sees; None if it is over."""
    instance = _live(engine, connection, root_key)
    if instance is None or token not in instance.case.index:
        return None
    return bare_values(instance.case.index[token].data)


def visible_variables(engine: Engine, connection: Connection, root_key: int, token: int) -> dict[str, Any] | None:
    """All variables that are visible at a live token; None if it is over."""
    instance = _live(engine, connection, root_key)
    return dict(instance.visible(token)) if instance is not None and token in instance.case.index else None


def _live(engine: Engine, connection: Connection, root_key: int) -> Instance | None:
    instance = Reading(engine, connection).case(root_key)
    return instance if instance is not None and instance.snapshot else None


def decisions(engine: Engine, connection: Connection, resource_key: int) -> Decisions:
    """The decisions of a file, read."""
    return Reading(engine, connection).decisions(resource_key)


def job_retries(connection: Connection, incident_key: int) -> int:
    """How often the job behind an incident may still be tried; 0 if there is none."""
    query = select(job.c.retries).join(incident, incident.c.job_key == job.c.key).where(incident.c.key == incident_key)
    return connection.execute(query).scalar_one_or_none() or 0


def callers(connection: Connection, instance_key: int) -> list[Any]:
    """A process instance and those that have called it, the case first."""
    found: list[Any] = []
    key: int | None = instance_key
    while key is not None:
        query = select(process_instance, definition.c.name).join(
            definition, definition.c.key == process_instance.c.definition_key
        )
        row = connection.execute(query.where(process_instance.c.key == key)).first()
        if row is None:
            break
        found.insert(0, row)
        key = row.parent_key
    return found


def instance_at(connection: Connection, root_key: int, token: int) -> int | None:
    """The process instance that a visit of an element belongs to."""
    query = select(history_event.c.instance_key).where(
        history_event.c.root_key == root_key, history_event.c.token == token, history_event.c.kind == "element_entered"
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def sentence_of(incident_row: Any) -> Sentence:
    """What an incident says."""
    return unpacked({"template": incident_row.template, "values": incident_row.places or {}})


def decision_file(connection: Connection, key: int) -> bytes | None:
    """A file of decisions, byte for byte."""
    query = select(resource.c.content).where(resource.c.key == key, resource.c.kind == "dmn")
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def tags_of(connection: Connection, instance_keys: set[int]) -> dict[int, list[str]]:
    """The tags of process instances that have any."""
    if not instance_keys:
        return {}
    pi = process_instance
    query = select(pi.c.key, pi.c.tags).where(pi.c.key.in_(instance_keys), pi.c.tags.is_not(None))
    return {row.key: list(row.tags) for row in connection.execute(query)}
