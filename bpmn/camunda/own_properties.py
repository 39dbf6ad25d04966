"""Properties as the file has them, without those of Alur that were left empty in a field of an element template."""

from __future__ import annotations

from collections.abc import Iterable

PREFIX = "alur:"


def filled(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """An empty property of Alur says nothing; the Modeler for Camunda 7 writes one for every empty field."""
    return tuple((name, value) for name, value in pairs if value.strip() or not name.startswith(PREFIX))
