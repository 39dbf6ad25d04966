"""Rules against abuse that name no step there is, or cannot be read, would protect nobody (see bpmn.duties)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.duties import APART, APPLICANT, QUEUE, REASON_FOR, REASON_IN, STRICT, listed, pair_of
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

NAMES = (APART, REASON_FOR, REASON_IN, QUEUE)


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        steps = {element.id for element in process.elements() if element.kind == "userTask"}
        for element in process.elements():
            yield from _of(element, steps)


def _of(element: Element, steps: set[str]) -> Iterator[Complaint]:
    said = {name: value for name, value in element.properties if name in NAMES}
    if said and element.kind != "userTask":
        yield about(element, say("{name} is for user tasks; this is none.", name=next(iter(said))))
        return
    if APART in said:
        yield from _separated(element, listed(said[APART]), steps)
    if REASON_FOR in said and not listed(said[REASON_FOR]):
        yield about(element, say("{name} says nothing; expected variable=value.", name=REASON_FOR))
    for text in listed(said.get(REASON_FOR, "")):
        if pair_of(text) is None:
            sentence = say("{name} expects variable=value, such as keputusan=tolak; found {found}.", name=REASON_FOR,
                           found=text)  # fmt: skip
            yield about(element, sentence)
    if REASON_IN in said and REASON_FOR not in said:
        yield about(element, say("{name} has no effect without {other}.", name=REASON_IN, other=REASON_FOR), "warning")
    if QUEUE in said and said[QUEUE].strip() != STRICT:
        yield about(element, say("{name} is strict or not there; found {found}.", name=QUEUE, found=said[QUEUE]))


def _separated(element: Element, names: tuple[str, ...], steps: set[str]) -> Iterator[Complaint]:
    if not names:
        yield about(element, say("{name} says nothing; expected ids of user tasks, or applicant.", name=APART))
    for name in names:
        if name == element.id:
            yield about(element, say("{name} names the step itself.", name=APART))
        elif name != APPLICANT and name not in steps:
            sentence = say("{name} names {found}, which is no user task of this process; expected one of {known}, or "
                           "applicant.", name=APART, found=name, known=", ".join(sorted(steps)))  # fmt: skip
            yield about(element, sentence)
