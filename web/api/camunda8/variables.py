"""Variables of process instances, of elements and of user tasks."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import Field

from bpmn.sentence import say
from engine import NotFound, SetVariables
from engine.queries import reads
from engine.queries.nouns.keys import NAMES, element_key, place_of, variable_key
from engine.queries.nouns.variables import VARIABLES
from engine.queries.search import Found, Test, search
from web import here
from web.api.camunda8 import filters, reading, user_tasks
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import AnyKey, PageRequest, Results, Sort, Text
from web.api.model import Key, Sent, Told
from web.api.operation import do

LONGEST = 8191
"""Texts of values are cut to this in searches unless the client asks for all, as in Camunda 8."""
By = Literal["value", "name", "variableKey", "scopeKey", "processInstanceKey"]


class VariableFilter(Sent):
    """What variables are found by."""

    name: Text | None = None
    value: Text | None = None
    scope_key: AnyKey | None = None
    process_instance_key: AnyKey | None = None
    tenant_id: str | None = None


class VariableSearch(Sent):
    """A search for variables."""

    filter: VariableFilter | None = None
    sort: list[Sort[Literal["value", "name", "scopeKey", "processInstanceKey"]]] | None = None
    page: PageRequest | None = None


class NameFilter(Sent):
    """What variables of a task are found by."""

    name: Text | None = None


class TaskVariableSearch(Sent):
    """A search for variables of a task."""

    filter: NameFilter | None = None
    sort: list[Sort[Literal["name"]]] | None = None
    page: PageRequest | None = None


class Truncation(Sent):
    """Whether long values are cut."""

    truncate_values: bool = True


class FoundVariable(Told):
    """A variable; ``value`` is JSON text."""

    value: str
    is_truncated: bool
    name: str
    tenant_id: str = TENANT
    variable_key: Key
    scope_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None


class Variable(Told):
    """A variable with its whole value."""

    value: str
    name: str
    tenant_id: str = TENANT
    variable_key: Key
    scope_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None


class Setting(Sent):
    """Values by name. ``local``: of the element alone, else where the name is found from there."""

    variables: dict[str, Any]
    local: bool = False
    operation_reference: int | None = Field(None, ge=1)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _told(name: str, value: Any, scope: int, instance: int, root: int | None, cut: bool) -> FoundVariable:
    text = _text(value)
    return FoundVariable(
        value=text[:LONGEST] if cut else text, is_truncated=cut and len(text) > LONGEST, name=name,
        variable_key=variable_key(scope, name), scope_key=scope, process_instance_key=instance,
        root_process_instance_key=root,
    )  # fmt: skip


@api.operation("POST", "/variables/search", "Search variables", body=VariableSearch, query=Truncation,
               answer=Results[FoundVariable])  # fmt: skip
def find(body: VariableSearch, query: Truncation) -> Any:
    """Those of process instances; with the key of an element instance as ``scopeKey`` those that only it sees, as long
    as it is open."""
    reading.must_oversee()
    scope = body.filter.scope_key if body.filter else None
    place = place_of(scope) if isinstance(scope, int) else (0, None)
    if place[1] is not None:
        return _local(place[0], place[1], body, query)

    def told(row: Any) -> FoundVariable:
        return _told(row.name, row.value, row.instance_key, row.instance_key, row.root_key, query.truncate_values)

    return reading.searched(VARIABLES, body, told)


def _local(root: int, token: int, body: VariableSearch, query: Truncation) -> Any:
    engine = here.the_engine()
    with engine.read() as connection:
        found = reads.local_variables(engine, connection, root, token) or {}
        instance = reads.instance_at(connection, root, token) or root
    scope = element_key(root, token)
    items = [_told(name, value, scope, instance, root, query.truncate_values) for name, value in sorted(found.items())]
    asked = body.filter.name if body.filter else None
    return _listed([item for item in items if asked is None or _fits(item.name, asked)], body.page)


def _fits(name: str, asked: Any) -> bool:
    """Whether a name passes a filter, as the database would say."""

    for test in filters.asked_tests(NameFilter(name=asked)):
        value = test.value
        match test.operator:
            case "eq":
                passes = name == value
            case "neq":
                passes = name != value
            case "exists":
                passes = bool(value)
            case "in" | "notIn":
                passes = (name in value) is (test.operator == "in")
            case _:
                passes = fnmatchcase(name, value.replace("[", "[[]"))
        if not passes:
            return False
    return True


def _listed(items: list[FoundVariable], asked: PageRequest | None) -> Any:
    """A page of a short list; its cursors are places in it."""
    page = filters.page(asked, [])
    start = page.offset
    if page.after is not None:
        start = int(page.after[0]) + 1 if isinstance(page.after[0], int) else 0
    stop = start + page.limit
    if page.before is not None and isinstance(page.before[0], int):
        stop = max(0, page.before[0])
        start = max(0, stop - page.limit)
    shown = items[start:stop]
    found = Found([], len(items), False, (start,) if shown else None, (start + len(shown) - 1,) if shown else None)
    return {"items": shown, "page": filters.response(found)}


@api.operation("GET", "/variables/{variableKey}", "One variable", answer=Variable)
def get(variable_key: Key) -> Variable:
    """Of a process instance, by its key."""
    reading.must_oversee()
    scope = variable_key // NAMES
    with here.the_engine().read() as connection:
        rows = search(connection, VARIABLES, [Test("process_instance_key", "eq", scope)]).rows
    for row in rows:
        told = _told(row.name, row.value, row.instance_key, row.instance_key, row.root_key, cut=False)
        if told.variable_key == variable_key:
            return Variable(**told.model_dump(exclude={"is_truncated"}))
    raise NotFound(say("There is no variable with the key {key}.", key=variable_key))


@api.operation("PUT", "/element-instances/{elementInstanceKey}/variables", "Change variables", body=Setting, status=204)
def put(element_instance_key: Key, body: Setting) -> None:
    """Of a process instance, or as an element instance sees them."""
    root, token = place_of(element_instance_key)
    with here.the_engine().read() as connection:
        instance = root if token is None else reads.instance_at(connection, root, token)
    if instance is None:
        raise NotFound(say("There is no element instance with the key {key}.", key=element_instance_key))
    do(SetVariables(instance, body.variables, token=token, local=body.local))


@api.operation("POST", "/user-tasks/{userTaskKey}/variables/search", "The variables of a user task",
               body=TaskVariableSearch, query=Truncation, answer=Results[FoundVariable])  # fmt: skip
def of_task(user_task_key: Key, body: TaskVariableSearch, query: Truncation) -> Any:
    """All that are visible at it."""
    return _of_task(user_task_key, body, query)


@api.operation("POST", "/user-tasks/{userTaskKey}/effective-variables/search", "The variables of a user task",
               body=TaskVariableSearch, query=Truncation, answer=Results[FoundVariable])  # fmt: skip
def effective(user_task_key: Key, body: TaskVariableSearch, query: Truncation) -> Any:
    """All that are visible at it, each name once."""
    return _of_task(user_task_key, body, query)


def _of_task(key: int, body: TaskVariableSearch, query: Truncation) -> Any:
    row = user_tasks.known(key)
    engine = here.the_engine()
    with engine.read() as connection:
        local = reads.local_variables(engine, connection, row.root_key, row.token) or {}
        seen = reads.visible_variables(engine, connection, row.root_key, row.token)
        if seen is None:
            seen = reads.variables_of(connection, row.instance_key)
    own = element_key(row.root_key, row.token)
    items = [
        _told(name, value, own if name in local else row.instance_key, row.instance_key, row.root_key,
              query.truncate_values)
        for name, value in sorted(seen.items())
        if body.filter is None or body.filter.name is None or _fits(name, body.filter.name)
    ]  # fmt: skip
    if body.sort and body.sort[0].order == "DESC":
        items.reverse()
    return _listed(items, body.page)
