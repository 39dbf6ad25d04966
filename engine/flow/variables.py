"""Variables live in scopes and are shared: where a token looks, where a write goes, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from bpmn.kinds import KINDLESS, Boxed, bare, kind_of
from bpmn.languages import DecisionResult

if TYPE_CHECKING:
    from engine.flow.token import Token


DECIDED = "decisionResult"
"""The name by which Camunda 7's output mappings and listeners know what a decision gave; no variable of the case."""


class InstanceVariables(Mapping[str, Any]):
    """The variables of one process instance: the host's mapping (it may be lazy) under what this case has written."""

    __slots__ = ("_gone", "_stored", "_written")

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._stored = stored
        self._written: dict[str, Any] = {}
        self._gone: set[object] = set()  # of the stored ones

    def __getitem__(self, name: str) -> Any:
        if name in self._written:
            return self._written[name]
        if name in self._gone:
            raise KeyError(name)
        return self._stored[name]

    def __contains__(self, name: object) -> bool:
        return name in self._written or (name not in self._gone and name in self._stored)

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self._stored if name not in self._gone)
        yield from (name for name in self._written if name in self._gone or name not in self._stored)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def put(self, name: str, value: Any) -> None:
        self._written[name] = value

    def remove(self, name: str) -> None:
        self._written.pop(name, None)
        self._gone.add(name)


Layer = tuple[int | None, "Mapping[str, Any]"]
"""Variables and the token that holds them; None for the process instance."""


def layers(token: Token) -> Iterator[Layer]:
    """From the token's own variables outward to those of its process instance, where sight ends."""
    rehearsal = token.case.rehearsal
    return _outward(token) if rehearsal is None else rehearsal.drafts(_outward(token))


def _outward(token: Token) -> Iterator[Layer]:
    while True:
        yield token.number, token.data
        around = token
        while (body := around.memo.get("item_of")) is not None:
            around = token.case.index[body]
            yield body, around.data
        scope = token.scope
        if scope.variables is not None:
            yield None, scope.variables
            return
        assert scope.token is not None  # only a process instance has no token around it
        token = scope.token


class Sight(Mapping[str, Any]):
    """All variables a token sees, the nearest first. Nothing is copied; names are looked up when asked for."""

    __slots__ = ("_layers",)

    def __init__(self, token: Token, over: Mapping[str, Any] | None = None) -> None:
        self._layers = [layer for _, layer in layers(token)]
        if "decided" in token.memo:
            self._layers.insert(0, {DECIDED: DecisionResult(token.memo["decided"])})
        if over is not None:
            self._layers.insert(0, over)

    def __getitem__(self, name: str) -> Any:
        for layer in self._layers:
            if name in layer:
                value = layer[name]
                return value.value if value.__class__ is Boxed else value
        raise KeyError(name)

    def kept(self, name: str) -> Any:
        """The variable with its kind (bpmn.kinds)."""
        for layer in self._layers:
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(name in layer for layer in self._layers)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self._layers for name in layer))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def write(token: Token, name: str, value: Any, outside: bool = False) -> None:
    """Set a variable in the nearest scope that has it, else in the process instance. ``outside`` passes over the
    token's own variables, as output mappings do."""
    for owner, layer in layers(token):
        if owner is None or (name in layer and not (outside and owner == token.number)):
            put(token, owner, layer, name, value)
            return


def write_local(token: Token, name: str, value: Any) -> None:
    """Set a variable of the token itself."""
    put(token, token.number, token.data, name, value)


def write_beside(token: Token, name: str, value: Any) -> None:
    """Set a variable of the execution (Camunda 7's setVariableLocal): see ``local_layer``."""
    owner, layer = local_layer(token)
    put(token, owner, layer, name, value)


def remove(token: Token, name: str) -> None:
    """Take a variable away from the nearest scope that has it, if one has (Camunda 7's removeVariable)."""
    for owner, layer in layers(token):
        if name in layer:
            take_away(token, owner, layer, name)
            return


def local_layer(token: Token) -> Layer:
    """The variables of Camunda 7's execution: the activity's own if it is a scope there, else those of the scope
    around it, as they are for input mappings. (An execution that runs beside others has variables of its own in
    Camunda 7, which nobody keeps here.)"""
    own, *outward = islice(layers(token), 2)
    element = token.node.element
    if element.inputs and "mapped" not in token.memo:
        return own if "item_of" in token.memo or not outward else outward[0]
    scope = element.inputs or element.outputs or element.scope or element.repeat or element.call or element.job
    return own if scope or token.node.guards or not outward else outward[0]


def awaiting_layer(token: Token) -> Layer:
    """The variables of Camunda 7's execution that waits for an event: of an event in the flow its own, of a boundary
    event or a candidate of an event-based gateway those of what it stands beside, of an event subprocess those of the
    scope around it."""
    if "guard" not in token.memo:
        return token.number, token.data
    if (host := token.memo.get("host")) is not None:
        return host, token.case.index[host].data
    return next(islice(layers(token), 1, None))


def put(token: Token, owner: int | None, layer: Mapping[str, Any], name: str, value: Any) -> None:
    if (rehearsal := token.case.rehearsal) is not None:
        rehearsal.put(token, owner, layer, name, value)
        return
    known = name in layer
    before = layer[name] if known else None
    if isinstance(layer, InstanceVariables):
        layer.put(name, value)
    else:
        assert isinstance(layer, dict)
        layer[name] = value
    detail = {"name": name, "before": before, "after": value, "scope": owner}
    if value.__class__ not in KINDLESS or before.__class__ is Boxed:
        detail = kindly(detail)
    token.case.journal.add("variable_set", token, detail)
    token.case.changed(token.scope.instance, owner, name, "update" if known else "create")


def kindly(detail: dict[str, Any]) -> dict[str, Any]:
    """The detail of a fact about a variable, whose value or the one before may have a kind: it is said beside."""
    kind = kind_of(detail["after"])
    found = detail | {"before": bare(detail["before"]), "after": bare(detail["after"])}
    return found if kind is None else found | {"kind": kind}


def take_away(token: Token, owner: int | None, layer: Mapping[str, Any], name: str) -> None:
    """There is no such variable in the layer any more; nothing happens if there was none."""
    if (rehearsal := token.case.rehearsal) is not None:
        rehearsal.take_away(token, owner, layer, name)
        return
    if name not in layer:
        return
    before = bare(layer[name])
    if isinstance(layer, InstanceVariables):
        layer.remove(name)
    else:
        assert isinstance(layer, dict)
        del layer[name]
    token.case.journal.add("variable_removed", token, {"name": name, "before": before, "scope": owner})
    token.case.changed(token.scope.instance, owner, name, "delete")
