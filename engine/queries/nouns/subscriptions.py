"""Messages that cases wait for."""

from __future__ import annotations

from sqlalchemy import select

from engine.queries.nouns.keys import element_key_column
from engine.queries.search import Noun
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.waiting import subscription

element_instance = element_key_column(subscription.c.root_key, subscription.c.token)

MESSAGE_SUBSCRIPTIONS = Noun(
    rows=select(
        subscription, definition.c.name.label("process_name"), definition.c.version, process_instance.c.business_key
    )
    .join(definition, definition.c.key == subscription.c.definition_key)
    .join(process_instance, process_instance.c.key == subscription.c.instance_key)
    .where(subscription.c.kind == "message"),
    fields={
        "message_subscription_key": subscription.c.key,
        "process_definition_id": subscription.c.process_id,
        "process_definition_key": subscription.c.definition_key,
        "process_definition_name": definition.c.name,
        "process_definition_version": definition.c.version,
        "process_instance_key": subscription.c.instance_key,
        "element_id": subscription.c.element_id,
        "element_instance_key": element_instance,
        "message_name": subscription.c.name,
        "correlation_key": subscription.c.correlation_key,
        "last_updated_date": subscription.c.created_at,
        "business_id": process_instance.c.business_key,
        "root_key": subscription.c.root_key,
    },
    key=subscription.c.key,
)
