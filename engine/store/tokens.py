"""The table of what programs sign in with: API tokens, and the access tokens that were given for them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from engine.store.base import key_column, metadata, moment_column

api_token = Table(
    "api_token",
    metadata,
    key_column(),
    Column("login", ForeignKey("person.login", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # api; access: given for another one by POST /oauth/token, short-lived
    Column("name", Text, nullable=False),  # what it is for, as people read it
    Column("parent_key", BigInteger, ForeignKey("api_token.key", ondelete="CASCADE")),  # of an access token
    Column("sha256", Text, nullable=False),  # hex; the token itself is shown once and kept nowhere
    Column("created_by", Text, nullable=False),
    moment_column("created_at", nullable=False),
    moment_column("expires_at"),
    moment_column("last_used_at"),
    moment_column("revoked_at"),
    Index("uq_api_token_sha256", "sha256", unique=True),
    Index("ix_api_token_parent_key", "parent_key"),
)
