"""What is seen at a live token of a case, for programs that ask by execution, task or element instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.reading import Reading

if TYPE_CHECKING:
    from engine.work import Engine


def seen_at(engine: Engine, connection: Connection, root_key: int, token: int) -> dict[str, Any] | None:
    """All variables visible at the token with their kinds, or None if it is not live."""
    instance = Reading(engine, connection).case(root_key)
    if instance is None or not instance.snapshot or instance.case.index.find(token) is None:
        return None
    sight = instance.visible(token)
    return {name: sight.kept(name) for name in sight}


def local_to(engine: Engine, connection: Connection, root_key: int, token: int) -> dict[str, Any] | None:
    """The variables of the token itself with their kinds, or None if it is not live."""
    instance = Reading(engine, connection).case(root_key)
    if instance is None or not instance.snapshot:
        return None
    found = instance.case.index.find(token)
    return None if found is None else dict(found.data)
