"""Tables of what people are told, and of what they have chosen to be told by mail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from engine.store.base import json_column, key_column, metadata, moment_column

notice = Table(
    "notice",
    metadata,
    key_column(),
    Column("login", ForeignKey("person.login", ondelete="CASCADE"), nullable=False),  # who is told
    Column("kind", Text, nullable=False),  # of engine.notices.KINDS
    json_column("said", nullable=False),  # the values of its sentence
    Column("root_key", BigInteger),  # the case it is about
    Column("task_key", BigInteger),
    Column("once", Text),  # the same is told once only
    moment_column("created_at", nullable=False),
    moment_column("read_at"),
    Column("mail", Text),  # wanted, sent, failed; NULL: none
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    moment_column("held_until"),  # a worker is sending it
    Column("trouble", Text),
    UniqueConstraint("login", "once"),
    Index(None, "login", "key"),
    Index("ix_notice_unread", "login", postgresql_where=text("read_at IS NULL")),
    Index("ix_notice_mail", "mail", "login", postgresql_where=text("mail IN ('wanted', 'failed')")),
)

notice_choice = Table(  # where it differs from what holds for everybody
    "notice_choice",
    metadata,
    Column("login", ForeignKey("person.login", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("mail", Text, nullable=False),  # now, never
)
