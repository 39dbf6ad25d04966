"""The only place that hashes and checks passwords (argon2)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.queries.people import Account

_hasher = PasswordHasher()

SHORTEST_PASSWORD = 10


def hash_password(password: str) -> str:
    """What is stored instead of a password."""
    return _hasher.hash(password)


def right_password(account: Account | None, password: str) -> bool:
    """Whether the password is the account's. Takes as long for an unknown login as for a known one."""
    stored = account.password_hash if account and account.active and account.password_hash else None
    try:
        return _hasher.verify(stored or nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobody() -> str:
    """The hash that is compared when there is no account."""
    return _hasher.hash("nobody has this password")
