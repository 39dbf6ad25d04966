"""Finds the rows of the table that speak of an element."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Dialect, Element
from bpmn.elements import EVENT_KINDS, INDEX, KINDS, why_not
from bpmn.elements.row import INSIDE, INSIDE_NON, MULTI_INSTANCE, MULTIPLE, NON, Row
from bpmn.sentence import Sentence

ALWAYS_INTERRUPTING = ("none", "compensation")
"""Boundary events of which it means nothing that cancelActivity is false."""


def row_of(element: Element, in_event_subprocess: bool = False) -> Row:
    """The row of an element; one made up with a refusal for what BPMN does not have."""
    trigger = _trigger(element)
    variant = _variant(element, in_event_subprocess)
    found = INDEX.get((element.kind, trigger, variant)) if element.kind in KINDS else None
    if found is not None:
        return found
    name = Row(element.kind, trigger, variant).name
    template = why_not.NOT_BPMN if element.kind in KINDS else why_not.UNKNOWN
    return Row(element.kind, trigger, variant, Sentence(template.template, {"name": name}))


def rows_of(element: Element, in_event_subprocess: bool = False) -> Iterator[Row]:
    """The row of an element, and those of its markers."""
    yield row_of(element, in_event_subprocess)
    if element.repeat is not None and (repeated := INDEX.get((element.kind, "", MULTI_INSTANCE))):
        yield repeated
    if element.for_compensation:
        yield INDEX["isForCompensation", "", ""]


def refusals(element: Element, dialect: Dialect, in_event_subprocess: bool = False) -> tuple[Sentence, ...]:
    """Why Alur does not run the element in a file of the dialect: by its kind or by its markers."""
    found = [row.refusal(dialect) for row in rows_of(element, in_event_subprocess)]
    return tuple({sentence.template: sentence for sentence in found if sentence is not None}.values())


def _trigger(element: Element) -> str:
    if element.kind not in EVENT_KINDS:
        return ""
    if len(element.events) > 1:
        return MULTIPLE
    return element.events[0].kind if element.events else "none"


def _variant(element: Element, in_event_subprocess: bool) -> str:
    if element.kind == "startEvent" and in_event_subprocess:
        return INSIDE if element.interrupting else INSIDE_NON
    if element.kind == "boundaryEvent" and not element.interrupting and _trigger(element) not in ALWAYS_INTERRUPTING:
        return NON
    return INSIDE if element.event_subprocess else ""
