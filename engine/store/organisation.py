"""Tables of the organisation at work: positions and who holds them, substitutes, conflicts of interest, deeds."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store.base import key_column, metadata, moment_column

position = Table(  # jabatan
    "position",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", ForeignKey("unit.id"), nullable=False),
    Column("head", Boolean, nullable=False, server_default=text("false")),  # of the unit
    Index(None, "unit"),
)

tenure = Table(  # who holds a position, from when to when
    "tenure",
    metadata,
    Column("position", ForeignKey("position.id", ondelete="CASCADE"), primary_key=True),
    Column("login", ForeignKey("person.login", ondelete="CASCADE"), primary_key=True),
    moment_column("starts_at", nullable=False),
    moment_column("ends_at"),
    Index(None, "login"),
)

substitution = Table(  # who does whose work for a time; rows stay, what is over is told by their moments
    "substitution",
    metadata,
    key_column(),
    Column("login", ForeignKey("person.login"), nullable=False),  # whose work
    Column("substitute", ForeignKey("person.login"), nullable=False),
    Column("groups", ARRAY(Text)),  # of the person; NULL for all, and then tasks given to the person by name too
    Column("kind", Text, nullable=False),  # plh, plt
    Column("decree", Text, nullable=False),
    moment_column("starts_at", nullable=False),
    moment_column("ends_at", nullable=False),
    Column("named_by", Text, nullable=False),
    moment_column("named_at", nullable=False),
    moment_column("withdrawn_at"),
    Column("withdrawn_by", Text),
    Index("ix_substitution_substitute", "substitute", "ends_at", postgresql_where=text("withdrawn_at IS NULL")),
    Index(None, "login", "ends_at"),
)

conflict_of_interest = Table(  # whose applications somebody may have nothing to do with
    "conflict_of_interest",
    metadata,
    key_column(),
    Column("login", ForeignKey("person.login"), nullable=False),
    Column("kind", Text, nullable=False),  # case, party
    Column("root_key", BigInteger),  # of the case
    Column("party", Text),  # a name or number, as applications say it
    Column("reason", Text, nullable=False),
    moment_column("declared_at", nullable=False),
    moment_column("withdrawn_at"),
    Column("withdrawn_by", Text),
    Index("ix_conflict_of_interest_login", "login", postgresql_where=text("withdrawn_at IS NULL")),
)

deed = Table(  # who did which step of a case, of the steps that different people have to do
    "deed",
    metadata,
    Column("root_key", BigInteger, primary_key=True),
    Column("process_id", Text, primary_key=True),
    Column("element_id", Text, primary_key=True),
    Column("login", Text, primary_key=True),
)
