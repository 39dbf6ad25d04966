"""Nobody gets digests; of mails, those that wait or have failed are looked for."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("DROP TABLE digest")
    op.execute("DROP INDEX ix_notice_mail")
    op.execute("CREATE INDEX ix_notice_mail ON notice (mail, login) WHERE mail IN ('wanted', 'failed')")
