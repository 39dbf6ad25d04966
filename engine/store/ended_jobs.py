"""The table of jobs that are over: what a worker did, or would have done, and how it ended."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from engine.store.base import json_column, key_column, metadata, moment_column

ended_job = Table(  # apart from the open ones, so that looking for work costs the same however much was done
    "ended_job",
    metadata,
    key_column(),
    Column("root_key", BigInteger, nullable=False),
    Column("instance_key", BigInteger, nullable=False),
    Column("definition_key", BigInteger, nullable=False),
    Column("token", Integer, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),  # completed, error_thrown, canceled
    Column("retries", Integer, nullable=False),
    json_column("headers", nullable=False),
    Column("worker", Text),
    Column("error_message", Text),
    Column("error_code", Text),
    moment_column("created_at", nullable=False),
    moment_column("ended_at", nullable=False),
    Index(None, "root_key"),
    Index(None, "type", "key"),
    Index(None, "definition_key", "key"),
    Index("ix_ended_job_error_thrown", "key", postgresql_where=text("state = 'error_thrown'")),
)
