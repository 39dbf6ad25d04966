"""Tables of what is proposed for deployment: files kept until another person enacts them, and what came of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store.base import json_column, key_column, metadata, moment_column

proposal = Table(
    "proposal",
    metadata,
    key_column(),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),  # proposed, enacted (its day is to come), deployed, rejected, failed
    Column("processes", ARRAY(Text), nullable=False),  # ids of the executable processes in it
    Column("warnings", Integer, nullable=False),  # that the proposer has acknowledged
    Column("proposed_by", Text, nullable=False),
    moment_column("proposed_at", nullable=False),
    Column("decided_by", Text),  # who has enacted or rejected it
    moment_column("decided_at"),
    Column("decree", Text),
    moment_column("effective_at"),
    Column("reason", Text),  # of the rejection
    json_column("trouble"),  # why it could not be deployed on its day: a sentence
    Column("deployment_key", BigInteger, ForeignKey("deployment.key"), index=True),
    Index("ix_proposal_due", "effective_at", postgresql_where=text("state = 'enacted'")),
    Index("ix_proposal_open", "proposed_at", postgresql_where=text("state IN ('proposed', 'enacted')")),
)

proposal_file = Table(  # byte for byte
    "proposal_file",
    metadata,
    Column("proposal_key", ForeignKey("proposal.key"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # bpmn, form, dmn, story
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
