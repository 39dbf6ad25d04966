"""The single parts of a random diagram: events, activities, listeners and mappings, by the draw of a ``Random``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from bpmn.diagram import Call, Dialect, Element, Event, JobSpec, Listener, Repeat, Script
from tests.engine.flow.kit import condition, element, error, escalation, literal, puts, script, signal, timer, toy, user

CODES = ("A", "B", None)
FAILS = "1 // (fix if fix is not None else 1)"
"""Has no value while the variable ``fix`` is 0: an incident that a change of ``fix`` and a retry resolve."""
FLAGS = ("a", "b", "c")
NAMES = ("m", "n")
NUMBER = "(r or 0)"


class Parts:
    """What the elements of one file are made of. Names are numbered, so that every id is unique."""

    def __init__(self, chance: Random, dialect: Dialect) -> None:
        self.chance = chance
        self.dialect = dialect
        self.camunda8 = dialect == "camunda8"
        self.last = 0

    def name(self, kind: str) -> str:
        self.last += 1
        return f"{kind}{self.last}"

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def flag(self) -> str:
        """A condition that depends on what arrives."""
        return self.chance.choice([*(f"{name} is True" for name in FLAGS), f"{NUMBER} % 2 == 0", f"{NUMBER} > 7"])

    # Events

    def message(self) -> Event:
        key = toy(f"'k%d' % ({NUMBER} % 2)") if self.camunda8 or self.often(0.2) else None
        return Event("message", name=literal(self.chance.choice(NAMES)), correlation_key=key)

    def signal(self) -> Event:
        return signal(self.chance.choice(NAMES))

    def condition(self) -> Event:
        narrowed = {"variable_names": (self.chance.choice(FLAGS),)} if self.often(0.2) else {}
        return condition(self.flag(), **narrowed)

    def duration(self) -> Event:
        return timer("duration", self.chance.choice(["PT1H", "PT2H", "P1D"]))

    def cycle(self) -> Event:
        return timer("cycle", self.chance.choice(["R2/PT1H", "R3/PT30M", "R/PT6H"]))

    def link(self) -> Event:
        return Event("link", link=self.name("link"))

    def error(self) -> Event:
        kept = {"code_variable": "code"} if self.often(0.3) else {}
        return error(self.chance.choice(CODES), **kept)

    def escalation(self) -> Event:
        return escalation(self.chance.choice(CODES if self.camunda8 else CODES[:2]))

    def catch(self) -> Event:
        """What a token in the flow may wait for."""
        return self.chance.choice([self.message, self.signal, self.condition, self.duration])()

    def trigger(self) -> tuple[Event, bool]:
        """What a boundary event or an event subprocess waits for, and whether it interrupts."""
        interrupting = self.often(0.6)
        time = self.duration if interrupting or self.often(0.3) else self.cycle
        kinds: list[Callable[[], Event]] = [self.message, self.signal, self.condition, time, self.escalation]
        event = self.chance.choice([*kinds, self.error, self.error])()
        return event, interrupting or event.kind == "error"

    # Activities

    def activity(self) -> Element:
        """One without an inside."""
        kind = self.chance.choice(["user", "user", "job", "script", "receive"])
        if kind == "user":
            return self.dressed(user(self.name("task")))
        if kind == "job":
            return self.dressed(element("serviceTask", self.name("job"), job=JobSpec(literal("work"))))
        if kind == "script":
            if not self.camunda8 and self.often(0.2):
                gone = Script(toy(f"forget({self.chance.choice([*FLAGS, 'count', 'out'])!r})"))
                return self.dressed(element("scriptTask", self.name("script"), script=gone))
            if self.often(0.3):
                return self.dressed(script(self.name("script"), self.chance.choice(FLAGS), self.flag()))
            text = f"(count or 0) + {FAILS}" if self.often(0.2) else "(count or 0) + 1"
            return self.dressed(script(self.name("script"), "count", text))
        return self.dressed(element("receiveTask", self.name("receive"), events=(self.message(),)))

    def dressed(self, one: Element) -> Element:
        """With mappings, listeners and repetition, as the dialect has them."""
        more: dict[str, Any] = {}
        if self.often(0.15):
            more["inputs"] = puts(own=FAILS if self.often(0.3) else NUMBER)
        if self.often(0.3):
            more["repeat"] = self.repeat()
        if self.often(0.15) and (self.camunda8 or "repeat" not in more):
            more["outputs"] = puts(out=FAILS if self.often(0.3) else NUMBER)
        if self.often(0.15):
            more["listeners"] = self.listeners(one)
        return replace(one, **more)

    def listeners(self, one: Element) -> tuple[Listener, ...]:
        """Camunda 7 has scripts, which count how often they were called, and asynchronous continuations."""
        if not self.camunda8:
            if self.often(0.4):
                return (Listener(self.chance.choice(["before", "after"]), job=JobSpec(literal("alur:continue"))),)
            phases = [
                "start",
                "end",
                *(["create", "assignment", "complete", "delete"] if one.kind == "userTask" else []),
            ]
            late = (replace(self.called_by("timeout"), timer=self.duration().timer),)
            return (
                *(self.called_by(phase) for phase in self.chance.sample(phases, 2)),
                *(late if one.kind == "userTask" and self.often(0.3) else ()),
            )
        phases = ["start", "end", *(["creating", "completing"] if one.kind == "userTask" else [])]
        return tuple(Listener(self.chance.choice(phases), job=JobSpec(literal("listen"))) for _ in range(2))

    def called_by(self, phase: str) -> Listener:
        """A script that counts its calls; now and then one that has no value until ``fix`` is right."""
        one, heard = FAILS if self.often(0.2) else "1", self.name("heard")
        return Listener(phase, toy(f"sets({heard}=({heard} or 0) + {one})"))

    def on_the_way(self) -> tuple[Listener, ...]:
        """Of a sequence flow."""
        return () if self.camunda8 or not self.often(0.1) else (self.called_by("take"),)

    def repeat(self) -> Repeat:
        sequential, until = self.often(0.5), toy(self.flag()) if self.often(0.3) else None
        if not self.camunda8 and self.often(0.4):
            return Repeat(sequential, cardinality=toy(f"{NUMBER} % 4"), until=until)
        results: dict[str, Any] = {}
        if self.camunda8 and self.often(0.6):
            results = {"output_collection": self.name("all"), "output_item": toy("one")}
        items = toy(self.chance.choice(["[1, 2, 3]", f"[1, 2, 3][: {NUMBER} % 4]", "[1]", "[1, 2, 3, 4, 5]"]))
        return Repeat(sequential, collection=items, item="one", until=until, **results)

    def called(self, process_id: str) -> Element:
        """A call activity."""
        mapped = {} if self.often(0.5) else {"all_in": self.often(0.5), "all_out": self.often(0.5)}
        call = Call(literal(process_id), **mapped, inputs=() if self.often(0.7) else puts(given=NUMBER))
        return self.dressed(element("callActivity", self.name("call"), call=call))
