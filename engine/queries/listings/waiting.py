"""Events that cases wait for, and variables."""

from __future__ import annotations

from sqlalchemy import select, true

from engine.queries.listings.listing import Listing, among, equal, like, placed
from engine.store.deployments import definition
from engine.store.instances import process_instance, variable
from engine.store.waiting import subscription

SUBSCRIPTIONS = Listing(
    select(subscription).where(subscription.c.kind != "timer"),
    subscription.c.key,
    {
        "event_subscription_id": equal(subscription.c.key, "key"),
        "execution_id": placed(subscription),
        "event_name": equal(subscription.c.name),
        "event_type": equal(subscription.c.kind),
        "process_instance_id": equal(subscription.c.instance_key, "key"),
        "activity_id": equal(subscription.c.element_id),
    },
    {"created": subscription.c.created_at, "tenantId": true()},
)

_rows = (
    select(
        variable.c.instance_key, variable.c.name, variable.c.value, variable.c.kind, variable.c.root_key,
        process_instance.c.definition_key, process_instance.c.process_id, process_instance.c.started_at,
        process_instance.c.state, definition.c.version,
    )
    .join(process_instance, process_instance.c.key == variable.c.instance_key)
    .join(definition, definition.c.key == process_instance.c.definition_key)
    .where(~definition.c.cases_deleted)
)  # fmt: skip
_FILTERS = {
    "variable_name": equal(variable.c.name),
    "variable_name_in": among(variable.c.name),
    "variable_name_like": like(variable.c.name),
    "process_instance_id": equal(variable.c.instance_key, "key"),
    "process_instance_id_in": among(variable.c.instance_key, "keys"),
    "process_definition_id": equal(process_instance.c.definition_key, "key"),
    "process_definition_key": equal(process_instance.c.process_id),
}
_ORDERS = {
    "instanceId": variable.c.instance_key, "variableName": variable.c.name, "variableType": true(),
    "activityInstanceId": variable.c.instance_key, "tenantId": true(),
}  # fmt: skip
VARIABLES = Listing(
    _rows.where(process_instance.c.state == "active").order_by(variable.c.instance_key), variable.c.name, _FILTERS,
    _ORDERS,
)  # fmt: skip
"""Of running process instances; those of inner scopes are in the snapshot and not listed here."""
ALL_VARIABLES = Listing(_rows.order_by(variable.c.instance_key), variable.c.name, _FILTERS, _ORDERS)
"""Of ended ones too."""
