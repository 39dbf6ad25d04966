"""Event subprocesses: they wait beside the flow of the scope they are drawn in, and run inside it once triggered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpmn.diagram import Element
from bpmn.sentence import say
from engine.flow import guards
from engine.flow.calls import Subprocess
from engine.flow.pass_through import Pass
from engine.flow.problem import NotRunnable
from engine.flow.scope import Scope
from engine.flow.token import Memo

if TYPE_CHECKING:
    from engine.flow.spec import ProcessSpec
    from engine.flow.token import Token


class Start(Pass):
    """A start event, whatever its trigger. With it a scope begins: the last thing it does is to arm the event
    subprocesses, which may use the variables that came with its message."""

    def choose(self, token: Token) -> list[str]:
        taken = super().choose(token)
        if "armed" not in token.memo:
            guards.arm_scope(token)
            token.memo["armed"] = 1
        return taken


class EventSubprocess(Subprocess):
    """Its token is a guard until the event comes; then it is the token of a subprocess like any other.

    What comes with the event belongs to the start event inside, whose output mappings may keep it there.
    """

    def __init__(self, spec: ProcessSpec, element: Element, name: str | None = None) -> None:
        super().__init__(spec, element, name)
        start = self._start()
        assert start is not None  # see check
        self.trigger = start

    def check(self) -> None:
        if self._start() is None:
            sentence = say("The event subprocess {id} needs one start event with a trigger.", id=self.element.id)
            raise NotRunnable(self.element.id, sentence)

    def measure(self) -> None:
        assert self.inner is not None  # the reader gives every subprocess an inside
        self.inner.start_node = self.inner.node(self.trigger.id)
        super().measure()

    def enter(self, token: Token) -> bool:
        assert self.inner is not None
        assert self.inner.start_node is not None  # see measure
        brought = token.memo.pop("values", None)
        inside = Scope(self.inner, token)
        if not token.case.open_inside(token, inside):
            inside.spawn(self.inner.start_node, Memo(values=brought) if brought else None)
        return False

    def _start(self) -> Element | None:
        inside = self.element.scope.elements if self.element.scope is not None else ()
        starts = [element for element in inside if element.kind == "startEvent"]
        return starts[0] if len(starts) == 1 and len(starts[0].events) == 1 else None
