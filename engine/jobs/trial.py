"""One trial: its files go to a process of their own (a walk works hard and starts a database), the answer is kept."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

import engine as house
from engine.commands.trials import EndTrial, files_of
from engine.errors import WrongState
from engine.person import SYSTEM
from engine.store.people import membership, person
from engine.store.trials import trial
from engine.work import Engine

log = logging.getLogger(__name__)

WORKER = replace(SYSTEM, channel="job")
SECONDS = 900.0
"""More than any walk needs: its steps are bounded."""


async def carry_out(engine: Engine, key: int) -> None:
    """Try what the trial is about and keep the answer; a trial that broke is told as failed."""
    asked = await asyncio.to_thread(_asked, engine, key)
    if asked is None:
        return  # ended already, by a worker that was thought dead
    result = await _tried(asked)
    try:
        await asyncio.to_thread(engine.do, EndTrial(key, result), WORKER)
    except WrongState as refused:
        log.warning("Trial %s was done for nothing: %s", key, refused)


def _asked(engine: Engine, key: int) -> dict[str, Any] | None:
    with engine.read() as connection:
        row = connection.execute(select(trial).where(trial.c.key == key, trial.c.state == "waiting")).one_or_none()
        if row is None:
            return None
        files = files_of(connection, row.proposal_key, row.deployment_key)
        groups: dict[str, list[str]] = {
            login: [] for login in connection.scalars(select(person.c.login).where(person.c.active))
        }
        for member in connection.execute(select(membership)):
            if member.login in groups:
                groups[member.login].append(member.group_id)
    return {"files": {name: base64.b64encode(one).decode() for name, one in files.items()}, "people": groups}


async def _tried(asked: dict[str, Any]) -> dict[str, Any] | None:
    root = str(Path(house.__file__).parents[1])
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "engine.walk", env={**os.environ, "PYTHONPATH": root},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        told, trouble = await asyncio.wait_for(child.communicate(json.dumps(asked).encode()), SECONDS)
    except TimeoutError:
        child.terminate()
        await child.wait()
        log.warning("A trial took longer than %s seconds and was ended.", SECONDS)
        return None
    except asyncio.CancelledError:  # this worker stops; another one does it again
        child.terminate()
        await child.wait()
        raise
    if child.returncode:
        log.warning("A trial broke with %s: %s", child.returncode, trouble.decode("utf-8", "replace")[-2000:])
        return None
    return dict(json.loads(told))
