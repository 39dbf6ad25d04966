"""The metadata all tables share, and the column shapes that come again and again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Sequence
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

KEY_BLOCK = 1000
key_seq = Sequence("key_seq", start=KEY_BLOCK, increment=KEY_BLOCK, metadata=metadata)
"""Each value stands for the block of KEY_BLOCK keys that begins with it (engine.store.keys)."""


def key_column() -> Column[int]:
    """A primary key, unique over all tables: taken from ``key_seq`` by blocks, see engine.store.keys."""
    return Column("key", BigInteger, primary_key=True, autoincrement=False)


def moment_column(name: str, *, nullable: bool = True) -> Column[Any]:
    """A moment in time, always aware."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def json_column(name: str, *, nullable: bool = True) -> Column[Any]:
    """A JSON value; None is SQL NULL, never JSON null."""
    return Column(name, JSONB(none_as_null=True), nullable=nullable)
