"""Tokens that begin where no flow has led them: with start instructions, and when a running case is changed.

A scope that is not there yet is opened for them. Its token then goes through its own life, and instead of its start
event what it ``opens`` begins inside. The first token in a new scope sets the event subprocesses (it ``arms``), as a
start event would.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from bpmn.sentence import say
from engine.flow import interruption
from engine.flow.adhoc import AdHoc
from engine.flow.event_subprocesses import EventSubprocess
from engine.flow.events import Catch
from engine.flow.gateways import Join
from engine.flow.multi import Multi
from engine.flow.places import Begin, must_be_possible, open_around, race_before, scope_in, way_to
from engine.flow.problem import NotWaiting
from engine.flow.token import Memo, Token
from engine.flow.variables import write, write_local

if TYPE_CHECKING:
    from engine.flow.node import Node
    from engine.flow.scope import ScopeMixin


def begin(root: ScopeMixin, wanted: Begin) -> None:
    """Put the token there; it runs when its turn comes. NotWaiting if there is no such place, or more than one."""
    way, flow = way_to(root, wanted)
    must_be_possible(root, way[-1], flow)
    around, missing = open_around(root, way[:-1], wanted)
    scope = scope_in(around, root)
    for name, value in wanted.values.items():
        _write(around, root, name, value)
    for id, values in wanted.scoped.items():
        if id and all(node.element.id != id for node in way):
            raise NotWaiting(say("{scope} is no scope around {id}.", scope=id, id=wanted.at))
        if not id:
            root.case.put_instance(root, values)
        _set_in_open_scopes(around, root, id, values)
    _put(scope, around, [*missing, way[-1]], flow, wanted)


def open_inside(scope: ScopeMixin, openings: list[dict[str, Any]], around: Token | None = None) -> None:
    """What a token that has just opened its inside was told to begin there."""
    for place, opening in enumerate(openings):
        token = _spawn(scope, around, opening)
        if place == 0 and around is None:
            token.memo["arms"] = 1


def _put(scope: ScopeMixin, around: Token | None, nodes: list[Node], flow: str | None, wanted: Begin) -> None:
    """``nodes``: the scopes to be opened, and the element itself."""
    opening: dict[str, Any] = {"to": nodes[-1].name}
    if own := {**wanted.local, **wanted.scoped.get(nodes[-1].element.id, {})}:
        opening["own"] = own
    if flow is not None:
        opening["flow"] = flow
    for node in reversed(nodes[:-1]):
        _must_open(node)
        opening = {"to": node.name, "opens": [opening]}
        if wanted.scoped.get(node.element.id) and not node.items:
            opening["own"] = dict(wanted.scoped[node.element.id])
    if around is not None and "opens" in around.memo and "on" not in around.memo:
        around.memo["opens"] = _with(around.memo["opens"], opening)
        return
    token = _spawn(scope, around, opening)
    if not scope.spec.camunda8:
        _interrupt(token, "flow" not in opening)


def _with(openings: list[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """One more beside what is to be opened; what is to be inside of the same scope goes into the same."""
    for place, one in enumerate(openings):
        if one["to"] == new["to"] and "opens" in one and "opens" in new:
            inside = one["opens"]
            for inner in new["opens"]:
                inside = _with(inside, inner)
            own = {**one.get("own", {}), **new.get("own", {})}
            both = {**one, "opens": inside} | ({"own": own} if own else {})
            return [*openings[:place], both, *openings[place + 1 :]]
    return [*openings, new]


def _must_open(node: Node) -> None:
    """Camunda 8 opens no repeated activity for what is to begin inside (UnsupportedMultiInstanceBodyActivation)."""
    if isinstance(node, Multi) and node.spec.camunda8:
        raise NotWaiting(say("{id} is repeated: say in which of its items to begin.", id=node.element.id))


def _spawn(scope: ScopeMixin, around: Token | None, opening: dict[str, Any]) -> Token:
    node: Node = scope.spec.task_specs[opening["to"]]
    memo = _memo(scope, node, opening)
    if around is not None and isinstance(around.node, Multi):
        token = around.node.begin_another(around, memo)
    elif around is not None and isinstance(around.node, AdHoc):
        token = scope.spawn(node, Memo(item_of=around.number, **memo))
    else:
        token = scope.spawn(node, memo, opening.get("flow"))
    for name, value in opening.get("own", {}).items():
        write_local(token, name, value)
    return token


def _memo(scope: ScopeMixin, node: Node, opening: dict[str, Any]) -> Memo:
    memo = Memo()
    if "opens" in opening:
        memo["opens"] = opening["opens"]
        if scope.spec.camunda8:  # ElementActivationBehavior.activateFlowScope: no input mappings, no start listeners
            memo["mapped"] = 1
            memo["heard"] = {"start": len(node.listeners.get("start", ()))}
    if "flow" in opening:
        memo["came_by"] = opening["flow"]
        return memo
    if node.element.kind == "startEvent":
        memo["armed"] = 1
    if node.element.kind == "boundaryEvent" or (isinstance(node, Catch) and race_before(node) is not None):
        memo["on"] = 1  # it is as if it had happened
    if node.joins and isinstance(node, Join):
        _count_at_join(scope, node, memo)
    return memo


def _count_at_join(scope: ScopeMixin, node: Join, memo: Memo) -> None:
    """Camunda 7 counts who stands at the gateway: it stands for some flow. Camunda 8 goes on at once."""
    if scope.spec.camunda8:
        memo["straight"] = 1
        return
    waiting = scope.arrivals.get(node.name, {})
    memo["via"] = next(id for number in count(1) if (id := f"#{number}") not in waiting)


def _interrupt(token: Token, by_itself: bool) -> None:
    """Camunda 7: an interrupting event ends what it would end if it happened (ActivityStartBehavior)."""
    node, scope = token.node, token.scope
    if not by_itself:
        return
    if isinstance(node, EventSubprocess) and node.trigger.interrupting:
        interruption.prepare_scope(scope, token)
        scope.clear(token)
    watched = node.element.attached_to if node.element.interrupting else None
    if isinstance(node, Catch) and (race := race_before(node)) is not None:
        watched = race.element.id
    hosts = [one for one in scope.tasks.values() if watched is not None and one.node.name == watched and one.alive]
    if len(hosts) == 1:
        interruption.prepare(hosts)
        scope.terminate(hosts[0])


# Variables


def _write(around: Token | None, root: ScopeMixin, name: str, value: Any) -> None:
    if around is None:
        root.case.put_instance(root, {name: value})
    else:
        write(around, name, value)


def _set_in_open_scopes(around: Token | None, root: ScopeMixin, id: str, values: Mapping[str, Any]) -> None:
    """Camunda 8 sets variables also in scopes that are open already."""
    here = around
    while here is not None:
        if here.node.element.id == id and not here.node.items:
            for name, value in values.items():
                write_local(here, name, value)
        body = here.memo.get("item_of")
        here = here.case.index[body] if body is not None else None if here.scope is root else here.scope.token
