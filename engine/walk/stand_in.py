"""Stand-ins for forms and decisions that are named but not among the files, so that a diagram can be walked alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from bpmn.diagram import DecisionLink, Diagram, FormLink, Process
from bpmn.forms import read_form
from bpmn.languages.dmn import Decisions
from bpmn.sentence import say
from engine.walk.told import Told


def forms_for(diagrams: Iterable[Diagram], forms: Mapping[str, bytes]) -> dict[str, bytes]:
    """File name -> an empty form, for every form that no file has."""
    there = {read_form(content).id for content in forms.values()}
    made: dict[str, bytes] = {}
    for diagram in diagrams:
        for process in diagram.processes:
            for _, link in _named(process):
                if link.reference.text not in there:
                    made[_file(link)] = _empty(link)
    return made


def missing_forms(process: Process, made_up: set[str]) -> Iterator[Told]:
    """Where the walk used one of them."""
    for element_id, link in _named(process):
        if _file(link) in made_up:
            sentence = say("The form {form} is not among the files; an empty one was used.", form=link.reference.text)
            yield Told("form_missing", element_id, sentence)


def decisions_for(diagrams: Iterable[Diagram], files: Iterable[Decisions]) -> dict[str, bytes]:
    """File name -> a decision, for every one that no file has: it gives back the variable its result is stored in, so
    that the walk may choose what is decided."""
    there = {decision.id for file in files for decision in file.decisions}
    return {
        _dmn(link): _echo(link)
        for diagram in diagrams
        for process in diagram.processes
        for _, link in _asked(process)
        if link.decision.text not in there
    }


def missing_decisions(process: Process, made_up: set[str]) -> Iterator[Told]:
    """Where the walk used one of them."""
    for element_id, link in _asked(process):
        if _dmn(link) in made_up:
            sentence = say("The decision {decision} is not among the files; the walk chose what it says.",
                           decision=link.decision.text)  # fmt: skip
            yield Told("decision_missing", element_id, sentence)


def _asked(process: Process) -> Iterator[tuple[str, DecisionLink]]:
    for element in process.elements():
        if element.decision is not None and element.decision.decision.language == "literal":
            yield element.id, element.decision


def _dmn(link: DecisionLink) -> str:
    return f"{link.decision.text}.dmn"


def _echo(link: DecisionLink) -> bytes:
    tag = "" if link.version_tag is None else f" camunda:versionTag={quoteattr(link.version_tag)}"
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        'xmlns:camunda="http://camunda.org/schema/1.0/dmn" namespace="walk" name="walk">'
        f"<decision id={quoteattr(link.decision.text)} name={quoteattr(link.decision.text)}{tag}>"
        f"<literalExpression><text>{escape(link.result_variable or 'null')}</text></literalExpression>"
        "</decision></definitions>"
    ).encode()


def _named(process: Process) -> Iterator[tuple[str, FormLink]]:
    for element in process.elements():
        if element.form is not None and element.form.kind == "id" and element.form.reference.language == "literal":
            yield element.id, element.form


def _file(link: FormLink) -> str:
    return f"{link.reference.text}.form"


def _empty(link: FormLink) -> bytes:
    form: dict[str, object] = {"type": "default", "id": link.reference.text, "schemaVersion": 16, "components": []}
    if link.version_tag is not None:
        form["versionTag"] = link.version_tag
    return json.dumps(form).encode()
