"""The organisation as a tree: units, their positions, and who holds them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.store.organisation import position, tenure
from engine.store.people import person, setting, unit


@dataclass(frozen=True, slots=True)
class Post:
    """A position with the names of those who hold it."""

    id: str
    name: str
    head: bool
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree, ``depth`` units below the top."""

    id: str
    name: str
    depth: int
    posts: tuple[Post, ...]


def tree(connection: Connection) -> tuple[Branch, ...]:
    """All units, each after the one it is part of, by name; heads before other positions."""
    units = connection.execute(select(unit).order_by(unit.c.name)).all()
    posts = _posts(connection)
    below: dict[str | None, list[tuple[str, str]]] = defaultdict(list)
    for row in units:
        below[row.parent].append((row.id, row.name))

    def branches(parent: str | None, depth: int) -> Iterator[Branch]:
        for key, name in below[parent]:
            yield Branch(key, name, depth, tuple(posts[key]))
            yield from branches(key, depth + 1)

    return tuple(branches(None, 0))


def separations(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The pairs of groups whose steps different people have to do, in every procedure."""
    found = connection.execute(select(setting.c.value).where(setting.c.name == "separations")).scalar_one_or_none()
    return tuple((one, other) for one, other in json.loads(found)) if found else ()


def _posts(connection: Connection) -> dict[str, list[Post]]:
    held: dict[str, list[str]] = defaultdict(list)
    names = select(tenure.c.position, person.c.name).join(person, person.c.login == tenure.c.login)
    for row in connection.execute(names.where(tenure.c.ends_at.is_(None)).order_by(person.c.name)):
        held[row.position].append(row.name)
    found: dict[str, list[Post]] = defaultdict(list)
    for row in connection.execute(select(position).order_by(position.c.head.desc(), position.c.name)):
        found[row.unit].append(Post(row.id, row.name, row.head, tuple(held[row.id])))
    return found
