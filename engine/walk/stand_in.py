"""Stand-ins for forms that are named but not among the files: empty ones, so that a diagram can be walked alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from bpmn.diagram import Diagram, FormLink, Process
from bpmn.forms import read_form
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
