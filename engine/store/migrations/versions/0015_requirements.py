"""Id and name of a file of decisions, so that it can be found by them."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"

ROOT = "substring(convert_from(content, 'UTF8') from '<(?:[a-zA-Z0-9_]+:)?definitions[^>]*\\s{name}=\"([^\"]*)\"')"


def upgrade() -> None:
    op.execute("ALTER TABLE resource ADD COLUMN drd_id TEXT, ADD COLUMN drd_name TEXT")
    op.execute(
        f"UPDATE resource SET drd_id = {ROOT.format(name='id')}, drd_name = {ROOT.format(name='name')}"  # noqa: S608
        " WHERE kind = 'dmn'"
    )
    op.execute("CREATE INDEX ix_resource_drd_id ON resource (drd_id)")
