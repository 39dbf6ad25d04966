"""The forms that cases are started with."""

from __future__ import annotations

from typing import Any

from flask import Response

from bpmn.forms import prefill
from bpmn.sentence import say
from engine import NotFound
from engine.queries import form_files
from web import here
from web.api.camunda7.api import ANYBODY, api
from web.api.camunda7.model import Told
from web.api.camunda7.process_definitions import by_id, by_key
from web.api.camunda7.typed_values import FormVariablesQuery, TypedValue


class StartFormDto(Told):
    """Which form starts a case."""

    key: str | None
    camunda_form_ref: dict[str, Any] | None
    context_path: str | None = None


def _start_form(row: Any) -> StartFormDto:
    reference = {"key": row.start_form_id, "binding": "latest", "version": None} if row.start_form_id else None
    return StartFormDto(key=None, camunda_form_ref=reference)


@api.operation(
    "GET", "/process-definition/{id}/startForm", "The form that starts a case", answer=StartFormDto, roles=ANYBODY
)
def start_form(id: str) -> StartFormDto:
    """A Camunda Form by its id."""
    return _start_form(by_id(id))


@api.operation(
    "GET", "/process-definition/key/{key}/startForm", "The form that starts a case", answer=StartFormDto, roles=ANYBODY
)
def start_form_by_key(key: str) -> StartFormDto:
    """A Camunda Form by its id."""
    return _start_form(by_key(key))


@api.operation(
    "GET",
    "/process-definition/{id}/form-variables",
    "Variables of the start form",
    query=FormVariablesQuery,
    answer=dict[str, TypedValue],
    roles=ANYBODY,
)
def form_variables(id: str, query: FormVariablesQuery) -> dict[str, TypedValue]:
    """The fields of the start form with their defaults."""
    return _form_variables(by_id(id), query)


@api.operation(
    "GET",
    "/process-definition/key/{key}/form-variables",
    "Variables of the start form",
    query=FormVariablesQuery,
    answer=dict[str, TypedValue],
    roles=ANYBODY,
)
def form_variables_by_key(key: str, query: FormVariablesQuery) -> dict[str, TypedValue]:
    """The fields of the start form with their defaults."""
    return _form_variables(by_key(key), query)


def _form_variables(row: Any, query: FormVariablesQuery) -> dict[str, TypedValue]:
    with here.the_engine().read() as connection:
        form = form_files.start_form(here.the_engine(), connection, row.key)
    return query.told(prefill(form, {}) if form else {})


@api.operation("GET", "/process-definition/{id}/deployed-start-form", "The start form itself", roles=ANYBODY)
def deployed_start_form(id: str) -> Response:
    """The Camunda Form, byte for byte."""
    return _deployed_form(by_id(id))


@api.operation("GET", "/process-definition/key/{key}/deployed-start-form", "The start form itself", roles=ANYBODY)
def deployed_start_form_by_key(key: str) -> Response:
    """The Camunda Form, byte for byte."""
    return _deployed_form(by_key(key))


def _deployed_form(row: Any) -> Response:
    with here.the_engine().read() as connection:
        key = form_files.latest_form(connection, row.start_form_id) if row.start_form_id else None
        content = form_files.source_of_form(connection, key) if key else None
    if content is None:
        raise NotFound(say("The procedure {process} has no deployed start form.", process=row.process_id))
    return Response(content, mimetype="application/json")
