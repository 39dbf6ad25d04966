"""Deleting versions of processes, by id or by key; deployments are deleted where they are listed."""

from __future__ import annotations

from bpmn.sentence import say
from engine import DeleteDefinitions, NotFound
from engine.queries.listings.definitions import DEFINITIONS
from web import here
from web.api.camunda7.api import api
from web.api.camunda7.model import Sent
from web.api.camunda7.process_definitions import by_id
from web.api.operation import do


class DeletionQuery(Sent):
    """How to delete. Neither listeners nor mappings are done by what is cancelled, so to skip them changes nothing."""

    cascade: bool = False
    skip_custom_listeners: bool = False
    skip_io_mappings: bool = False


@api.operation("DELETE", "/process-definition/{id}", "Delete a version", query=DeletionQuery, status=204)
def delete(id: str, query: DeletionQuery) -> None:
    """The version before is the latest again. Refused while cases of it run; with ``cascade`` they are cancelled."""
    do(DeleteDefinitions([by_id(id).key], query.cascade))


def _all(key: str, query: DeletionQuery) -> None:
    with here.the_engine().read() as connection:
        rows = DEFINITIONS.find(connection, {"key": key})
    if not rows:
        raise NotFound(say("No process definition found with key '{key}'", key=key))
    do(DeleteDefinitions([row.key for row in rows], query.cascade))


@api.operation("DELETE", "/process-definition/key/{key}", "Delete all versions", query=DeletionQuery, status=204)
def delete_by_key(key: str, query: DeletionQuery) -> None:
    """All or none."""
    _all(key, query)


@api.operation("DELETE", "/process-definition/key/{key}/delete", "Delete all versions", query=DeletionQuery, status=204)
def delete_by_key_too(key: str, query: DeletionQuery) -> None:
    """The same where Camunda 7's engine has it, other than its document says."""
    _all(key, query)
