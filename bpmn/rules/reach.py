"""Ways through a scope: which elements can be come to, and from which an end can be come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bpmn.diagram import Element
from bpmn.rules.subject import Place


def entries(place: Place) -> list[str]:
    """Where tokens come to be without a flow."""
    ad_hoc = place.owner is not None and place.owner.kind == "adHocSubProcess"
    return [element.id for element in place.scope.elements if _is_entry(element) or (ad_hoc and not element.incoming)]


def forward(place: Place) -> Mapping[str, set[str]]:
    """Element -> elements it can lead to directly, by a flow, a boundary event on it or a link."""
    steps: dict[str, set[str]] = defaultdict(set)
    for flow in place.scope.flows:
        steps[flow.source].add(flow.target)
    catches = {element.event.link: element.id for element in place.scope.elements
               if element.kind == "intermediateCatchEvent" and element.event and element.event.link}  # fmt: skip
    for element in place.scope.elements:
        if element.attached_to:
            steps[element.attached_to].add(element.id)
        if element.kind == "intermediateThrowEvent" and element.event and element.event.link in catches:
            steps[element.id].add(catches[element.event.link])
    return steps


def reached(begin: Iterable[str], steps: Mapping[str, set[str]]) -> set[str]:
    """Everything that can be come to from ``begin``, these included."""
    found = set(begin)
    open_ends = list(found)
    while open_ends:
        for follower in steps.get(open_ends.pop(), ()):
            if follower not in found:
                found.add(follower)
                open_ends.append(follower)
    return found


def _is_entry(element: Element) -> bool:
    return element.kind == "startEvent" or element.event_subprocess or element.for_compensation
