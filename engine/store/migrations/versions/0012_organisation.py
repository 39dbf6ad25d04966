"""Positions, substitutes, conflicts of interest, and for whom a task was taken and done."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = (
    """CREATE TABLE position (
        id TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, head BOOLEAN DEFAULT false NOT NULL,
        CONSTRAINT pk_position PRIMARY KEY (id),
        CONSTRAINT fk_position_unit FOREIGN KEY (unit) REFERENCES unit (id))""",
    "CREATE INDEX ix_position_unit ON position (unit)",
    """CREATE TABLE tenure (
        position TEXT NOT NULL, login TEXT NOT NULL, starts_at TIMESTAMPTZ NOT NULL, ends_at TIMESTAMPTZ,
        CONSTRAINT pk_tenure PRIMARY KEY (position, login),
        CONSTRAINT fk_tenure_position FOREIGN KEY (position) REFERENCES position (id) ON DELETE CASCADE,
        CONSTRAINT fk_tenure_login FOREIGN KEY (login) REFERENCES person (login) ON DELETE CASCADE)""",
    "CREATE INDEX ix_tenure_login ON tenure (login)",
    """CREATE TABLE substitution (
        key BIGINT NOT NULL, login TEXT NOT NULL, substitute TEXT NOT NULL, groups TEXT[], kind TEXT NOT NULL,
        decree TEXT NOT NULL, starts_at TIMESTAMPTZ NOT NULL, ends_at TIMESTAMPTZ NOT NULL, named_by TEXT NOT NULL,
        named_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ, withdrawn_by TEXT,
        CONSTRAINT pk_substitution PRIMARY KEY (key),
        CONSTRAINT fk_substitution_login FOREIGN KEY (login) REFERENCES person (login),
        CONSTRAINT fk_substitution_substitute FOREIGN KEY (substitute) REFERENCES person (login))""",
    "CREATE INDEX ix_substitution_substitute ON substitution (substitute, ends_at) WHERE withdrawn_at IS NULL",
    "CREATE INDEX ix_substitution_login_ends_at ON substitution (login, ends_at)",
    """CREATE TABLE conflict_of_interest (
        key BIGINT NOT NULL, login TEXT NOT NULL, kind TEXT NOT NULL, root_key BIGINT, party TEXT, reason TEXT NOT NULL,
        declared_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ, withdrawn_by TEXT,
        CONSTRAINT pk_conflict_of_interest PRIMARY KEY (key),
        CONSTRAINT fk_conflict_of_interest_login FOREIGN KEY (login) REFERENCES person (login))""",
    "CREATE INDEX ix_conflict_of_interest_login ON conflict_of_interest (login) WHERE withdrawn_at IS NULL",
    """CREATE TABLE deed (
        root_key BIGINT NOT NULL, process_id TEXT NOT NULL, element_id TEXT NOT NULL, login TEXT NOT NULL,
        CONSTRAINT pk_deed PRIMARY KEY (root_key, process_id, element_id, login))""",
    "ALTER TABLE task ADD COLUMN assigned_for TEXT, ADD COLUMN completed_for TEXT, ADD COLUMN asked JSONB",
    """CREATE INDEX ix_task_assigned_for ON task (assigned_for, due_at)
        WHERE state = 'open' AND assigned_for IS NOT NULL""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
