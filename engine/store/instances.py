"""Tables of running and finished cases: instances, their variables, and what happened to idempotent calls."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store.base import json_column, key_column, metadata, moment_column

process_instance = Table(
    # root_key = key for a case; a called process has its own row under the case it belongs to. Only the root row is
    # locked, and only it carries snapshot, revision, last_seq and last_hash (the head of the case's history chain).
    "process_instance",
    metadata,
    key_column(),
    Column("root_key", BigInteger, nullable=False),
    Column("parent_key", BigInteger),
    Column("parent_element_id", Text),
    Column("definition_key", ForeignKey("definition.key"), nullable=False),
    Column("process_id", Text, nullable=False),
    Column("business_key", Text),
    Column("correlation_key", Text),  # of the message that started it; one active case per process and key
    Column("tags", ARRAY(Text)),  # words of whoever started it, for finding it again
    Column("tracking_number", Text, unique=True),  # portal requests only; unguessable
    Column("state", Text, nullable=False),  # engine.states.INSTANCE
    Column("started_by", Text, nullable=False),
    moment_column("started_at", nullable=False),
    moment_column("ended_at"),
    Column("end_element_id", Text),
    Column("suspended", Boolean, nullable=False, server_default=text("false")),  # held; root row only
    Column("incidents", Integer, nullable=False, server_default="0"),  # open ones of the whole case; root row only
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Column("last_hash", LargeBinary),
    Column("snapshot", Text),
    Index(None, "root_key"),
    Index(None, "definition_key", "started_at"),
    Index("ix_process_instance_started_at", "started_at", postgresql_where=text("key = root_key")),
    Index(None, "business_key"),
    Index(
        "ix_process_instance_correlation_key",
        "process_id",
        "correlation_key",
        postgresql_where=text("state = 'active' AND correlation_key IS NOT NULL"),
    ),
    postgresql_with={"fillfactor": "60"},
)

variable = Table(  # instance-level variables; those of inner scopes live in the snapshot
    "variable",
    metadata,
    Column("instance_key", BigInteger, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("root_key", BigInteger, nullable=False, index=True),
    json_column("value"),  # SQL NULL is FEEL null
    json_column("kind"),  # a type of Camunda 7 that the value has not by itself (bpmn.kinds)
    postgresql_with={"fillfactor": "80"},
)

idempotency = Table(  # a repeated key gets the first answer again
    "idempotency",
    metadata,
    Column("login", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("command", Text, nullable=False),  # the command's class and a digest of its values
    json_column("answer"),
    moment_column("at", nullable=False),
)
