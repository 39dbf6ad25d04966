"""A trial by a worker: walks with coverage, stories with their outcome and line, asked for once at a time."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from engine import AskTrial, Engine, InvalidCommand, NotAllowed, NotFound, Person
from engine.jobs import trial
from engine.stories.store import Store
from engine.walk.__main__ import tried
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, rows

STORY = """use approval.bpmn decision.form

It goes well
    start approval amount=5
    open nothing_like_it
"""


def asked(**files: bytes) -> dict[str, Any]:
    named = {name.replace("__", "."): base64.b64encode(content).decode() for name, content in files.items()}
    return {"files": named, "people": {"ana": ["clerks"]}}


def test_walks_and_stories_are_told(store: Store) -> None:
    told = tried(asked(approval__bpmn=diagrams.APPROVAL, decision__form=diagrams.DECISION,
                       story__txt=STORY.encode()), store)  # fmt: skip
    (walk,) = told["walks"]
    assert (walk["process"], walk["outcome"]) == ("approval", "completed")
    assert 0 < walk["taken"] <= walk["flows"]
    (story,) = told["stories"]
    assert (story["file"], story["story"], story["ok"], story["line"]) == ("story.txt", "It goes well", False, 5)


@pytest.mark.parametrize(
    "text", ["use ../../etc/passwd\n\nOne\n    start a\n", "use a.bpmn\n\nOne\n    use /etc/hosts\n"]
)
def test_a_story_names_no_other_place_of_this_machine(store: Store, text: str) -> None:
    (story,) = tried(asked(story__txt=text.encode()), store)["stories"]
    assert not story["ok"]
    assert story["expected"] == "names of files that were uploaded together"


def test_it_is_asked_for_by_those_who_may_and_once_at_a_time(engine: Engine) -> None:
    done = deploy(engine, both=diagrams.BOTH)
    with pytest.raises(NotAllowed):
        engine.do(AskTrial(deployment_key=done.key), Person("siti", "Siti", roles=frozenset({"staff"})))
    with pytest.raises(InvalidCommand):
        engine.do(AskTrial(), EVERYBODY)
    with pytest.raises(NotFound):
        engine.do(AskTrial(proposal_key=1), EVERYBODY)
    key = engine.do(AskTrial(deployment_key=done.key), EVERYBODY)
    assert engine.do(AskTrial(deployment_key=done.key), EVERYBODY) == key
    (job,) = rows(engine, "SELECT * FROM procrastinate_jobs")
    assert (job.task_name, job.args) == ("run_trial", {"trial_key": key})


def test_the_worker_keeps_what_came_of_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    done = deploy(engine, both=diagrams.BOTH)
    answers: list[Any] = [None, {"walks": [], "stories": []}]

    async def answer(given: dict[str, Any]) -> Any:
        assert base64.b64decode(given["files"]["both.bpmn"]) == diagrams.BOTH
        return answers.pop()

    monkeypatch.setattr(trial, "_tried", answer)
    for state in ("done", "failed"):
        key = engine.do(AskTrial(deployment_key=done.key), EVERYBODY)
        asyncio.run(trial.carry_out(engine, key))
        asyncio.run(trial.carry_out(engine, key))  # once more for nothing
        (row,) = rows(engine, "SELECT state FROM trial WHERE key = :key", key=key)
        assert row.state == state
