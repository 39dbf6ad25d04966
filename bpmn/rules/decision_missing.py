"""A business rule task asks a decision that has to be there when it is reached."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        link = element.decision
        if link is None or link.decision.language != "literal" or not link.decision.text:
            continue
        name = link.decision.text
        here = name in subject.together.decision_ids
        if link.binding == "deployment" and not here:
            sentence = say("Decision {decision} has to be among the files of the same deployment.", decision=name)
            yield about(element, sentence)
        elif not here and name not in subject.known.decision_ids:
            sentence = say(
                "Decision {decision} is neither among these files nor deployed; the task will wait for help.",
                decision=name,
            )
            yield about(element, sentence, "warning")
