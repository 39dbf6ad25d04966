"""Deleting a version of what was deployed."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bpmn.sentence import say
from engine import DeleteResource
from web.api.camunda8.api import api
from web.api.model import Key, Sent, Told
from web.api.operation import NotServed, do


class DeleteResourceRequest(Sent):
    """How to delete."""

    operation_reference: int | None = Field(None, ge=1)
    delete_history: bool = False


class DeleteResourceResponse(Told):
    """What was deleted; no batch operation works at it any more."""

    resource_key: Key
    batch_operation: dict[str, Any] | None = None


@api.operation("POST", "/resources/{resourceKey}/deletion", "Delete a version of a process, form, or file of decisions",
               body=DeleteResourceRequest | None, answer=DeleteResourceResponse)  # fmt: skip
def delete(resource_key: Key, body: DeleteResourceRequest | None) -> DeleteResourceResponse:
    """The version before is the latest again. Cases that run go on."""
    if body is not None and body.delete_history:
        raise NotServed(say("The history of cases is kept: deleteHistory is not served. Nothing was done."))
    do(DeleteResource(resource_key))
    return DeleteResourceResponse(resource_key=resource_key)
