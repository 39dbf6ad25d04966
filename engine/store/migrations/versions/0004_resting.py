"""Items of parallel multi-instance activities and their results leave the snapshot for rows of their own.

Snapshots of running cases are rewritten by the next command on each: both forms can be read.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    CREATE TABLE resting_token (
        root_key BIGINT NOT NULL,
        token INTEGER NOT NULL,
        body INTEGER NOT NULL,
        item INTEGER NOT NULL,
        content TEXT NOT NULL,
        CONSTRAINT pk_resting_token PRIMARY KEY (root_key, token)
    ) WITH (fillfactor = 80)""",
    "CREATE INDEX ix_resting_token_item ON resting_token (root_key, body, item)",
    """
    CREATE TABLE collected_result (
        root_key BIGINT NOT NULL,
        body INTEGER NOT NULL,
        place INTEGER NOT NULL,
        value TEXT NOT NULL,
        CONSTRAINT pk_collected_result PRIMARY KEY (root_key, body, place)
    )""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
