"""Tables of the history: events that are only ever added, chained per case, and the values they speak of kept apart."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, Table, Text

from engine.store.base import json_column, metadata

history_event = Table(
    # root_key: the case, or the deployment, or a key of its own for a lone event (a sign-in, a refusal outside a case).
    # hash = sha256(previous hash of the chain || canonical form of the event); seq counts from 1 without gaps.
    # Partitioned by month of ``at`` in the migration.
    "history_event",
    metadata,
    Column("root_key", BigInteger, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("kind", Text, nullable=False),  # engine.history.events.KINDS
    Column("actor", Text, nullable=False),
    Column("acting_for", Text),
    Column("channel", Text, nullable=False),
    Column("instance_key", BigInteger),
    Column("token", Integer),
    Column("element_id", Text),
    Column("flow_id", Text),
    json_column("detail"),
    Column("hash", LargeBinary, nullable=False),
    postgresql_partition_by="RANGE (at)",
)

history_value = Table(
    # Personal and case data of an event, kept apart so that it can be erased: the event's detail holds only
    # commitment = sha256(salt || canonical value) under the same place.
    "history_value",
    metadata,
    Column("root_key", BigInteger, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("place", Text, primary_key=True),  # before, after, or another name used in the event's detail
    Column("salt", LargeBinary, nullable=False),
    json_column("value"),
)
