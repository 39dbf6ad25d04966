"""Forms, as they were deployed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from bpmn.sentence import say
from engine import NotFound
from engine.queries import reads
from web import here
from web.api.camunda8.api import TENANT, api
from web.api.model import Key, Told


class Form(Told):
    """A version of a form; ``schema`` is its file."""

    tenant_id: str = TENANT
    form_id: str
    schema_: Annotated[str, Field(alias="schema")]
    version: int
    form_key: Key


def _told(row: Any) -> Form:
    return Form(form_id=row.form_id, schema_=bytes(row.content).decode(), version=row.version, form_key=row.key)


def of_id(form_id: str) -> Form | None:
    """The latest version of a form."""
    with here.the_engine().read() as connection:
        row = reads.form_row(connection, form_id=form_id)
    return _told(row) if row else None


def of_key(key: int) -> Form | None:
    """A version by its key."""
    with here.the_engine().read() as connection:
        row = reads.form_row(connection, key=key)
    return _told(row) if row else None


@api.operation("GET", "/forms/{formKey}", "One form", answer=Form)
def get(form_key: Key) -> Form:
    """By its key."""
    found = of_key(form_key)
    if found is None:
        raise NotFound(say("There is no form {key}.", key=form_key))
    return found
