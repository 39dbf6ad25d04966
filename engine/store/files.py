"""Tables of files that belong to cases: what is known of each, and the contents apart from it, each kept once."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, text

from engine.store.base import key_column, metadata, moment_column

attachment = Table(
    "attachment",
    metadata,
    key_column(),
    Column("root_key", BigInteger, nullable=False),
    Column("task_key", BigInteger),  # at which task it was added
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),  # told by the content
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    moment_column("added_at", nullable=False),
    moment_column("scanned_at"),  # NULL: nobody has looked for viruses yet
    Column("infection", Text),  # what was found
    moment_column("removed_at"),
    Index("ix_attachment_root_key", "root_key", "key"),
    Index(
        "ix_attachment_unscanned", "key", postgresql_where=text("scanned_at IS NULL AND removed_at IS NULL")
    ),
    Index("ix_attachment_sha256", "sha256", postgresql_where=text("removed_at IS NULL")),
)  # fmt: skip

file_content = Table(  # goes with the last attachment that has it; the history keeps the sha256 alone
    "file_content",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
