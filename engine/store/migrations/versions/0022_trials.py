"""Trials of files by a worker."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"

STATEMENTS = (
    """CREATE TABLE trial (
        key BIGINT NOT NULL, proposal_key BIGINT, deployment_key BIGINT, state TEXT NOT NULL, asked_by TEXT NOT NULL,
        asked_at TIMESTAMPTZ NOT NULL, ended_at TIMESTAMPTZ, result JSONB,
        CONSTRAINT pk_trial PRIMARY KEY (key))""",
    "CREATE INDEX ix_trial_proposal_key ON trial (proposal_key)",
    "CREATE INDEX ix_trial_deployment_key ON trial (deployment_key)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
