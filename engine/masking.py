"""The one place where personal numbers are hidden: what a page may show of a value by the name it has."""

from __future__ import annotations

import re
from collections.abc import Mapping

PERSONAL = frozenset({"nik", "kk", "nokk", "npwp", "paspor", "passport", "rekening"})
"""Words of a variable's name that make its value personal, whatever it holds."""

DOTS = "••••"
SHOWN = 4
LONG_NUMBER = re.compile(r"(?<!\d)\d{12}(\d{4})(?!\d)")
"""Sixteen digits are a NIK or a family card number, wherever they stand."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_personal(name: str) -> bool:
    """Whether a value of that name is hidden: ``nik``, ``noKK``, ``pemohon.nik``, ``nomor_kk`` ..."""
    return any(word.lower() in PERSONAL for word in _WORD.findall(name))


def masked(name: str, value: object) -> object:
    """The value as a page may show it: personal numbers keep their last four characters, at any depth."""
    if isinstance(value, Mapping):
        return {key: masked(f"{name}.{key}", inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(name, inner) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if is_personal(name):
        return _dotted(str(value))
    if isinstance(value, str):
        return LONG_NUMBER.sub(DOTS + r" \1", value)
    if isinstance(value, int) and LONG_NUMBER.fullmatch(str(value)):
        return _dotted(str(value))
    return value


def _dotted(text: str) -> str:
    compact = text.strip()
    return f"{DOTS} {compact[-SHOWN:]}" if len(compact) >= 2 * SHOWN else DOTS
