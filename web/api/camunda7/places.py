"""Executions as Camunda 7 makes them: one for the process instance, one for each scope, one for each branch of several.

An activity that is alone in its process instance and no scope of its own is where the instance itself is: its execution
has the id of the process instance. All others are named by the token; what else there would be (the execution of a
scope around it, or of the branch a scope is in) by the token of the first place inside, with a letter behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g

from bpmn.diagram import Element
from engine.queries import waits
from web import here
from web.api.camunda7.elements import around, is_scope, process_of, source_of
from web.api.camunda7.model import execution_id, place_of

FEW = 100
"""Places of a process instance that are looked at to name an execution: a list must not cost what a case is large."""


@dataclass(slots=True)
class Leaf:
    """A place where something waits."""

    id: str
    tokens: list[int]
    scope: bool


@dataclass(slots=True)
class Branching:
    """A scope with what is in it. ``parallel``: each is a branch of its own, also the last."""

    parallel: bool = False
    inside: dict[Any, Branching | Leaf] = field(default_factory=dict)

    def first(self) -> Leaf:
        one = next(iter(self.inside.values()))
        return one if isinstance(one, Leaf) else one.first()

    @property
    def id(self) -> str:
        """Of its own execution, unless it is a process instance."""
        one = next(iter(self.inside.values()))
        alone = len(self.inside) == 1 and not self.parallel
        return one.id if alone and isinstance(one, Leaf) and not one.scope else f"{self.first().id}:s"


@dataclass(slots=True)
class Places:
    """The executions of one process instance."""

    all: list[str]
    by_token: dict[int, str]

    def tokens(self, id: str) -> list[int]:
        """Those of an execution."""
        return [token for token, execution in self.by_token.items() if execution == id]


def execution_of(row: Any) -> str:
    """The id of the execution that is at a row with root_key, instance_key and token."""
    kept: dict[int, Places] = g.setdefault("places", {})
    if row.instance_key not in kept:
        kept |= of_instances({row.instance_key: row.root_key}, FEW)
    return kept[row.instance_key].by_token.get(row.token) or execution_id(row.root_key, row.token)


def prepare(rows: list[Any]) -> None:
    """Read what ``execution_of`` needs for all rows by one statement."""
    g.places = of_instances({row.instance_key: row.root_key for row in rows}, FEW) if rows else {}


def find(id: str) -> tuple[int, Places] | None:
    """The process instance of an execution, and all its executions; None if there is no such one."""
    key, token = place_of(id)
    with here.the_engine().read() as connection:
        roots = waits.roots(connection, key, called=token is not None)
    for instance_key, found in of_instances(roots).items():
        if id in found.all:
            return instance_key, found
    return None


def at(id: str) -> tuple[int, list[int]]:
    """The case and the tokens of an execution. One that has ended is known by its token alone."""
    key, token = place_of(id)
    found = find(id)
    if found is not None and token is None:
        with here.the_engine().read() as connection:
            key = waits.roots(connection, key, called=False)[key]
    return key, (found[1].tokens(id) if found else []) or ([] if token is None else [token])


def of_instances(roots: Mapping[int, int], few: int | None = None) -> dict[int, Places]:
    """The executions of running process instances, given with the cases they belong to. If these wait at more than
    ``few`` places each, nothing is worked out: each place of so many has an execution of its own."""
    with here.the_engine().read() as connection:
        most = None if few is None else few * (len(roots) + 10)
        rows = waits.of_instances(connection, set(roots.values()), roots, most)
    if rows is None:
        return {key: Places([str(key)], {}) for key in roots}
    by_instance: dict[int, list[Any]] = {key: [] for key in roots}
    for row in rows:
        by_instance[row.instance_key].append(row)
    return {key: _places(key, found) for key, found in by_instance.items()}


def _places(key: int, rows: list[Any]) -> Places:
    definition = next((row.definition_key for row in rows if row.definition_key), 0)
    elements = {each.id: each for each in process_of(definition).elements()} if definition else {}
    whole, beside = Branching(), []
    for row in rows:
        element = elements.get(row.element_id)
        if row.guard and element is not None and element.kind in ("boundaryEvent", "startEvent"):
            beside.append((row, element))
        else:
            _put(whole, row, element, definition)
    by_token: dict[int, str] = {}
    listed = list(_executions(whole, str(key), by_token))
    for row, element in beside:
        by_token[row.token] = _beside(row, element, rows, by_token, definition, str(key))
    return Places(listed, by_token)


def _put(whole: Branching, row: Any, element: Element | None, definition: int) -> None:
    scope: Branching = whole
    for outer in reversed(around(definition, row.element_id)) if element else ():
        scope = _inner(scope, outer.id)
    if element is not None and element.repeat is not None and not row.moves:
        scope = _inner(scope, element.id, not element.repeat.sequential)
    if row.guard and element is not None:  # what an event-based gateway waits for is at the gateway
        leaf = scope.inside.setdefault(("gateway", source_of(definition, element)), Leaf(_id(row), [], True))
        assert isinstance(leaf, Leaf)
        leaf.tokens.append(row.token)
        return
    own = element is None or (not row.moves and is_scope(definition, element))
    scope.inside[row.token or row.called] = Leaf(_id(row), [row.token] if row.token else [], own)


def _inner(scope: Branching, name: str, parallel: bool = False) -> Branching:
    made = scope.inside.setdefault(("scope", name), Branching(parallel))
    assert isinstance(made, Branching)
    return made


def _id(row: Any) -> str:
    return execution_id(row.root_key, row.token) if row.token else f"{row.called}:0"


def _executions(scope: Branching, id: str, by_token: dict[int, str]) -> Iterator[str]:
    yield id
    several = scope.parallel or len(scope.inside) > 1
    for one in scope.inside.values():
        if isinstance(one, Branching):
            if several:
                yield f"{one.first().id}:c"
            yield from _executions(one, one.id, by_token)
            continue
        if one.scope and several:
            yield f"{one.id}:c"
        if one.scope or several:
            yield one.id
        by_token.update(dict.fromkeys(one.tokens, one.id if one.scope or several else id))


def _beside(row: Any, element: Element, rows: list[Any], by_token: dict[int, str], definition: int, key: str) -> str:
    """A boundary event waits at its activity, an event subprocess in the scope it is in."""
    if element.kind == "boundaryEvent":
        hosts = [one.token for one in rows if one.element_id == element.attached_to and (one.token or 0) < row.token]
        return by_token.get(hosts[-1], _id(row)) if hosts and hosts[-1] else _id(row)
    return key if len(around(definition, element.id)) < 2 else _id(row)
