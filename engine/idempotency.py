"""A repeated call with the same key gets the first answer; the same key for something else is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bpmn.sentence import say
from engine.answers import from_json, to_json
from engine.errors import Conflict

if TYPE_CHECKING:
    from engine.work import Command, Work

TAKE = """
    INSERT INTO idempotency (login, key, command, at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (login, key) DO NOTHING RETURNING key"""
KNOWN = "SELECT command, answer FROM idempotency WHERE login = %s AND key = %s"
KEEP = "UPDATE idempotency SET answer = %s WHERE login = %s AND key = %s"


def run(command: Command, work: Work, key: str) -> Any:
    """Run the command if the key is new. A second call at the same time waits here until the first has ended."""
    who, what = work.by.login, digest(command)
    if work.row(TAKE, (who, key, what, work.now)) is None:
        known = work.row(KNOWN, (who, key))  # a statement of its own, so that it sees what the first call wrote
        if known.command != what:
            raise Conflict(
                say(
                    "The idempotency key {key} has been used for another command already. Nothing was changed.", key=key
                )
            )
        return from_json(known.answer)
    answer = command.run(work)
    work.driver.execute(KEEP, (None if answer is None else Jsonb(to_json(answer)), who, key))
    return answer


def digest(command: Command) -> str:
    """The command's name and a hash of its values."""
    values = {field.name: getattr(command, field.name) for field in fields(command)}  # type: ignore[arg-type]
    text = json.dumps(values, sort_keys=True, default=_plain)
    return f"{type(command).__name__} {sha256(text.encode()).hexdigest()}"


def _plain(value: object) -> str:
    return sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
