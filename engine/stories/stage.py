"""Where a story is played: an engine that may be restarted at any time, a clock that is moved, cases by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from bpmn import Unreadable, read
from engine.clock import MovableClock
from engine.commands.broadcasts import DeliverBroadcasts
from engine.commands.messages import DeliverMessages
from engine.commands.timers import FireTimers
from engine.errors import InvalidDeployment, InvalidValues, Refusal
from engine.jobs.connectors import Outside
from engine.jobs.run import carry_out
from engine.person import ROLES, Person
from engine.stories import look
from engine.stories.text import Line
from engine.stories.trouble import Failed
from engine.work import Command, Engine

T = TypeVar("T")

DIRECTOR = Person("story", "Story", roles=frozenset(ROLES), channel="story")
"""Who starts cases, sends messages and does jobs in a story."""

MOST_TIMERS = 10_000


class Stage:
    """One play of one story. ``latest`` is the case that lines without a name speak of."""

    def __init__(self, url: str, folder: Path, people: Mapping[str, Person], cast: frozenset[str]) -> None:
        self.url = url
        self.folder = folder
        self.people = people
        self.cast = cast  # logins that the story file itself names; if it does, all others are strangers
        self.boundary: set[str] = set()  # ids of boundary events in the files used so far
        self.clock = MovableClock()
        self.engine = self._engine()
        self.cases: dict[str, int] = {}
        self.known: set[int] = set()
        self.latest: int | None = None
        self.refused: tuple[Line, Refusal] | None = None

    def _engine(self) -> Engine:
        return Engine(self.url, clock=self.clock, pool_size=4)

    def restart(self) -> None:
        """Drop everything from memory; only the database and the time remain."""
        self.engine.close()
        self.engine = self._engine()

    def close(self) -> None:
        self.engine.close()

    # Asking

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        with self.engine.read() as connection:
            yield connection

    def ask(self, question: Callable[..., T], *more: Any) -> T:
        """The answer of a question of ``look``."""
        with self.looking() as connection:
            return question(connection, *more)

    def case(self, name: str) -> int:
        """The key of the case a line speaks of."""
        if name and name not in self.cases:
            raise Failed(f"a case that was named before by 'as {name}'", f"only {', '.join(self.cases) or 'none'}")
        key = self.cases[name] if name else self.latest
        if key is None:
            raise Failed("a case that was started before", "none")
        return key

    def who(self, login: str, task: look.OpenTask) -> Person:
        """Who acts on a task: of the people by login; else staff, which the task is offered to unless the story names
        its people. Without a login: anyone entitled."""
        if login in self.people:
            return self.people[login]
        if not login:
            first = task.assignee or next(iter(task.users), "anyone")
            return Person(first, first, frozenset({"staff"}), frozenset(task.groups), channel="story")
        groups = {login} if self.cast else {login, *task.groups}
        return Person(login, login.capitalize(), frozenset({"staff"}), frozenset(groups), channel="story")

    def starter(self, login: str) -> Person:
        """Who starts a case: people of the demo with their own rights, all others with every right."""
        if login in self.people and login not in self.cast:
            return self.people[login]
        return replace(
            self.people.get(login) or Person(login, login.capitalize()), roles=DIRECTOR.roles, channel="story"
        )

    def must_not_be_refused(self) -> None:
        """A refusal that the line after it did not expect fails the story."""
        if self.refused is not None:
            line, refusal = self.refused
            raise Failed(f"{line.text} to be carried out", sentence(refusal), line.number)

    # Acting

    def files(self, names: tuple[str, ...]) -> dict[str, bytes]:
        """The files of a ``use`` line, by name or by pattern, as seen from the story's folder."""
        found: dict[str, bytes] = {}
        for name in names:
            paths = sorted(self.folder.glob(name)) if "*" in name else [self.folder / name]
            if not all(path.is_file() for path in paths) or not paths:
                raise Failed(f"a file {name} beside the story", "none")
            found |= {path.name: path.read_bytes() for path in paths}
        self._remember(found)
        return found

    def _remember(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            if name.endswith((".bpmn", ".xml")):
                with suppress(Unreadable):  # the deployment says it
                    for process in read(content, name).processes:
                        self.boundary |= {e.id for e in process.elements() if e.kind == "boundaryEvent"}

    def do(self, command: Command, by: Person = DIRECTOR) -> Any:
        """Carry out a command; cases that came to be by it are known from now on, the newest is spoken of."""
        answer = self.engine.do(command, by)
        self.meet()
        self.go_on()
        return answer

    def go_on(self) -> None:
        """What our own workers do at once: Camunda 7's asynchronous continuations."""
        for _ in range(MOST_TIMERS):
            keys = self.ask(look.continuations, self.clock.now())
            if not keys:
                return
            for key in keys:
                carry_out(self.engine, key, Outside())
            self.meet()
        raise Failed("continuations to come to an end", f"more than {MOST_TIMERS}")

    def meet(self) -> None:
        """Take notice of cases that were started in whatever way."""
        for key in self.ask(look.newest, frozenset(self.known)):
            self.known.add(key)
            self.latest = key

    def settle(self) -> None:
        """What a worker does by itself at any moment: late messages and signals find their receivers."""
        self.engine.do(DeliverMessages(), DIRECTOR)
        self.engine.do(DeliverBroadcasts(), DIRECTOR)
        self.meet()
        self.go_on()

    def move_to(self, target: datetime) -> None:
        """Let time pass; what falls due on the way runs in due order, each at its own moment."""
        for _ in range(MOST_TIMERS):
            due = self.ask(look.next_due)
            if due is None or due > target:
                break
            self.clock.set(max(due, self.clock.now()))
            jobs = self.ask(look.continuations, self.clock.now())
            if not self.engine.do(FireTimers(), DIRECTOR) and not jobs:
                raise Failed(f"the timers that are due at {due.isoformat()} to fire", "that none of them could")
            self.settle()
        else:
            raise Failed("time to pass", f"more than {MOST_TIMERS} timers on the way")
        self.clock.set(target)
        self.settle()


def sentence(refusal: Refusal) -> str:
    """All that a refusal says, fields and findings included."""
    parts = [str(refusal.sentence)]
    if isinstance(refusal, InvalidValues):
        parts += [f"{name}: {each}" for name, found in refusal.fields.items() for each in found]
    if isinstance(refusal, InvalidDeployment):
        parts += [
            f"{file}: {finding.element_id or ''} {finding.sentence}"
            for file, findings in refusal.findings.items()
            for finding in findings
            if finding.severity == "error"
        ]
    return " ".join(parts)
