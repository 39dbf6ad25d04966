"""Short ways for the engine's tests to deploy, start and look at what a case waits for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from engine import ROLES, Deploy, Deployed, Engine, Person, StartInstance

EVERYBODY = Person("root", "Root", roles=frozenset(ROLES))


def deploy(engine: Engine, **files: bytes) -> Deployed:
    """``approval=...`` is the file approval.bpmn; ``decision_form=...`` is decision.form."""
    named = {
        f"{name.removesuffix('_form')}.form" if name.endswith("_form") else f"{name}.bpmn": content
        for name, content in files.items()
    }
    return engine.do(Deploy("test", named), by=EVERYBODY)  # type: ignore[no-any-return]


def start(engine: Engine, process_id: str, **variables: Any) -> int:
    """The key of the new case."""
    return engine.do(StartInstance(process_id, variables=variables), by=EVERYBODY).instance_key  # type: ignore[no-any-return]


def rows(engine: Engine, sql: str, **values: Any) -> list[Any]:
    with engine.read() as connection:
        return list(connection.execute(text(sql), values))


def tasks(engine: Engine, case: int) -> dict[str, int]:
    """Open tasks of the case: element id -> key."""
    found = rows(engine, "SELECT element_id, key FROM task WHERE root_key = :case AND state = 'open'", case=case)
    return {row.element_id: row.key for row in found}


def jobs(engine: Engine, case: int) -> dict[str, Any]:
    """Jobs of the case by element id."""
    return {row.element_id: row for row in rows(engine, "SELECT * FROM job WHERE root_key = :case", case=case)}


def subscriptions(engine: Engine, case: int) -> dict[str, Any]:
    return {row.element_id: row for row in rows(engine, "SELECT * FROM subscription WHERE root_key = :case", case=case)}


def incidents(engine: Engine, case: int) -> list[Any]:
    """Open ones."""
    return rows(engine, "SELECT * FROM incident WHERE root_key = :case AND state = 'open'", case=case)


def instance(engine: Engine, case: int) -> Any:
    return rows(engine, "SELECT * FROM process_instance WHERE key = :case", case=case)[0]


def variables(engine: Engine, case: int) -> dict[str, Any]:
    found = rows(engine, "SELECT name, value FROM variable WHERE instance_key = :case", case=case)
    return {row.name: row.value for row in found}


def kinds(engine: Engine, case: int) -> list[str]:
    """The kinds of the case's events, in order."""
    return [row.kind for row in rows(engine, "SELECT kind FROM history_event WHERE root_key = :c ORDER BY seq", c=case)]
