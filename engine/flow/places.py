"""Where a token is to begin: the place in the diagram, and the open scope around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from bpmn.sentence import Sentence, say
from engine.flow import routes
from engine.flow.compensation_events import Undo
from engine.flow.gateways import Race
from engine.flow.problem import NotWaiting
from engine.flow.token import STARTED, Token

if TYPE_CHECKING:
    from engine.flow.node import Node
    from engine.flow.scope import ScopeMixin

How = Literal["before", "after", "transition"]
NEVER_IN_CAMUNDA_8 = frozenset({"startEvent", "boundaryEvent"})
"""ProcessInstanceModificationModifyProcessor.UNSUPPORTED_ELEMENT_TYPES."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A token is to begin before an element, after it (along its only flow), or along a flow (``at`` is its id).

    ``ancestor``: the token of a scope around it; all scopes between are then opened anew. 0 is the process instance.
    None: the innermost scope that is open, which has to be the only one. ``values``: written as the scope around the
    element sees them; ``local``: the element's own; ``scoped``: by element id, own variables of the element or of a
    scope around it, by the empty id those of the process instance (Camunda 8).
    """

    at: str
    how: How = "before"
    ancestor: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    local: Mapping[str, Any] = field(default_factory=dict)
    scoped: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def way_to(root: ScopeMixin, wanted: Begin) -> tuple[list[Node], str | None]:
    """The nodes down to the one where it begins, and the flow by which it comes."""
    spec = root.spec
    found = routes.flow_route(spec, wanted.at) if wanted.how == "transition" else routes.route(spec, wanted.at)
    if found is None:
        raise NotWaiting(say("{process} has no element {id}.", process=spec.process.id, id=wanted.at))
    if wanted.how == "before":
        return found, None
    if wanted.how == "transition":
        return found, wanted.at
    ways = found[-1].spec.task_specs[found[-1].element.id].ways
    if len(ways) != 1:
        sentence = say(
            "Nothing can begin after {id}: it has {count} outgoing flows, expected one.", id=wanted.at, count=len(ways)
        )
        raise NotWaiting(sentence)
    flow, _ = ways[0]
    after = routes.flow_route(spec, flow.id)
    assert after is not None  # it is drawn
    return after, flow.id


def must_be_possible(root: ScopeMixin, node: Node, flow: str | None) -> None:
    element = node.element
    if isinstance(node, Undo) or element.for_compensation:
        raise NotWaiting(say("Nothing can begin at {id}: it only undoes what has completed.", id=element.id))
    if not root.spec.camunda8 or flow is not None:
        return
    if element.kind in NEVER_IN_CAMUNDA_8:
        raise NotWaiting(say("Nothing can begin at {id}, a {kind}.", id=element.id, kind=element.kind))
    if race_before(node) is not None:
        raise NotWaiting(say("Nothing can begin at {id}: it belongs to an event-based gateway.", id=element.id))


def race_before(node: Node) -> Race | None:
    """The event-based gateway an event belongs to."""
    sources = (node.spec.task_specs[flow.source] for flow in node.incoming)
    return next((source for source in sources if isinstance(source, Race)), None)


def open_around(root: ScopeMixin, nodes: list[Node], wanted: Begin) -> tuple[Token | None, list[Node]]:
    """The innermost open scope's token (None: the process instance), and the nodes of those to be opened."""
    levels = _open(root, nodes)
    if wanted.ancestor is not None:
        return _chosen(levels, nodes, wanted)
    here: Token | None = None
    for depth, found in enumerate(levels):
        if (root.spec.camunda8 or depth == len(levels) - 1) and len(found) > 1:
            raise NotWaiting(_ambiguous(wanted.at, nodes[depth]))
        if found:
            here = found[0]
    return here, nodes[len(levels) :]


def shared_scope(root: ScopeMixin, token: Token, wanted: Begin, directly: bool) -> int:
    """The scope around a token that is around the target as well, the innermost; 0 is the process instance.
    ``directly``: the one the token is in, whatever the target is."""
    way, _ = way_to(root, wanted)
    here: Token | None = token
    while here is not None:
        body = here.memo.get("item_of")
        here = here.case.index[body] if body is not None else None if here.scope is root else here.scope.token
        if here is not None and (directly or here.node in way[:-1]):
            return here.number
    return 0


def _chosen(levels: list[list[Token]], nodes: list[Node], wanted: Begin) -> tuple[Token | None, list[Node]]:
    if wanted.ancestor == 0:
        return None, nodes
    for depth, found in enumerate(levels):
        for token in found:
            if token.number == wanted.ancestor:
                return token, nodes[depth + 1 :]
    sentence = say("{ancestor} is no open scope around {id}.", ancestor=wanted.ancestor or 0, id=wanted.at)
    raise NotWaiting(sentence)


def _ambiguous(at: str, node: Node) -> Sentence:
    return say(
        "{scope} around {id} is open more than once: say in which of them to begin.", scope=node.element.id, id=at
    )


def _open(root: ScopeMixin, nodes: list[Node]) -> list[list[Token]]:
    """The live tokens of each scope on the way, as deep as there are any."""
    levels: list[list[Token]] = []
    scopes: list[tuple[ScopeMixin, Token | None]] = [(root, None)]
    for node in nodes:
        found: list[Token] = []
        for scope, around in scopes:
            found += [
                token
                for token in scope.tasks.values()
                if token.node is node and is_open(token) and token.memo.get("item_of") == _number_of_body(around)
            ]
        if not found:
            break
        found.sort(key=lambda token: token.number)
        levels.append(found)
        scopes = [(scope_in(token, root), token) for token in found]
    return levels


def _number_of_body(around: Token | None) -> int | None:
    return around.number if around is not None and around.node.items else None


def is_open(token: Token) -> bool:
    """Whether something can begin inside it."""
    memo = token.memo
    if "again" in memo or "guard" in memo or not token.alive:
        return False
    if "opens" in memo and "on" not in memo:
        return "incident" not in memo
    if token.node.items:
        return "on" in memo and "out" not in memo and bool(token.state == STARTED)
    inside = token.case.subprocesses.get(token.number)
    return inside is not None and not inside.ended and token.node.inner is not None


def scope_in(around: Token | None, root: ScopeMixin) -> ScopeMixin:
    """Where the tokens inside it are: of a repeated activity beside it."""
    if around is None:
        return root
    return around.scope if around.node.items else around.case.subprocesses.get(around.number, around.scope)
