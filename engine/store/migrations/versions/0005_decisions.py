"""Decisions of DMN files, by version."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """
    CREATE TABLE decision (
        key BIGINT NOT NULL,
        decision_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        version_tag TEXT,
        name TEXT NOT NULL,
        resource_key BIGINT NOT NULL,
        deployment_key BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        CONSTRAINT pk_decision PRIMARY KEY (key),
        CONSTRAINT uq_decision_decision_id_version UNIQUE (decision_id, version),
        CONSTRAINT fk_decision_resource_key FOREIGN KEY (resource_key) REFERENCES resource (key),
        CONSTRAINT fk_decision_deployment_key FOREIGN KEY (deployment_key) REFERENCES deployment (key)
    )""",
    "CREATE INDEX ix_decision_resource_key ON decision (resource_key)",
    "CREATE INDEX ix_decision_deployment_key ON decision (deployment_key)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
