"""Messages and signals to cases, and the messages that cases wait for."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from bpmn.sentence import say
from engine import BroadcastSignal, NotFound, PublishMessage
from engine.queries.nouns.keys import element_key
from engine.queries.nouns.subscriptions import MESSAGE_SUBSCRIPTIONS
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import AnyKey, PageRequest, Results, Sort, Text, When
from web.api.camunda8.reading import must_be_ours
from web.api.model import Key, Moment, Sent, Told
from web.api.operation import do

Name = Annotated[str, Field(min_length=1)]


class Publication(Sent):
    """A message for all that wait for it, now or within ``timeToLive`` milliseconds."""

    name: Name
    correlation_key: str = ""
    time_to_live: Annotated[int, Field(ge=0, le=10**12)] = 0
    message_id: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class Published(Told):
    """The message."""

    tenant_id: str = TENANT
    message_key: Key


class Correlation(Sent):
    """A message for somebody who waits for it now."""

    name: Name
    correlation_key: str = ""
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class Correlated(Told):
    """The message, and who got it."""

    tenant_id: str = TENANT
    message_key: Key
    process_instance_key: Key


class Signal(Sent):
    """A signal."""

    signal_name: Name
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class Broadcast(Told):
    """The signal."""

    tenant_id: str = TENANT
    signal_key: Key


class SubscriptionFilter(Sent):
    """What subscriptions are found by."""

    message_subscription_key: AnyKey | None = None
    process_definition_id: Text | None = None
    process_definition_key: AnyKey | None = None
    process_instance_key: AnyKey | None = None
    element_id: Text | None = None
    element_instance_key: AnyKey | None = None
    last_updated_date: When | None = None
    message_name: Text | None = None
    correlation_key: Text | None = None
    tenant_id: Text | None = None


class SubscriptionSearch(Sent):
    """A search for subscriptions."""

    filter: SubscriptionFilter | None = None
    sort: list[Sort[Literal[
        "messageSubscriptionKey", "processDefinitionId", "processInstanceKey", "elementId", "elementInstanceKey",
        "lastUpdatedDate", "messageName", "correlationKey",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class Subscription(Told):
    """A message that a case waits for."""

    business_id: str | None
    message_subscription_key: Key
    process_definition_id: str
    process_definition_key: Key | None
    process_instance_key: Key | None
    root_process_instance_key: Key | None
    element_id: str
    element_instance_key: Key | None
    message_subscription_state: Literal["CREATED"] = "CREATED"
    last_updated_date: Moment
    message_name: str
    correlation_key: str | None
    message_subscription_type: Literal["PROCESS_EVENT"] = "PROCESS_EVENT"
    tool_properties: dict[str, str] = {}
    process_definition_name: str | None
    process_definition_version: int | None
    tool_name: str | None = None
    inbound_connector_type: str | None = None
    tenant_id: str = TENANT


@api.operation("POST", "/messages/publication", "Publish a message", body=Publication, answer=Published)
def publish(body: Publication) -> Published:
    """Each process gets it once. A ``messageId`` is accepted once in its time to live."""
    must_be_ours(body.tenant_id)
    sent = do(PublishMessage(
        body.name, body.correlation_key, body.variables or {}, timedelta(milliseconds=body.time_to_live),
        body.message_id or None,
    ))  # fmt: skip
    return Published(message_key=sent.message_key)


@api.operation("POST", "/messages/correlation", "Correlate a message", body=Correlation, answer=Correlated)
def correlate(body: Correlation) -> Correlated:
    """To whoever waits for it now, or starts by it; 404 if there is nobody."""
    must_be_ours(body.tenant_id)
    sent = do(PublishMessage(body.name, body.correlation_key, body.variables or {}))
    if not sent.correlated:
        raise NotFound(
            say("Nobody waits for the message {name} with the correlation key {key}.", name=body.name,
                key=body.correlation_key or "-")
        )  # fmt: skip
    return Correlated(message_key=sent.message_key, process_instance_key=sent.correlated[0])


@api.operation("POST", "/signals/broadcast", "Broadcast a signal", body=Signal, answer=Broadcast)
def broadcast(body: Signal) -> Broadcast:
    """To all that wait for it now, and to signal start events."""
    must_be_ours(body.tenant_id)
    return Broadcast(signal_key=do(BroadcastSignal(body.signal_name, body.variables or {})).key)


@api.operation("POST", "/message-subscriptions/search", "Search what cases wait for", body=SubscriptionSearch,
               answer=Results[Subscription])  # fmt: skip
def subscriptions(body: SubscriptionSearch) -> Any:
    """Messages that running cases wait for now."""
    reading.must_oversee()
    return reading.searched(MESSAGE_SUBSCRIPTIONS, body, _told)


def _told(row: Any) -> Subscription:
    return Subscription(
        business_id=row.business_key, message_subscription_key=row.key, process_definition_id=row.process_id,
        process_definition_key=row.definition_key, process_instance_key=row.instance_key,
        root_process_instance_key=row.root_key, element_id=row.element_id,
        element_instance_key=element_key(row.root_key, row.token), last_updated_date=row.created_at,
        message_name=row.name, correlation_key=row.correlation_key, process_definition_name=row.process_name,
        process_definition_version=row.version,
    )  # fmt: skip
