"""THE table of lines: what a line of a story may say, and what is done about it.

To add a kind of line: a function (stage, line, words after the keyword) and an entry in VERBS, or in DEEDS for what a
person does. A function raises Failed if the line does not hold, or lets a Refusal through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bpmn.languages.iso8601 import NotIso, parse_duration
from engine.commands.ad_hoc import BeginElement
from engine.commands.broadcasts import BroadcastSignal, EvaluateConditions
from engine.commands.correlation import CorrelateMessage
from engine.commands.deployments import Deploy
from engine.commands.incidents import RetryIncident
from engine.commands.instances import CancelInstance, SetVariables, StartInstance
from engine.commands.jobs import TakeJob
from engine.commands.messages import PublishMessage
from engine.commands.task_updates import UpdateTask
from engine.commands.task_ways import EscalateTask, ThrowTaskError
from engine.commands.tasks import ClaimTask, CompleteTask, UnclaimTask
from engine.commands.withdrawal import Withdraw
from engine.errors import Refusal
from engine.person import Person
from engine.stories import look, move_lines
from engine.stories.checks import CHECKS
from engine.stories.job_lines import JOB_DEEDS
from engine.stories.people_lines import PEOPLE_DEEDS, standing
from engine.stories.stage import DIRECTOR, Stage
from engine.stories.text import Line, needed, span, value, values
from engine.stories.trouble import Failed

Words = tuple[str, ...]
Act = Callable[[Stage, Line, Words], None]
WORKER = "story"


def perform(stage: Stage, line: Line) -> None:
    """Do what the line says. A refusal is kept for the next line, which must expect it."""
    act, words = _find(line)
    if act is not CHECKS["is"]:
        stage.must_not_be_refused()
    try:
        act(stage, line, words)
    except Refusal as refusal:
        stage.refused = (line, refusal)


def _find(line: Line) -> tuple[Act, Words]:
    words = line.words
    if words[0] in VERBS and not (len(words) > 1 and words[1] in DEEDS and words[0] not in CHECKS):
        return VERBS[words[0]], words[1:]
    if words[0] in DEEDS:
        return DEEDS[words[0]], ("", *words[1:])
    if len(words) > 1 and words[1] in DEEDS:
        return DEEDS[words[1]], (words[0], *words[2:])
    known = ", ".join([*VERBS, *(f"PERSON {deed}" for deed in DEEDS)])
    raise Failed(f"a line that begins with one of: {known}", line.text)


def _use(stage: Stage, _line: Line, words: Words) -> None:
    stage.do(Deploy("story", stage.files(words), source="story"))


def _start(stage: Stage, _line: Line, words: Words) -> None:
    _begin(stage, DIRECTOR, words)


def _starts(stage: Stage, _line: Line, words: Words) -> None:
    _begin(stage, stage.starter(words[0]), words[1:])


def _begin(stage: Stage, by: Person, words: Words) -> None:
    process, *rest = needed(words, "the id of a process")
    name = ""
    if "as" in rest:
        place = rest.index("as")
        name = needed(tuple(rest[place + 1 :]), "a name after as")[0]
        del rest[place : place + 2]
    begins, ends_after, business_key = move_lines.begins(rest), move_lines.ends_after(rest), _business_key(rest)
    start = StartInstance(process_id=process, variables=values(tuple(rest)), business_key=business_key, begins=begins,
                          ends_after=ends_after)  # fmt: skip
    started = stage.do(start, by)
    stage.latest = started.instance_key
    if name:
        stage.cases[name] = started.instance_key


def _business_key(rest: list[str]) -> str | None:
    """Takes ``for KEY`` out of the words."""
    if "for" not in rest:
        return None
    place = rest.index("for")
    key = str(value(needed(tuple(rest[place + 1 :]), "a business key after for")[0]))
    del rest[place : place + 2]
    return key


def _as(stage: Stage, line: Line, words: Words) -> None:
    stage.cases[needed(words, "a name after as")[0]] = stage.case(line.about)


def _after(stage: Stage, _line: Line, words: Words) -> None:
    stage.move_to(_later(stage, words))


def _down(stage: Stage, _line: Line, words: Words) -> None:
    stage.clock.set(_later(stage, words))
    stage.move_to(stage.clock.now())


def _later(stage: Stage, words: Words) -> datetime:
    text = needed(words, "a duration, such as P2D")[0]
    try:
        return parse_duration(text).after(stage.clock.now(), stage.engine.zone)
    except NotIso as wrong:
        raise Failed("a duration such as P2D or PT4H", str(wrong)) from wrong


def _message(stage: Stage, line: Line, words: Words) -> None:
    word, *rest = needed(words, "the name of a message")
    business_key, name = _business_key(rest), str(value(word))
    given = values(tuple(each for each in rest if each not in ("arrives", "everywhere")))
    key, ttl = given.pop("key", None), given.pop("ttl", None)
    if key is None and ttl is None:
        about = stage.case(line.about) if line.about else None
        stage.do(CorrelateMessage(name, None, business_key, about, given, all="everywhere" in rest))
    else:
        stage.do(PublishMessage(name, str("" if key is None else key), given, span(ttl or "PT0S")))


def _signal(stage: Stage, _line: Line, words: Words) -> None:
    name, *rest = needed(words, "the name of a signal")
    stage.do(BroadcastSignal(str(value(name)), values(tuple(rest))))


def _conditions(stage: Stage, _line: Line, words: Words) -> None:
    stage.do(EvaluateConditions(values(words)))


def _withdraw(stage: Stage, _line: Line, words: Words) -> None:
    stage.do(Withdraw(needed(words, "the id of a process")[0]))


def _job(stage: Stage, line: Line, words: Words) -> None:
    name, deed, *rest = needed(words, "job TYPE completes, fails or throws", 2)
    if deed not in JOB_DEEDS:
        raise Failed("job TYPE completes, fails or throws", line.text)
    found = stage.ask(look.jobs, stage.case(line.about), str(value(name)))
    if not found:
        raise Failed(f"an open job of type {name}", "none")
    stage.do(TakeJob(found[0], WORKER, timedelta(minutes=5)))
    JOB_DEEDS[deed](stage, found[0], tuple(rest))


def _set(stage: Stage, line: Line, words: Words) -> None:
    now = stage.ask(look.variables, key := stage.case(line.about))
    stage.do(SetVariables(key, {name: _merged(now.get(name), new) for name, new in values(words).items()}))


def _forget(stage: Stage, line: Line, words: Words) -> None:
    stage.do(SetVariables(stage.case(line.about), removed=needed(words, "the names of variables after forget")))


def _update(stage: Stage, line: Line, words: Words) -> None:
    stage.do(UpdateTask(_task(stage, line, ("", *words)).key, values(words[1:])))


def _retry(stage: Stage, line: Line, words: Words) -> None:
    element = needed(words, "the id of an element after retry")[0]
    open_ones = stage.ask(look.incidents, stage.case(line.about))
    found = [incident["key"] for incident in open_ones if incident["element_id"] == element]
    if not found:
        raise Failed(f"an incident at {element}", ", ".join(i["element_id"] for i in open_ones) or "none")
    stage.do(RetryIncident(found[0]))


def _activates(stage: Stage, line: Line, words: Words) -> None:
    element, in_, ad_hoc = needed(words, "activates ELEMENT in ADHOC", 3)[:3]
    if in_ != "in":
        raise Failed("activates ELEMENT in ADHOC", line.text)
    stage.do(BeginElement(stage.case(line.about), ad_hoc, element, values(words[3:])))


def _cancel(stage: Stage, line: Line, words: Words) -> None:
    reason = " ".join(str(value(word)) for word in words if word != "because") or "the story wants it"
    stage.do(CancelInstance(stage.case(line.about), reason))


def _claims(stage: Stage, line: Line, words: Words) -> None:
    stage.do(ClaimTask(_task(stage, line, words).key), _who(stage, words[0], _task(stage, line, words)))


def _unclaims(stage: Stage, line: Line, words: Words) -> None:
    stage.do(UnclaimTask(_task(stage, line, words).key), _who(stage, words[0], _task(stage, line, words)))


def _completes(stage: Stage, line: Line, words: Words) -> None:
    task = _task(stage, line, words)
    stage.do(CompleteTask(task.key, values(words[2:])), _who(stage, words[0], task))


def _escalates(stage: Stage, line: Line, words: Words) -> None:
    task = _task(stage, line, words)
    code = str(value(needed(words, "a task and the code of an escalation", 3)[2]))
    stage.do(EscalateTask(task.key, code, values(words[3:])), _who(stage, words[0], task))


def _reports(stage: Stage, line: Line, words: Words) -> None:
    task = _task(stage, line, words)
    code, *rest = needed(words, "a task and the code of an error", 3)[2:]
    message = str(value(rest.pop(0))) if rest and rest[0].startswith('"') else ""
    error = ThrowTaskError(task.key, str(value(code)), message, values(tuple(rest)))
    stage.do(error, _who(stage, words[0], task))


def _who(stage: Stage, login: str, task: look.OpenTask) -> Person:
    """Who acts on a task, with those they stand in for."""
    return standing(stage, stage.who(login, task))


def _task(stage: Stage, line: Line, words: Words) -> look.OpenTask:
    """The open task meant: the person's own first, then one that nobody has, then any."""
    if len(words) < 2:
        raise Failed("the id of a user task", line.text)
    login, element = words[:2]
    root = stage.case(line.about)
    found = [task for task in stage.ask(look.tasks, root) if task.element == element]
    if found:
        return min(found, key=lambda task: (task.assignee != login, task.assignee is not None, task.key))
    over = stage.ask(look.closed_task, root, element)
    if over is None:
        raise Failed(f"an open task {element}", " ".join(t.element for t in stage.ask(look.tasks, root)) or "none")
    return look.OpenTask(over, element, None, (), ())


VERBS: Mapping[str, Act] = {
    "use": _use,
    "start": _start,
    "as": _as,
    "after": _after,
    "down": _down,
    "message": _message,
    "signal": _signal,
    "conditions": _conditions,
    "withdraw": _withdraw,
    "update": _update,
    "job": _job,
    "set": _set,
    "forget": _forget,
    "retry": _retry,
    "activates": _activates,
    "cancel": _cancel,
    "move": move_lines.move,
    "migrate": move_lines.migrate,
    **CHECKS,
}

DEEDS: Mapping[str, Act] = {
    "claims": _claims,
    "unclaims": _unclaims,
    "completes": _completes,
    "escalates": _escalates,
    "reports": _reports,
    "starts": _starts,
    **PEOPLE_DEEDS,
}
"""What a person does; a line with the deed alone means anyone entitled."""


def _merged(old: Any, new: Any) -> Any:
    """``a.b=1`` changes b within a and leaves the rest of it."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {name: _merged(old.get(name), inner) for name, inner in new.items()}
    return new
