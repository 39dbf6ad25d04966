"""A binding to a version, or to a version tag, needs that version or tag."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Call, DecisionLink, FormLink
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        links: tuple[Call | DecisionLink | FormLink | None, ...] = (element.call, element.decision, element.form)
        for link in links:
            if link is None:
                continue
            if link.binding == "version" and link.version is None:
                yield about(element, say("The binding is version, and no version is given."))
            if link.binding == "versionTag" and link.version_tag is None:
                yield about(element, say("The binding is versionTag, and no version tag is given."))
