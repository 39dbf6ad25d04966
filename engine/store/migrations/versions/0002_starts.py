"""Signals on their way, and start events that are triggered by signals, timers and conditions."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE start_subscription ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE start_subscription ADD COLUMN due_at TIMESTAMP WITH TIME ZONE, ADD COLUMN turns JSONB",
    "CREATE INDEX ix_start_subscription_process_id ON start_subscription (process_id)",
    "CREATE INDEX ix_start_subscription_due ON start_subscription (due_at) WHERE kind = 'timer'",
    """
    CREATE TABLE broadcast (
        key BIGINT NOT NULL,
        name TEXT,
        variables JSONB NOT NULL,
        business_key TEXT,
        sent_by TEXT NOT NULL,
        sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT pk_broadcast PRIMARY KEY (key)
    )""",
    """
    CREATE TABLE broadcast_delivery (
        broadcast_key BIGINT NOT NULL,
        target_key BIGINT NOT NULL,
        element_id TEXT NOT NULL,
        instance_key BIGINT,
        starts BOOLEAN NOT NULL,
        CONSTRAINT pk_broadcast_delivery PRIMARY KEY (broadcast_key, target_key, element_id),
        CONSTRAINT fk_broadcast_delivery_broadcast_key FOREIGN KEY (broadcast_key)
            REFERENCES broadcast (key) ON DELETE CASCADE
    )""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
