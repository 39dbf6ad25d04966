"""Event subscriptions: the messages and signals that cases wait for."""

from __future__ import annotations

from typing import Any

from engine.queries.listings.waiting import SUBSCRIPTIONS
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Moment, Told
from web.api.camunda7.places import execution_of


class EventSubscriptionDto(Told):
    """What a case waits for."""

    id: Id
    event_type: str
    event_name: str | None
    execution_id: str
    process_instance_id: Id
    activity_id: str
    created_date: Moment
    tenant_id: str | None = None


def told(row: Any) -> EventSubscriptionDto:
    return EventSubscriptionDto(
        id=row.key, event_type=row.kind, event_name=row.name, execution_id=execution_of(row),
        process_instance_id=row.instance_key, activity_id=row.element_id, created_date=row.created_at,
    )  # fmt: skip


lists.serve(
    api, "/event-subscription", "event subscriptions", SUBSCRIPTIONS,
    lists.query("EventSubscriptionQuery", SUBSCRIPTIONS), EventSubscriptionDto, told, post=False,
)  # fmt: skip
