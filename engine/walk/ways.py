"""The ways through a process with all its subprocesses: how far each element is from what is wanted, what may catch."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from bpmn.diagram import Element, Process, Scope

FAR = 1_000_000


def distances(process: Process, wanted: set[str]) -> dict[str, int]:
    """Element -> how many steps it is from the source of a wanted flow, by the shortest way."""
    before: dict[str, set[str]] = defaultdict(set)
    for source, target in _steps(process.scope, ()):
        before[target].add(source)
    distance = {flow.source: 0 for flow in process.flows() if flow.id in wanted}
    queue = deque(distance)
    while queue:
        element = queue.popleft()
        for source in before[element]:
            if source not in distance:
                distance[source] = distance[element] + 1
                queue.append(source)
    return distance


def catchers(process: Process, kind: str) -> dict[str, list[tuple[str, str]]]:
    """Element -> codes of errors, or escalations, that something catches on it or around it, each with the element that
    catches."""
    found: dict[str, list[tuple[str, str]]] = {}
    _collect(process.scope, kind, [], found)
    return found


def _collect(scope: Scope, kind: str, around: list[tuple[str, str]], found: dict[str, list[tuple[str, str]]]) -> None:
    here = [*around, *(pair for element in scope.elements if element.event_subprocess and element.scope
                       for start in element.scope.elements if start.kind == "startEvent"
                       for pair in _caught(start, kind, element.id))]  # fmt: skip
    for element in scope.elements:
        on_it = [pair for guard in scope.elements if guard.attached_to == element.id
                 for pair in _caught(guard, kind, guard.id)]  # fmt: skip
        found[element.id] = [*on_it, *here]
        if element.scope:
            _collect(element.scope, kind, around if element.event_subprocess else found[element.id], found)


def _caught(element: Element, kind: str, catcher: str) -> Iterator[tuple[str, str]]:
    for event in element.events:
        if event.kind == kind:
            yield ("ANY" if event.code is None else event.code.text), catcher


def _steps(scope: Scope, after: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Steps a case can make; ``after``: where it comes when the scope has ended."""
    for flow in scope.flows:
        yield flow.source, flow.target
    within = {element.id: list(_deep(element)) for element in scope.elements}
    for element in scope.elements:
        if element.attached_to:
            yield element.attached_to, element.id
            yield from ((inner, element.id) for inner in within.get(element.attached_to, ()))
        if element.event_subprocess:
            others = [other for other in scope.elements if other is not element]
            yield from ((one, element.id) for other in others for one in (other.id, *within[other.id]))
        if element.event and element.event.link and element.kind == "intermediateThrowEvent":
            yield from ((element.id, other.id) for other in scope.elements
                        if other.event and other.event.link == element.event.link and other is not element)  # fmt: skip
        if not element.outgoing:
            yield from ((element.id, target) for target in after)
        if element.scope:
            targets = tuple(flow.target for flow in scope.flows if flow.source == element.id) or after
            first = [e for e in element.scope.elements if e.kind == "startEvent" or not (e.incoming or e.attached_to)]
            yield from ((element.id, e.id) for e in first)
            yield from _steps(element.scope, targets)


def _deep(element: Element) -> Iterator[str]:
    """Elements within a subprocess: each may be interrupted by what watches over it."""
    for inner in element.scope.elements if element.scope else ():
        yield inner.id
        yield from _deep(inner)
