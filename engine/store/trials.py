"""Table of trials: walks and stories of proposed or deployed files, run by a worker and kept to be looked at."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from engine.store.base import json_column, key_column, metadata, moment_column

trial = Table(
    "trial",
    metadata,
    key_column(),
    Column("proposal_key", BigInteger),
    Column("deployment_key", BigInteger),  # one of the two: whose files are tried
    Column("state", Text, nullable=False),  # waiting, done, failed
    Column("asked_by", Text, nullable=False),
    moment_column("asked_at", nullable=False),
    moment_column("ended_at"),
    json_column("result"),  # what engine.jobs.trial answers
    Index(None, "proposal_key"),
    Index(None, "deployment_key"),
)
