"""What a client asks first: the cluster it talks to, and who it is itself."""

from __future__ import annotations

from flask import Response

from web import here
from web.api.camunda8.api import GATEWAY_VERSION, TENANT, api
from web.api.model import Told
from web.api.operation import person


class Partition(Told):
    """A partition of a broker."""

    partition_id: int
    role: str
    health: str
    state: str


class Broker(Told):
    """A broker; Alur is one."""

    node_id: int
    broker_id: str
    host: str
    port: int
    partitions: list[Partition]
    version: str


class Topology(Told):
    """The cluster."""

    brokers: list[Broker]
    cluster_id: str | None
    cluster_size: int
    partitions_count: int
    replication_factor: int
    gateway_version: str
    last_completed_change_id: str


class Tenant(Told):
    """The one tenant."""

    tenant_id: str
    name: str
    description: str | None


class Me(Told):
    """The caller."""

    username: str
    display_name: str | None
    email: str | None
    authorized_components: list[str]
    tenants: list[Tenant]
    groups: list[str]
    roles: list[str]
    sales_plan_type: str | None
    c8_links: dict[str, str]
    can_logout: bool


@api.operation("GET", "/topology", "The cluster", answer=Topology)
def topology() -> Topology:
    """One broker with one partition: whoever answers."""
    from flask import request

    host, _, port = request.host.partition(":")
    partition = Partition(partition_id=1, role="leader", health="healthy", state="active")
    broker = Broker(
        node_id=0, broker_id="0", host=host, port=int(port) if port.isdecimal() else 80, partitions=[partition],
        version=GATEWAY_VERSION,
    )  # fmt: skip
    return Topology(
        brokers=[broker], cluster_id=None, cluster_size=1, partitions_count=1, replication_factor=1,
        gateway_version=GATEWAY_VERSION, last_completed_change_id="-1",
    )  # fmt: skip


@api.operation("GET", "/status", "Whether the cluster can work", status=204)
def status() -> Response:
    """204 if the database answers with the schema this program knows, else 503."""
    from engine.queries import operations

    with here.the_engine().read() as connection:
        ready = operations.readiness(connection).ready
    return Response(status=204 if ready else 503)


@api.operation("GET", "/authentication/me", "Who calls", answer=Me)
def me() -> Me:
    """The account, its groups and roles."""
    who = person()
    return Me(
        username=who.login, display_name=who.name or None, email=None, authorized_components=["*"],
        tenants=[Tenant(tenant_id=TENANT, name="Default", description=None)], groups=sorted(who.groups),
        roles=sorted(who.roles), sales_plan_type=None, c8_links={}, can_logout=False,
    )  # fmt: skip
