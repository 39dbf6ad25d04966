"""Lines about what a worker does with a job: it completes, fails, throws an error, or has a say about a user task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from engine.commands.jobs import CompleteJob, FailJob, ThrowJobError
from engine.stories.stage import Stage
from engine.stories.text import needed, span, value, values

Words = tuple[str, ...]


def _job_completes(stage: Stage, key: int, words: Words) -> None:
    stage.do(CompleteJob(key, values(words)))


def _job_fails(stage: Stage, key: int, words: Words) -> None:
    message = str(value(words[0])) if words and "=" not in words[0].split('"')[0] else ""
    given = values(words[1:] if message else words)
    retries, backoff = int(given.pop("retries", 0)), given.pop("backoff", None)
    details = str(given.pop("details", ""))
    stage.do(FailJob(key, message or "failed", retries, span(backoff) if backoff else timedelta(0), details, given))


def _job_throws(stage: Stage, key: int, words: Words) -> None:
    code, *rest = needed(words, "the code of an error after throws")
    message = str(value(rest.pop(0))) if rest and rest[0].startswith('"') else ""
    stage.do(ThrowJobError(key, str(value(code)), message, values(tuple(rest))))


def _job_denies(stage: Stage, key: int, words: Words) -> None:
    reason = str(value(words[0])) if words else ""
    stage.do(CompleteJob(key, result={"type": "userTask", "denied": True, "deniedReason": reason}))


def _job_corrects(stage: Stage, key: int, words: Words) -> None:
    stage.do(CompleteJob(key, result={"type": "userTask", "corrections": values(words)}))


JOB_DEEDS: Mapping[str, Callable[[Stage, int, Words], None]] = {
    "completes": _job_completes,
    "corrects": _job_corrects,
    "denies": _job_denies,
    "fails": _job_fails,
    "throws": _job_throws,
}
