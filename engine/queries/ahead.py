"""What comes next in a process from where a case stands, by the diagram alone: what is certain, and what is likely.

The diagram is flattened into a graph of element ids (a subprocess is entered at its inner start and left at ``id>``).
A decision not yet taken is not guessed: of the ends still possible the main one is chosen (not a rejection, with the
most steps before it), and only steps that no way to that end can avoid are told. A parallel split takes all its
branches, so a step on one of them cannot be avoided. Ways back are possible but never told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bpmn.diagram import Element, Process, Scope

REJECTION = re.compile(
    r"tolak|batal|gugur|gagal|bukan (?:ke)?wewenang|arsip|tidak |reject|denied|declin|refus|cancel|withdraw|not ", re.I
)
OUTCOME = "alur:outcome"

Shown = Callable[[Element], bool]


@dataclass(frozen=True, slots=True)
class Ahead:
    """``steps``: ids of what comes, in order, the end last. ``certain``: no other end is possible."""

    steps: tuple[str, ...] = ()
    certain: bool = True


@dataclass(slots=True)
class Graph:
    """Ways between elements. ``splits`` take all their ways; ``ends`` are those of the process itself."""

    ways: dict[str, list[str]] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    splits: set[str] = field(default_factory=set)
    ends: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    side: set[str] = field(default_factory=set)


def is_rejection(element: Element) -> bool:
    """Whether an end means no for the applicant: said by the property ``alur:outcome``, else read from its name."""
    said = dict(element.properties).get(OUTCOME)
    return said == "rejected" if said else bool(REJECTION.search(element.name))


def graph(process: Process, closed: Shown) -> Graph:
    """The flattened process; ``closed`` subprocesses count as one step."""
    made = Graph()
    made.starts = _enter(process.scope, None, (), made, closed)
    usual = _reached(made.starts, made.ways, _interrupting(made))
    made.side = set(made.ways) - usual
    return made


def ahead(made: Graph, live: Iterable[str], shown: Shown) -> Ahead:
    """What comes after the elements in ``live``."""
    live = [at for at in live if at in made.ways]
    forward = _without_ways_back(made)
    told: set[str] = set()
    certain = True
    for at in live:
        possible = [end for end in made.ends if end in _reached([at], made.ways, {})]
        if not possible:
            continue
        main = _main_end(at, possible, forward, made, shown)
        good = {main} | _beside(main, made)
        certain = certain and set(possible) <= good
        beyond = _reached([at], made.ways, {}) - {at}
        for step in beyond - told:
            element = made.elements.get(step)
            if element and shown(element) and not _avoidable(step, at, good, made):
                told.add(step)
    order = _order(forward, made)
    return Ahead(tuple(sorted(told - set(live), key=lambda step: order.get(step, 0))), certain)


def _enter(scope: Scope, out: str | None, catchers: tuple[Element, ...], made: Graph, closed: Shown) -> list[str]:
    """Add a scope whose end leads to ``out``; gives the elements at which it begins."""
    targets = {flow.id: flow for flow in scope.flows}
    links = {e.event.link: e.id for e in scope.elements if e.kind == "intermediateCatchEvent" and e.event}
    for element in scope.elements:
        made.elements[element.id] = element
        flows = [targets[flow] for flow in element.outgoing if flow in targets]
        ways = [flow.target for flow in flows]
        if element.kind == "endEvent":
            ways = _after_end(element, out, catchers, made)
        elif element.event and element.event.kind == "link" and element.kind == "intermediateThrowEvent":
            ways = [links[element.event.link]] if element.event.link in links else []
        elif not ways and out and element.kind != "boundaryEvent":
            ways = [out]
        if len(ways) > 1 and _takes_all(element, any(flow.condition for flow in flows)):
            made.splits.add(element.id)
        if element.scope and not element.event_subprocess and not closed(element):
            door = f"{element.id}>"
            here = tuple(e for e in scope.elements if e.attached_to == element.id)
            made.ways[door] = ways
            if element.id in made.splits:
                made.splits.discard(element.id)
                made.splits.add(door)
            ways = _enter(element.scope, door, (*here, *catchers), made, closed) or [door]
            if len(ways) > 1:
                made.splits.add(element.id)
        made.ways[element.id] = ways
    return [
        e.id
        for e in scope.elements
        if not e.incoming and not e.for_compensation and e.kind != "boundaryEvent" and not e.event_subprocess
    ]


def _after_end(element: Element, out: str | None, catchers: tuple[Element, ...], made: Graph) -> list[str]:
    kind = element.event.kind if element.event else "none"
    caught = [c.id for c in catchers if c.event and c.event.kind == kind]
    if kind in ("error", "escalation", "cancel") and caught:
        return caught[:1]
    if out is None:
        made.ends.append(element.id)
        return []
    return [out]


def _takes_all(element: Element, conditions: bool) -> bool:
    if element.kind == "parallelGateway":
        return True
    return not element.kind.endswith("Gateway") and not conditions and element.default is None


def _interrupting(made: Graph) -> Mapping[str, list[str]]:
    ways: dict[str, list[str]] = {}
    for element in made.elements.values():
        if element.attached_to and element.interrupting:
            ways.setdefault(element.attached_to, []).append(element.id)
    return ways


def _reached(start: Iterable[str], ways: Mapping[str, list[str]], more: Mapping[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    open_ = list(start)
    while open_:
        at = open_.pop()
        if at not in seen:
            seen.add(at)
            open_ += [*ways.get(at, ()), *more.get(at, ())]
    return seen


def _without_ways_back(made: Graph) -> dict[str, list[str]]:
    """The ways less those that lead back, found by walking in document order from the starts (iteratively)."""
    forward: dict[str, list[str]] = {at: [] for at in made.ways}
    state: dict[str, int] = {}
    roots = [*made.starts, *(at for at in made.ways if at not in made.starts)]
    for root in roots:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(made.ways[root]))]
        while stack:
            at, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[at] = 2
                stack.pop()
            elif state.get(step) != 1:
                forward[at].append(step)
                if step not in state:
                    state[step] = 1
                    stack.append((step, iter(made.ways.get(step, ()))))
    return forward


def _order(forward: Mapping[str, list[str]], made: Graph) -> dict[str, int]:
    """A place for each element such that every way forward leads to a later place."""
    place: dict[str, int] = {}
    waiting = dict.fromkeys(forward, 0)
    for ways in forward.values():
        for step in ways:
            waiting[step] = waiting.get(step, 0) + 1
    ready = [at for at in forward if not waiting[at]]
    while ready:
        at = ready.pop(0)
        place[at] = len(place)
        for step in forward.get(at, ()):
            waiting[step] -= 1
            if not waiting[step]:
                ready.append(step)
    return place


def _main_end(at: str, possible: list[str], forward: Mapping[str, list[str]], made: Graph, shown: Shown) -> str:
    order = _order(forward, made)
    longest: dict[str, int] = {at: 0}
    for step in sorted(order, key=order.__getitem__):
        if step in longest:
            for way in forward[step]:
                weight = longest[step] + (1 if (e := made.elements.get(way)) and shown(e) else 0)
                longest[way] = max(longest.get(way, -1), weight)
    return max(possible, key=lambda end: (not is_rejection(made.elements[end]), longest.get(end, -1)))


def _beside(main: str, made: Graph) -> set[str]:
    """Other ends that do not replace the main one: those of a parallel branch that never comes to it."""
    beside: set[str] = set()
    for split in made.splits:
        branches = [_reached([way], made.ways, {}) for way in made.ways[split]]
        if any(main in branch for branch in branches):
            beside |= {end for branch in branches if main not in branch for end in made.ends if end in branch}
    return beside


def _avoidable(step: str, at: str, good: Collection[str], made: Graph) -> bool:
    """Whether a good end can be come to from ``at`` without ``step``."""
    if step in good:
        return False
    able = {end for end in good if end in made.ways}
    grown = True
    while grown:
        grown = False
        for here, ways in reversed(made.ways.items()):
            if here in able or here == step or not ways:
                continue
            test = all if here in made.splits else any
            if test(way in able for way in ways):
                able.add(here)
                grown = True
    return at in able
