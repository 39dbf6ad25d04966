"""A user task for nobody in particular: it is offered to all staff."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        who = element.assignment
        if element.kind == "userTask" and (
            who is None or not (who.assignee or who.candidate_users or who.candidate_groups)
        ):
            yield about(
                element,
                say(
                    "Nobody is named to do this task (no assignee, no candidates); every member of staff could take it."
                ),
            )
