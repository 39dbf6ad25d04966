"""Keys of what has no row of its own: a token's visit of an element, and a variable."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from sqlalchemy import BigInteger, ColumnElement, cast, literal

TOKENS = 1_000_000_000
NAMES = 2**32


def element_key(root_key: int, token: int | None) -> int:
    """The key of a token's visit of its element; of a whole case if there is no token."""
    return root_key if token is None else root_key * TOKENS + token


def element_key_column(root_key: ColumnElement[Any], token: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same in SQL."""
    return cast(root_key, BigInteger) * literal(TOKENS, BigInteger) + token


def place_of(key: int) -> tuple[int, int | None]:
    """Case and token of the key of an element instance; the token is None where it is that of a process instance."""
    return (key // TOKENS, key % TOKENS) if key >= TOKENS * 1000 else (key, None)


def variable_key(scope_key: int, name: str) -> int:
    """The key of a variable: the same for the same name in the same scope."""
    return (scope_key * NAMES + crc32(name.encode())) % 2**63
