"""Versions of processes and of decisions, and deployments."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, select, true

from engine.queries.listings.listing import Filter, Listing, after, among, equal, like, when
from engine.store.deployments import decision, definition, deployment, resource
from engine.store.waiting import incident

_later = definition.alias("later")
_is_latest = ~exists().where(
    _later.c.process_id == definition.c.process_id, _later.c.version > definition.c.version,
    _later.c.deleted_at.is_(None),
)  # fmt: skip
_startable = and_(definition.c.startable, definition.c.withdrawn_at.is_(None))

DEFINITIONS = Listing(
    select(
        definition.c.key, definition.c.process_id, definition.c.version, definition.c.version_tag, definition.c.name,
        definition.c.documentation, definition.c.dialect, definition.c.deployment_key, definition.c.deployed_at,
        definition.c.withdrawn_at, definition.c.start_form_id, definition.c.startable,
        resource.c.name.label("resource_name"),
    )
    .join(resource, resource.c.key == definition.c.resource_key)
    .where(definition.c.deleted_at.is_(None)),
    definition.c.key,
    {
        "process_definition_id": equal(definition.c.key, "key"),
        "process_definition_id_in": among(definition.c.key, "keys"),
        "name": equal(definition.c.name),
        "name_like": like(definition.c.name),
        "deployment_id": equal(definition.c.deployment_key, "key"),
        "deployed_after": after(definition.c.deployed_at),
        "deployed_at": equal(definition.c.deployed_at, "moment"),
        "key": equal(definition.c.process_id),
        "keys_in": among(definition.c.process_id),
        "key_like": like(definition.c.process_id),
        "version": equal(definition.c.version, "number"),
        "latest_version": when(_is_latest),
        "resource_name": equal(resource.c.name),
        "resource_name_like": like(resource.c.name),
        "active": when(definition.c.withdrawn_at.is_(None)),
        "suspended": when(definition.c.withdrawn_at.is_not(None)),
        "incident_id": Filter(
            "key", lambda key: exists().where(incident.c.key == key, incident.c.definition_key == definition.c.key)
        ),
        "version_tag": equal(definition.c.version_tag),
        "version_tag_like": like(definition.c.version_tag),
        "without_version_tag": when(definition.c.version_tag.is_(None)),
        "startable_in_tasklist": when(_startable),
        "not_startable_in_tasklist": when(~_startable),
    },
    {
        "category": true(), "key": definition.c.process_id, "id": definition.c.key, "name": definition.c.name,
        "version": definition.c.version, "deploymentId": definition.c.deployment_key,
        "deployTime": definition.c.deployed_at, "tenantId": true(), "versionTag": definition.c.version_tag,
    },
)  # fmt: skip
"""Versions of processes. A withdrawn one is what Camunda 7 calls suspended: nothing new is started of it."""

_later_decision = decision.alias("later_decision")
DECISIONS = Listing(
    select(
        decision.c.key, decision.c.decision_id, decision.c.version, decision.c.version_tag, decision.c.name,
        decision.c.deployment_key, decision.c.resource_key, resource.c.name.label("resource_name"),
    )
    .join(resource, resource.c.key == decision.c.resource_key)
    .where(decision.c.deleted_at.is_(None)),
    decision.c.key,
    {
        "decision_definition_id": equal(decision.c.key, "key"),
        "decision_definition_id_in": among(decision.c.key, "keys"),
        "name": equal(decision.c.name),
        "name_like": like(decision.c.name),
        "deployment_id": equal(decision.c.deployment_key, "key"),
        "key": equal(decision.c.decision_id),
        "key_like": like(decision.c.decision_id),
        "version": equal(decision.c.version, "number"),
        "latest_version": when(
            ~exists().where(
                _later_decision.c.decision_id == decision.c.decision_id,
                _later_decision.c.version > decision.c.version, _later_decision.c.deleted_at.is_(None),
            )
        ),
        "resource_name": equal(resource.c.name),
        "resource_name_like": like(resource.c.name),
        "version_tag": equal(decision.c.version_tag),
        "version_tag_like": like(decision.c.version_tag),
    },
    {
        "key": decision.c.decision_id, "id": decision.c.key, "name": decision.c.name, "version": decision.c.version,
        "deploymentId": decision.c.deployment_key, "versionTag": decision.c.version_tag, "category": true(),
        "tenantId": true(),
    },
)  # fmt: skip

DEPLOYMENTS = Listing(
    select(deployment).where(deployment.c.deleted_at.is_(None)),
    deployment.c.key,
    {
        "id": equal(deployment.c.key, "key"),
        "name": equal(deployment.c.name),
        "name_like": like(deployment.c.name),
        "source": equal(deployment.c.source),
        "without_source": when(deployment.c.source == ""),
        "after": after(deployment.c.deployed_at),
        "before": Filter("moment", lambda moment: deployment.c.deployed_at < moment),
    },
    {
        "id": deployment.c.key, "name": deployment.c.name, "deploymentTime": deployment.c.deployed_at,
        "tenantId": func.now(),
    },
)  # fmt: skip

RESOURCES = Listing(
    select(resource.c.key, resource.c.name, resource.c.deployment_key, resource.c.content)
    .join(deployment, deployment.c.key == resource.c.deployment_key)
    .where(deployment.c.deleted_at.is_(None)),
    resource.c.key,
    {"deployment_id": equal(resource.c.deployment_key, "key"), "name": equal(resource.c.name)},
    {"name": resource.c.name},
)
