"""Properties that begin with ``alur:`` are for Alur; a mistyped one would be lost silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.diagram import Element, Process
from bpmn.languages import iso8601
from bpmn.languages.working_time import parse_span
from bpmn.rules import duty_readable
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

PREFIX = "alur:"
OF_PROCESS = frozenset({
    "alur:audience", "alur:unit", "alur:duration", "alur:requirements", "alur:cost", "alur:product", "alur:legalBasis",
    "alur:applicantSecret", "alur:number", "alur:related", "alur:warnings", "alur:equipment", "alur:records",
    "alur:qualification",
})  # fmt: skip
OF_ELEMENT = frozenset({"alur:publicName", "alur:duration", "alur:clock", "alur:requirements", "alur:output",
                        *duty_readable.NAMES})  # fmt: skip
AUDIENCES = ("public", "staff")
CLOCK = ("start", "pause")


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        yield from _properties(process, OF_PROCESS)
        for element in process.elements():
            yield from _properties(element, OF_ELEMENT)


def _properties(owner: Process | Element, known: frozenset[str]) -> Iterator[Complaint]:
    found: Mapping[str, str] = dict(owner.properties)
    for name in found:
        if name.startswith(PREFIX) and name not in known:
            sentence = say("Alur knows no property {name} here; it knows {known}.", name=name,
                           known=", ".join(sorted(known)))  # fmt: skip
            yield about(owner, sentence)
    audience = found.get("alur:audience")
    if audience is not None and audience not in AUDIENCES:
        sentence = say("alur:audience is public or staff, not {value}.", value=audience)
        yield about(owner, sentence, "error")
    clock = found.get("alur:clock")
    if clock is not None and clock not in CLOCK:
        sentence = say("alur:clock is start (when this is done) or pause (while it lasts), not {value}.", value=clock)
        yield about(owner, sentence, "error")
    duration = found.get("alur:duration")
    if duration is not None:
        try:
            parse_span(duration) or iso8601.parse_duration(duration)
        except ValueError as error:
            sentence = say("alur:duration cannot be read: {problem}", problem=str(error))
            yield about(owner, sentence, "error")
