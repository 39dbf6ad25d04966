"""A fixed due date, follow-up date or priority has to be readable."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Expression
from bpmn.languages import iso8601
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.rules.timer_readable import ZONE
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        who = element.assignment
        if who is None:
            continue
        for name, date in ((say("due date"), who.due_date), (say("follow-up date"), who.follow_up_date)):
            if date is not None and not _date(date):
                sentence = say(
                    "The {name} {text} is neither a date nor a duration of ISO 8601.", name=name, text=date.text
                )
                yield about(element, sentence)
        if who.priority is not None and not _number(who.priority):
            yield about(element, say("The priority {text} is not a whole number.", text=who.priority.text))


def _date(expression: Expression) -> bool:
    if expression.language != "literal":
        return True
    try:
        iso8601.parse_date(expression.text, ZONE)
    except ValueError:
        try:
            iso8601.parse_duration(expression.text)
        except ValueError:
            return False
    return True


def _number(expression: Expression) -> bool:
    return expression.language != "literal" or expression.text.removeprefix("-").isdigit()
