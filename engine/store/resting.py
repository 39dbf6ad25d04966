"""Tables of what rests apart from a case's snapshot, so that one item of a thousand costs what one of two does."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from engine.store.base import metadata

resting_token = Table(  # live tokens in the items of parallel multi-instance activities; all others are in the snapshot
    "resting_token",
    metadata,
    Column("root_key", BigInteger, primary_key=True, autoincrement=False),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("body", Integer, nullable=False),  # the multi-instance activity's own token
    Column("item", Integer, nullable=False),  # the item it is, or is part of; it comes and goes as a whole
    Column("content", Text, nullable=False),  # JSON, see engine.flow.pieces
    Index("ix_resting_token_item", "root_key", "body", "item"),
    postgresql_with={"fillfactor": "80"},
)

collected_result = Table(  # what the items of a live multi-instance activity have brought to its output collection
    "collected_result",
    metadata,
    Column("root_key", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),  # of the item, from 0
    Column("value", Text, nullable=False),  # JSON as in a snapshot: jsonb would not tell 1e16 from its integer
)
