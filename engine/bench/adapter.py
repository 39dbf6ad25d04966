"""Alur behind the benchmark's interface: every call works from the database, nothing is kept between calls."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from engine import CompleteTask, Deploy, Engine, Person, StartInstance
from engine.person import ROLES

WORKER = Person("bench", "Bench", roles=frozenset(ROLES), channel="cli")
OPEN_TASK = text("SELECT key FROM task WHERE root_key = :case AND state = 'open'")
STATE = text("SELECT state FROM process_instance WHERE key = :case")
STORAGE = text(
    """
    SELECT (SELECT count(*) FROM history_event WHERE root_key = :case) AS events,
           (SELECT count(*) FROM history_value WHERE root_key = :case) AS "values",
           (SELECT count(*) FROM variable WHERE root_key = :case) AS variables,
           (SELECT count(*) FROM task WHERE root_key = :case) AS tasks,
           (SELECT length(snapshot) FROM process_instance WHERE key = :case) AS snapshot_bytes"""
)


class Adapter(Protocol):
    """What is measured. ``start`` runs to the first user task; ``complete`` runs on to the next wait; both commit."""

    name: str

    def deploy(self, path: str, process_id: str) -> None: ...
    def start(self, process_id: str) -> Any: ...
    def open_task(self, instance: Any) -> Any: ...
    def complete(self, instance: Any, task: Any, data: Mapping[str, Any]) -> None: ...
    def status(self, instance: Any) -> str: ...
    def storage(self, instance: Any) -> dict[str, Any]: ...


class Alur:
    """The engine as it runs in production: rights, FEEL, hashed history, one transaction per command."""

    name = "alur"

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def deploy(self, path: str, process_id: str) -> None:
        file = Path(path)
        self.engine.do(Deploy(process_id, {file.name: file.read_bytes()}, source="cli"), WORKER)

    def start(self, process_id: str) -> int:
        return int(self.engine.do(StartInstance(process_id), WORKER).instance_key)

    def open_task(self, instance: int) -> int | None:
        with self.engine.read() as connection:
            found: int | None = connection.scalar(OPEN_TASK, {"case": instance})
            return found

    def complete(self, instance: int, task: int | None, data: Mapping[str, Any]) -> None:
        assert task is not None
        self.engine.do(CompleteTask(task, data), WORKER)

    def status(self, instance: int) -> str:
        with self.engine.read() as connection:
            return str(connection.scalar(STATE, {"case": instance}))

    def storage(self, instance: int) -> dict[str, Any]:
        with self.engine.read() as connection:
            return dict(connection.execute(STORAGE, {"case": instance}).mappings().one())
