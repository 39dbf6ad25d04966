"""Where process instances are: what waits in them, out of the rows about waiting, which do not grow with their age."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, cast, false, literal, null, select, true, union_all

from bpmn.attachments import CONTINUATION
from engine.store.instances import process_instance
from engine.store.waiting import incident, job, subscription, task


def of_instances(
    connection: Connection, roots: Iterable[int], keys: Iterable[int], most: int | None = None
) -> list[Any] | None:
    """For each place: instance_key, root_key, definition_key, token, element_id, ``guard`` (it waits beside the way),
    ``moves`` (it waits to be entered or left). A called process is a place without a token, its key is ``called``.
    None if there are more than ``most``."""
    roots, keys = list(roots), list(keys)

    def of(table: Any, condition: ColumnElement[bool], guard: Any = false(), moves: Any = false()) -> Any:  # noqa: B008
        place = (table.c[name] for name in ("instance_key", "root_key", "definition_key", "token", "element_id"))
        return select(*place, guard.label("guard"), moves.label("moves"), literal(0).label("called")).where(
            table.c.root_key.in_(roots), table.c.instance_key.in_(keys), condition
        )

    it = process_instance.c
    calls = select(
        it.parent_key.label("instance_key"), it.root_key, literal(0).label("definition_key"),
        cast(null(), Integer).label("token"), it.parent_element_id.label("element_id"), false().label("guard"),
        false().label("moves"), it.key.label("called"),
    ).where(it.root_key.in_(roots), it.parent_key.in_(keys), it.state == "active")  # fmt: skip
    query = union_all(
        of(task, task.c.state == "open"),
        of(job, true(), moves=job.c.type == CONTINUATION),
        of(subscription, true(), guard=subscription.c.guard),
        of(incident, (incident.c.state == "open") & incident.c.job_key.is_(None)),
        calls,
    )
    rows = list(connection.execute(query if most is None else query.limit(most + 1)))
    if most is not None and len(rows) > most:
        return None
    found = {(row.instance_key, row.token, row.called): row for row in rows}
    return sorted(found.values(), key=lambda row: (row.instance_key, row.token or 0, row.called))


def roots(connection: Connection, key: int, called: bool) -> dict[int, int]:
    """The case of a running process instance; with ``called`` all that run in a case."""
    it = process_instance.c
    chosen = it.root_key == key if called else it.key == key
    return {
        row.key: row.root_key
        for row in connection.execute(select(it.key, it.root_key).where(chosen, it.state == "active"))
    }
