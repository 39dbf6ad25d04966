"""Tables of people, their units and groups."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store.base import metadata, moment_column

unit = Table(
    "unit",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", ForeignKey("unit.id")),
)

person = Table(
    "person",
    metadata,
    Column("login", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("position", Text, nullable=False, server_default=""),
    Column("email", Text),
    Column("password_hash", Text),
    Column("roles", ARRAY(Text), nullable=False, server_default="{}"),
    Column("unit", ForeignKey("unit.id")),
    Column("locale", Text, nullable=False, server_default="id"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("kind", Text, nullable=False, server_default="person"),  # person; service: a program, has only tokens
    moment_column("created_at", nullable=False),
)

candidate_group = Table(
    "candidate_group",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", ForeignKey("unit.id")),
)

membership = Table(
    "membership",
    metadata,
    Column("login", ForeignKey("person.login", ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey("candidate_group.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "group_id"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
