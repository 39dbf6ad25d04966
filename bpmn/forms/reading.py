"""JSON of a Camunda Form -> Form, with a finding for everything in it that form-js or Alur cannot honour."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bpmn.diagram import Finding, Severity
from bpmn.errors import Unreadable
from bpmn.forms import expressions, patterns
from bpmn.forms.components import COMPONENTS, NEWEST_SCHEMA
from bpmn.forms.form import Field, Form
from bpmn.sentence import Sentence, say

LARGEST = 1_000_000
DEEPEST = 20


@lru_cache(maxsize=256)
def read_form(content: bytes) -> Form:
    """The form in these bytes; Unreadable if they are no form. Callers must not change what they get: it is shared."""
    if len(content) > LARGEST:
        raise Unreadable(
            say("A form may have at most {limit} bytes; this one has {size}.", limit=LARGEST, size=len(content))
        )
    try:
        schema = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(say("A form has to be JSON in UTF-8; this file is not text in UTF-8.")) from None
    except json.JSONDecodeError as problem:
        raise Unreadable(
            say(
                "A form has to be JSON; in line {line} this was found: {problem}.",
                line=problem.lineno,
                problem=problem.msg,
            ),
            problem.lineno,
        ) from None
    except RecursionError:
        raise Unreadable(say("The form is nested too deeply to be read.")) from None
    if not isinstance(schema, dict):
        raise Unreadable(
            say("A form has to be a JSON object with an id and components; this file holds something else.")
        )
    return form_from(schema)


def form_from(schema: Mapping[str, Any]) -> Form:
    """The form of a schema that is already parsed: one generated from camunda:formData, or one from the database."""
    if schema.get("type") != "default" or not isinstance(schema.get("components"), list):
        raise Unreadable(say('This JSON is no Camunda Form: a form has "type": "default" and a list of "components".'))
    findings: list[Finding] = list(_of_the_form(schema))
    fields = tuple(_fields(schema["components"], findings, 1))
    claims = _Claims()
    for each in fields:
        claims.claim(each, (), findings)
    return Form(str(schema.get("id", "")), schema, fields, tuple(findings))


def _of_the_form(schema: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(schema.get("id"), str) or not schema["id"]:
        yield _finding("form-id", "error", None, say('The form has no "id", so no task can be linked to it.'))
    version = schema.get("schemaVersion")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        yield _finding(
            "form-version",
            "error",
            None,
            say('"schemaVersion" has to be a whole number; {found} was found.', found=json.dumps(version)),
        )
    elif version is not None and version > NEWEST_SCHEMA:
        sentence = say(
            "The form was made for schema version {found}; Alur knows up to {known}. What is newer may not be shown.",
            found=version,
            known=NEWEST_SCHEMA,
        )
        yield _finding("form-version", "warning", None, sentence)
    platform = schema.get("executionPlatform", "Camunda Cloud")
    if platform not in ("Camunda Cloud", "Camunda Platform"):
        sentence = say(
            "The form was made for {platform}, which is unknown; it is treated like Camunda 8.", platform=platform
        )
        yield _finding("form-version", "warning", None, sentence)


def _fields(components: list[Any], findings: list[Finding], depth: int) -> Iterator[Field]:
    if depth > DEEPEST:
        raise Unreadable(say("The form is nested too deeply: more than {limit} groups in each other.", limit=DEEPEST))
    for number, settings in enumerate(components, 1):
        if not isinstance(settings, dict):
            raise Unreadable(say("Component {number} of a form or group is no JSON object.", number=number))
        if field := _field(settings, findings, depth, number):
            yield field


def _field(settings: dict[str, Any], findings: list[Finding], depth: int, number: int) -> Field | None:
    kind = settings.get("type")
    name = str(settings.get("id") or settings.get("key") or f"{kind} {number}")
    component = COMPONENTS.get(kind) if isinstance(kind, str) else None
    if component is None:
        known = ", ".join(COMPONENTS)
        sentence = say(
            "The component type {found} is unknown. Known are: {known}.", found=json.dumps(kind), known=known
        )
        findings.append(_finding("form-component", "error", name, sentence))
        return None
    path = _own_path(settings, "key" if component.keyed else "path" if component.groups else None)
    if not path and (component.keyed or component.repeats):
        sentence = say(
            "The field {label} has no key, so what is typed there would be lost.", label=settings.get("label") or name
        )
        findings.append(_finding("form-key", "error", name, sentence))
    field = Field(
        name,
        str(kind),
        str(settings.get("label", "")),
        path,
        settings,
        tuple(_fields(settings.get("components") or [], findings, depth + 1)) if component.groups else (),
    )
    findings.extend(_of_a_field(field))
    return field


def _own_path(settings: Mapping[str, Any], property_name: str | None) -> tuple[str, ...]:
    text = settings.get(property_name) if property_name else None
    return tuple(text.split(".")) if isinstance(text, str) and text else ()


def _of_a_field(field: Field) -> Iterator[Finding]:
    for severity, sentence, spot in expressions.problems(field):
        yield replace(_finding("form-expression", severity, field.id, sentence), spot=spot)
    pattern = field.rules.get("pattern")
    if isinstance(pattern, str) and pattern and (problem := patterns.problem(pattern)):
        yield _finding(
            "form-pattern",
            "error",
            field.id,
            say("The pattern {pattern} cannot be used: {problem}", pattern=pattern, problem=problem),
        )
    settings = field.settings
    if COMPONENTS[field.type].value in ("one", "several"):
        sources = [name for name in ("values", "valuesKey", "valuesExpression") if settings.get(name) is not None]
        if not sources:
            yield _finding(
                "form-options",
                "error",
                field.id,
                say("The field {label} has no options to choose from.", label=field.label or field.id),
            )


class _Claims:
    """Which binding paths are taken: a value may lie neither at nor under nor over another field's value."""

    def __init__(self) -> None:
        self._closed: dict[tuple[str, ...], str] = {}
        self._open: dict[tuple[str, ...], str] = {}

    def claim(self, field: Field, above: tuple[str, ...], findings: list[Finding]) -> None:
        path = above + field.path
        component = COMPONENTS[field.type]
        if field.path and (component.keyed or component.repeats):
            taken = self._taken(path)
            if taken:
                sentence = say(
                    "The key {key} is used twice: by {first} and by {second}. Give one of them another key.",
                    key=".".join(path),
                    first=taken,
                    second=field.label or field.id,
                )
                findings.append(_finding("form-key", "error", field.id, sentence))
            self._keep(path, field, component.keyed)
        for child in field.children:
            self.claim(child, path, findings)

    def _taken(self, path: tuple[str, ...]) -> str | None:
        for length in range(1, len(path) + 1):
            if path[:length] in self._closed:
                return self._closed[path[:length]]
        return self._open.get(path)

    def _keep(self, path: tuple[str, ...], field: Field, closed: bool) -> None:
        name = field.label or field.id
        if closed:
            self._closed[path] = name
        for length in range(1, len(path) + (0 if closed else 1)):
            self._open.setdefault(path[:length], name)


def _finding(rule: str, severity: Severity, field_id: str | None, sentence: Sentence) -> Finding:
    return Finding(rule, severity, sentence, field_id)
