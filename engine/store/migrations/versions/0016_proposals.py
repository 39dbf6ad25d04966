"""Proposals: files that are kept until another person enacts them."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"

STATEMENTS = (
    """CREATE TABLE proposal (
        key BIGINT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, processes TEXT[] NOT NULL,
        warnings INTEGER NOT NULL, proposed_by TEXT NOT NULL, proposed_at TIMESTAMPTZ NOT NULL, decided_by TEXT,
        decided_at TIMESTAMPTZ, decree TEXT, effective_at TIMESTAMPTZ, reason TEXT, trouble JSONB,
        deployment_key BIGINT,
        CONSTRAINT pk_proposal PRIMARY KEY (key),
        CONSTRAINT fk_proposal_deployment_key FOREIGN KEY (deployment_key) REFERENCES deployment (key))""",
    "CREATE INDEX ix_proposal_deployment_key ON proposal (deployment_key)",
    "CREATE INDEX ix_proposal_due ON proposal (effective_at) WHERE state = 'enacted'",
    "CREATE INDEX ix_proposal_open ON proposal (proposed_at) WHERE state IN ('proposed', 'enacted')",
    """CREATE TABLE proposal_file (
        proposal_key BIGINT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
        content BYTEA NOT NULL,
        CONSTRAINT pk_proposal_file PRIMARY KEY (proposal_key, name),
        CONSTRAINT fk_proposal_file_proposal_key FOREIGN KEY (proposal_key) REFERENCES proposal (key))""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
