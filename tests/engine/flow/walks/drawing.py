"""Draws random processes: gateways, scopes, boundary events, event subprocesses, ends of every kind, nested anyhow."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bpmn.diagram import AdHoc, Diagram, Dialect, Element, Event, Flow, Process, Scope
from tests.engine.flow.kit import both, boundary, element, end, literal, some, start, sub, toy, user, xor
from tests.engine.flow.walks.parts import NAMES, Parts

Ways = tuple[str, str]
"""The way into a block and the way out."""


def drawn(chance: Random, dialect: Dialect, depth: int) -> Diagram:
    """A file with the process ``p`` and up to two that it calls; ``depth``: how deep blocks are nested."""
    parts, processes, callable_ = Parts(chance, dialect), [], []
    for process_id in ["c1", "c2"][: chance.randint(0, 2)] if depth > 1 else []:
        processes.append(Process(process_id, scope=Drawing(parts, tuple(callable_)).scope(max(depth - 2, 0))))
        callable_.append(process_id)
    processes.append(Process("p", scope=Drawing(parts, tuple(callable_)).scope(depth)))
    return Diagram(dialect, None, tuple(processes))


class Drawing:
    """The inside of one scope. Every block has one way in and one way out."""

    def __init__(self, parts: Parts, called: tuple[str, ...], transaction: bool = False) -> None:
        self.parts, self.called, self.transaction = parts, called, transaction
        self.chance, self.camunda8 = parts.chance, parts.camunda8
        self.elements: list[Element] = []
        self.flows: list[Flow] = []
        self.undoable: list[str] = []

    # What is drawn

    def scope(self, depth: int, trigger: tuple[Event, bool] | None = None) -> Scope:
        """A whole scope: ``trigger`` is what starts it, and whether that interrupts, if it is an event subprocess."""
        into, out = self.block(depth)
        events = () if trigger is None else (trigger[0],)
        interrupting = trigger is None or trigger[1]
        self.flow(self.add(start(self.parts.name("start"), events=events, interrupting=interrupting)), into)
        if self.parts.often(0.25):
            out = self.undone_after(out)
        self.flow(out, self.end(False))
        if trigger is None:
            self.event_subprocesses(depth)
        return Scope(tuple(self.elements), tuple(self.flows))

    def block(self, depth: int) -> Ways:
        if depth <= 0:
            return self.leaf()
        kinds = [self.sequence, self.sequence, self.exclusive, self.parallel, self.inclusive, self.loop, self.linked]
        return self.chance.choice([*kinds, self.within, self.within, self.within])(depth)

    def leaf(self) -> Ways:
        kinds = [self.task, self.task, self.task, self.catch, self.throw, self.race]
        return self.chance.choice([*kinds, self.call] if self.called else kinds)()

    # Flows between blocks

    def sequence(self, depth: int) -> Ways:
        into, out = self.block(depth - 1)
        for _ in range(self.chance.randint(1, 2)):
            following, last = self.block(depth - 1)
            self.flow(out, following)
            out = last
        return into, out

    def exclusive(self, depth: int) -> Ways:
        return self.branches("xor", depth)

    def parallel(self, depth: int) -> Ways:
        return self.branches("and", depth)

    def inclusive(self, depth: int) -> Ways:
        return self.branches("or", depth)

    def branches(self, kind: str, depth: int) -> Ways:
        split, join, default = self.parts.name(f"{kind}_split"), self.parts.name(f"{kind}_join"), None
        many = self.chance.randint(2, 3)
        for place in range(many):
            into, out = self.block(depth - 1)
            when = self.parts.flag() if kind != "and" and place + 1 < many else None
            flow = self.flow(split, into, when)
            default = flow if kind != "and" and place + 1 == many else None
            self.flow(out, self.end(True) if place and self.parts.often(0.12) else join)
        if kind == "and":
            self.elements += [both(split), both(join)]
        else:
            make = xor if kind == "xor" else some
            self.elements += [make(split, default), make(join)]
        return split, join

    def loop(self, depth: int) -> Ways:
        """What comes back does so through a task, or it might turn for ever within a step."""
        again, more = self.add(xor(self.parts.name("again"))), self.parts.name("more")
        into, out = self.block(depth - 1)
        back, leave = self.add(user(self.parts.name("back"))), self.add(element("task", self.parts.name("leave")))
        self.flow(again, into)
        self.flow(out, more)
        self.flow(more, back, self.parts.flag())
        self.flow(back, again)
        self.add(xor(more, self.flow(more, leave)))
        return again, leave

    def linked(self, depth: int) -> Ways:
        """Up to three ways that meet over a link; or one that goes on there."""
        event, split = self.parts.link(), self.parts.name("links")
        many = self.chance.randint(1, 3)
        for place in range(many):
            into, out = self.block(depth - 1)
            default = self.flow(split, into, self.parts.flag() if place + 1 < many else None)
            self.flow(out, self.add(element("intermediateThrowEvent", self.parts.name("leap"), events=(event,))))
        self.add(xor(split, default))
        return split, self.add(element("intermediateCatchEvent", self.parts.name("landing"), events=(event,)))

    # Activities

    def task(self) -> Ways:
        return self.guarded(self.parts.activity(), 0)

    def call(self) -> Ways:
        return self.guarded(self.parts.called(self.chance.choice(self.called)), 0)

    def within(self, depth: int) -> Ways:
        """A subprocess, a transaction or an ad-hoc subprocess."""
        if self.camunda8 and self.parts.often(0.15):
            return self.guarded(self.ad_hoc(depth), depth)
        kind = "transaction" if not self.camunda8 and self.parts.often(0.35) else "subProcess"
        drawing = Drawing(self.parts, self.called, kind == "transaction")
        if not self.camunda8 and self.parts.often(0.25):
            drawing.undoing_itself(depth)
        inside = drawing.scope(depth - 1)
        made = self.parts.dressed(element(kind, self.parts.name("sub"), scope=inside))
        ways = self.guarded(made, depth)
        if kind == "transaction":
            self.handled(self.add(boundary(self.parts.name("cancelled"), made.id, Event("cancel"))), ways[1], 0)
        return ways

    def ad_hoc(self, depth: int) -> Element:
        inside = Drawing(self.parts, self.called)
        heads = []
        for _ in range(self.chance.randint(1, 2)):
            heads.append(inside.add(self.parts.activity()))
            inside.flow(heads[-1], inside.block(min(depth - 1, 1))[0])
        entered = {one.id: tuple(flow.id for flow in inside.flows if flow.target == one.id) for one in inside.elements}
        marked = tuple(replace(one, incoming=entered[one.id]) for one in inside.elements)
        until = toy(self.parts.flag()) if self.parts.often(0.5) else None
        terms = AdHoc(active=toy(str(heads)), until=until, cancel_remaining=self.parts.often(0.5))
        return element(
            "adHocSubProcess", self.parts.name("adhoc"), scope=Scope(marked, tuple(inside.flows)), ad_hoc=terms
        )

    # Events

    def catch(self) -> Ways:
        id = self.add(element("intermediateCatchEvent", self.parts.name("catch"), events=(self.parts.catch(),)))
        return id, id

    def throw(self) -> Ways:
        made = self.chance.choice([self.parts.escalation(), self.parts.signal(), self.compensation(), None])
        events = () if made is None else (made,)
        id = self.add(element("intermediateThrowEvent", self.parts.name("throw"), events=events))
        return id, id

    def undone_after(self, out: str) -> str:
        undoes = self.add(element("intermediateThrowEvent", self.parts.name("throw"), events=(self.compensation(),)))
        self.flow(out, undoes)
        return undoes

    def compensation(self) -> Event:
        """Of everything, or of one activity that has a handler."""
        named = self.undoable and self.parts.often(0.5)
        return Event("compensation", activity=self.chance.choice(self.undoable) if named else None)

    def race(self) -> Ways:
        gateway, out = (
            self.add(element("eventBasedGateway", self.parts.name("race"))),
            self.add(xor(self.parts.name("out"))),
        )
        for _ in range(self.chance.randint(2, 3)):
            caught, _ = self.catch()
            self.flow(gateway, caught)
            self.flow(caught, out)
        return gateway, out

    def end(self, early: bool) -> str:
        """Mostly a plain one; the last of a scope throws errors seldom, or few cases would come far."""
        kinds: list[Event | None] = [self.parts.error(), self.parts.escalation(), Event("terminate")]
        kinds += [self.compensation(), Event("message", name=literal(self.chance.choice(NAMES))), self.parts.signal()]
        if self.transaction:
            kinds += [Event("cancel")] * 6
        often = 0.7 if early or self.transaction else 0.25
        event = self.chance.choice(kinds) if self.parts.often(often) else None
        if event is not None and event.kind in ("error", "escalation") and event.code is None:
            event = replace(event, code=toy("'A' if a else 'B'"))
        return self.add(end(self.parts.name("end"), events=() if event is None else (event,)))

    # What stands beside the flow

    def guarded(self, one: Element, depth: int) -> Ways:
        """The activity with boundary events; what comes from those that interrupt may join behind it."""
        out = self.add(one)
        for _ in range(self.chance.choice([0, 0, 1, 1, 2])):
            if out == one.id:
                out = self.add(xor(self.parts.name("behind")))
                self.flow(one.id, out)
            event, interrupting = self.parts.trigger()
            late = self.add(boundary(self.parts.name("late"), one.id, event, interrupting=interrupting))
            self.handled(late, out if interrupting and self.parts.often(0.6) else None, depth - 2)
        if one.kind != "adHocSubProcess" and self.parts.often(0.35):
            handler = user(self.parts.name("undo"), for_compensation=True)
            self.elements += [
                handler,
                boundary(self.parts.name("undoing"), one.id, Event("compensation"), handler=handler.id),
            ]
            self.undoable.append(one.id)
        return one.id, out

    def handled(self, late: str, joins: str | None, depth: int) -> None:
        """What a boundary event leads to. It may run twice at once: what forks stands in a subprocess of its own."""
        into, out = self.leaf() if depth <= 0 or self.parts.often(0.6) else self.within(depth)
        self.flow(late, into)
        self.flow(out, joins or self.end(True))

    def event_subprocesses(self, depth: int) -> None:
        for _ in range(self.chance.choice([0, 0, 0, 1, 1, 2])):
            event, interrupting = self.parts.trigger()
            inside = Drawing(self.parts, self.called).scope(min(depth - 1, 1), (event, interrupting))
            self.add(sub(self.parts.name("watch"), inside, event_subprocess=True))

    def undoing_itself(self, depth: int) -> None:
        """An event subprocess that undoes the subprocess it is in, in place of the handlers, for which it may ask."""
        event = Event("compensation")
        inside = Drawing(self.parts, self.called).scope(min(depth - 1, 1), (event, True))
        self.add(sub(self.parts.name("undo"), inside, event_subprocess=True))

    # Adding

    def add(self, one: Element) -> str:
        self.elements.append(one)
        return one.id

    def flow(self, source: str, target: str, when: str | None = None) -> str:
        id = self.parts.name("flow")
        self.flows.append(
            Flow(id, source, target, condition=None if when is None else toy(when), listeners=self.parts.on_the_way())
        )
        return id
