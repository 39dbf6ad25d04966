"""What crosses an element's border: input mappings in, results and output mappings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bpmn.diagram import Expression, ListValue, MapValue, Source, ValueMapping
from engine.flow import deeds
from engine.flow.expressions import asks, value
from engine.flow.problem import IO_MAPPING
from engine.flow.rehearsal import rehearsed
from engine.flow.variables import Sight, write, write_local

if TYPE_CHECKING:
    from engine.flow.token import Token


def give_inputs(token: Token) -> None:
    """Input mappings make variables of the token's own.

    Camunda 7 works them out in the scope around the activity, where no other input is seen (InputParameter.java), and
    they may change something there: all of it is done or nothing.
    """
    if "mappings" in token.case.skips:
        return
    if token.scope.spec.camunda8:
        _write_inputs(token)
        return
    with rehearsed(token):
        _write_inputs(token)


def _write_inputs(token: Token) -> None:
    for name, found in worked_out(token, token.node.element.inputs, merge=False).items():
        write_local(token, name, found)


def bring_in(token: Token) -> None:
    """Write what came in from outside.

    Camunda 8: with output mappings, it stays the token's own; without, each value goes to the nearest scope that has
    the name. Camunda 7: the latter always.
    """
    keep = bool(token.node.element.outputs) and token.scope.spec.camunda8
    for name, found in token.memo.get("values", {}).items():
        if keep:
            write_local(token, name, found)
        else:
            write(token, name, found)
    token.memo.pop("values", None)


def hand_out(token: Token) -> None:
    """The output mappings. They start outside the token in both dialects, but for the items of a multi-instance
    activity, where they may set the output element, which is the item's own (Camunda 8).

    Camunda 7 works each out inside the activity and writes it before the next, which sees it unless the activity has a
    variable of that name (OutputParameter.java). Each may change something: all of it is done or nothing.
    """
    outputs = token.node.element.outputs
    if not outputs or "mappings" in token.case.skips:
        return  # most elements have none: nothing is looked up for them
    outside = "item_of" not in token.memo
    if token.scope.spec.camunda8:
        for name, found in worked_out(token, outputs, merge=True).items():
            write(token, name, found, outside)
    else:
        with rehearsed(token):
            seen = Sight(token)
            for mapping in outputs:
                write(token, mapping.target, _made(token, mapping.source, seen), outside)


def worked_out(
    token: Token, mappings: Iterable[ValueMapping], merge: bool, sight: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The mappings' values by variable name; all are worked out before the first is written.

    In Camunda 8 a later mapping sees the earlier ones, and a dotted target makes or extends a context; ``merge`` starts
    from the variable as it is now. In Camunda 7 no mapping sees another.
    """
    found: dict[str, Any] = {}
    camunda8 = token.scope.spec.camunda8
    seen = Sight(token, found if camunda8 else None) if sight is None else sight
    for mapping in mappings:
        result = _made(token, mapping.source, seen)
        name, *path = mapping.target.split(".") if camunda8 else [mapping.target]
        if path:
            start = found[name] if name in found else seen.get(name) if merge else None
            result = _nested(start, path, result)
        found[name] = result
    return found


def _made(token: Token, source: Source, sight: Mapping[str, Any]) -> Any:
    """The value of an expression, a list or a map (Camunda 7)."""
    if isinstance(source, ListValue):
        return [_made(token, item, sight) for item in source.items]
    if isinstance(source, MapValue):
        keys = [_value(token, key, sight) for key, _ in source.entries]
        return {str(key): _made(token, entry, sight) for key, (_, entry) in zip(keys, source.entries, strict=True)}
    return _value(token, source, sight)


def _value(token: Token, expression: Expression, sight: Mapping[str, Any]) -> Any:
    """In a rehearsal it may change something, and sees what others have changed."""
    if token.case.rehearsal is not None and asks(expression):
        return deeds.act(token, expression, code=IO_MAPPING)
    return value(token, expression, IO_MAPPING, sight)


def _nested(start: Any, path: list[str], result: Any) -> dict[str, Any]:
    """``start`` with ``result`` at ``path``; what is no context is replaced. Nothing is changed in place."""
    context = dict(start) if isinstance(start, dict) else {}
    name, *rest = path
    context[name] = _nested(context.get(name), rest, result) if rest else result
    return context
