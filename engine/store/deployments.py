"""Tables of what was uploaded: deployments, their files, and the versions of processes, forms and decisions in them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.base import json_column, key_column, metadata, moment_column

deployment = Table(
    "deployment",
    metadata,
    key_column(),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),  # web, cli, api, story, demo
    Column("deployed_by", Text, nullable=False),
    moment_column("deployed_at", nullable=False),
    moment_column("deleted_at"),  # the files and versions stay, for the cases that ran by them
)

resource = Table(  # the original files, byte for byte
    "resource",
    metadata,
    key_column(),
    Column("deployment_key", ForeignKey("deployment.key"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # bpmn, form, dmn, story
    Column("sha256", Text, nullable=False),  # hex, of content
    Column("content", LargeBinary, nullable=False),
    Column("drd_id", Text, index=True),  # of a file of decisions: its id and name (Camunda: decision requirements)
    Column("drd_name", Text),
)

definition = Table(  # one version of one process
    "definition",
    metadata,
    key_column(),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),  # counts from 1 per process_id
    Column("version_tag", Text),
    Column("name", Text, nullable=False),
    Column("documentation", Text, nullable=False, server_default=""),
    Column("dialect", Text, nullable=False),
    Column("resource_key", ForeignKey("resource.key"), nullable=False, index=True),
    Column("deployment_key", ForeignKey("deployment.key"), nullable=False, index=True),
    Column("sha256", Text, nullable=False),  # of the file: an unchanged file makes no new version
    Column("start_form_id", Text),  # Camunda Form id of the none start event, if any
    Column("startable", Boolean, nullable=False, server_default=text("true")),  # has a none start event
    Column("unit", Text),  # property alur:unit of the process: the agency that owns the SOP
    Column("audience", Text),  # process property alur:audience: public (portal), staff, or NULL (started by analysts)
    moment_column("deployed_at", nullable=False),
    moment_column("withdrawn_at"),
    moment_column("deleted_at"),
    Column("cases_deleted", Boolean, nullable=False, server_default=text("false")),  # the APIs tell of none any more
    UniqueConstraint("process_id", "version"),
)

form = Table(  # one version of one Camunda Form
    "form",
    metadata,
    key_column(),
    Column("form_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("version_tag", Text),
    Column("resource_key", ForeignKey("resource.key"), nullable=False, index=True),
    Column("deployment_key", ForeignKey("deployment.key"), nullable=False, index=True),
    Column("sha256", Text, nullable=False),
    moment_column("deleted_at"),
    UniqueConstraint("form_id", "version"),
)

decision = Table(  # one version of one decision of a DMN file
    "decision",
    metadata,
    key_column(),
    Column("decision_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("version_tag", Text),
    Column("name", Text, nullable=False),
    Column("resource_key", ForeignKey("resource.key"), nullable=False, index=True),
    Column("deployment_key", ForeignKey("deployment.key"), nullable=False, index=True),
    Column("sha256", Text, nullable=False),
    moment_column("deleted_at"),
    UniqueConstraint("decision_id", "version"),
)

start_subscription = Table(  # start events with a trigger, of the latest version of each process
    "start_subscription",
    metadata,
    Column("definition_key", BigInteger, ForeignKey("definition.key"), primary_key=True),
    Column("element_id", Text, primary_key=True),
    Column("process_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),  # message, signal, timer, condition
    Column("name", Text),  # of the message or signal
    moment_column("due_at"),  # of a timer
    json_column("turns"),  # what a timer needs to know for its next turn (engine.flow.turns); NULL: it fires once
    Index(None, "kind", "name"),
    Index("ix_start_subscription_due", "due_at", postgresql_where=text("kind = 'timer'")),
)
