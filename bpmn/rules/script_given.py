"""A script task needs a script, and a variable for its result unless the script sets variables itself."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Severity
from bpmn.languages import calls
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.kind != "scriptTask" or element.job is not None:
            continue
        if element.script is None or not element.script.expression.text:
            yield about(element, say("This script task has no script."))
        elif not element.script.result_variable and not calls(element.script.expression):
            severity: Severity = "error" if subject.camunda8 else "warning"
            yield about(element, say("The script has no result variable, so that its result is lost."), severity)
