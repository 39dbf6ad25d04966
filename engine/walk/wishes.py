"""Which way a walk should go: at every decision to the flow nearest to one not taken yet, and the values for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bpmn import languages
from bpmn.diagram import Element, Expression, Flow, Process
from engine.walk.guesses import COMPARED, read_value
from engine.walk.spin import as_paths
from engine.walk.ways import FAR, distances


@dataclass(slots=True)
class Wish:
    """What a variable should be, or at least should not be."""

    good: list[Any] = field(default_factory=list)
    bad: list[Any] = field(default_factory=list)

    def choose(self, offered: list[Any], random: Random) -> Any:
        """A value that fulfils the wish, of those on offer (or any, if nothing is on offer); None if there is none."""
        fitting = [value for value in self.good if not offered or value in offered]
        fitting = fitting or [value for value in offered if value not in self.bad]
        return random.choice(fitting) if fitting else None


def wishes(process: Process, wanted: set[str]) -> dict[str, Wish]:
    """Variable -> what it should be so that cases come nearer to the wanted flows."""
    distance = distances(process, wanted)
    flows = {flow.id: flow for flow in process.flows()}
    found: dict[str, Wish] = defaultdict(Wish)
    for element in process.elements():
        for event in element.events:
            if event.condition:
                (_wish_true if _helps(element, process, wanted, distance) else _wish_false)(event.condition, found)
    for element in process.elements():
        ways = [flows[name] for name in element.outgoing if name in flows]
        if len(ways) < 2 or not any(flow.condition for flow in ways):
            continue
        cost = {flow.id: 0 if flow.id in wanted else 1 + distance.get(flow.target, FAR) for flow in ways}
        best = min(ways, key=lambda flow: cost[flow.id])
        if cost[best.id] == max(cost.values()) or cost[best.id] >= FAR:
            continue
        _wish_for(best, ways, found)
    return found


def _helps(event: Element, process: Process, wanted: set[str], distance: Mapping[str, int]) -> bool:
    """Whether a conditional event should happen: not if it takes away what leads to a wanted flow as well."""
    host = next((one for one in process.elements() if one.id == event.attached_to), None)
    if host is None:
        return True
    targets = {flow.id: flow.target for flow in process.flows()}
    by_event, by_host = (
        min((0 if flow in wanted else 1 + distance.get(targets[flow], FAR) for flow in ways), default=FAR)
        for ways in (event.outgoing, (*host.outgoing, *(flow.id for flow in _inside(host))))
    )
    return by_event <= by_host


def _inside(element: Element) -> Iterator[Flow]:
    if element.scope is not None:
        yield from element.scope.flows
        for inner in element.scope.elements:
            yield from _inside(inner)


def _wish_for(best: Flow, ways: list[Flow], found: dict[str, Wish]) -> None:
    if best.condition:
        _wish_true(best.condition, found)
        return
    for other in ways:
        if other.condition:
            _wish_false(other.condition, found)


def _wish_true(condition: Expression, found: dict[str, Wish]) -> None:
    for name, good, bad in _terms(condition):
        found[name].good += good
        found[name].bad += bad


def _wish_false(condition: Expression, found: dict[str, Wish]) -> None:
    for name, good, bad in _terms(condition):
        found[name].good += bad
        found[name].bad += good


def _terms(condition: Expression) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Name, values that make the condition true, values that make it false."""
    compared = COMPARED.findall(as_paths(condition.text))
    for name, sign, text in compared:
        value = read_value(text)
        if sign in ("=", "==", "eq"):
            yield name, [value], [not value] if isinstance(value, bool) else ["something else"]
        elif sign in ("!=", "ne"):
            yield name, [], [value]
        elif isinstance(value, int | float):
            more, less = value + 1, value - 1
            up = sign in (">", ">=", "gt")
            yield name, [more if up else less], [less if up else more]
    if not compared:
        names = sorted(languages.names(condition))
        negated = "not" in condition.text or "!" in condition.text
        if len(names) == 1:
            yield names[0], [not negated], [negated]
