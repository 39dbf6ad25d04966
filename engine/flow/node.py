"""A node is what an element does to a token: the life of a token from its arrival to the flows it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from bpmn.diagram import Element, Flow, Listener
from engine.flow import compensation, guards, listeners, mappings
from engine.flow.choice import choose
from engine.flow.facts import WAIT_KINDS, WaitKind
from engine.flow.problem import Problem
from engine.flow.token import Memo, Token
from engine.flow.variables import Sight

if TYPE_CHECKING:
    from engine.flow.spec import ProcessSpec


class Node(BpmnTaskSpec):  # type: ignore[misc]
    """One element of one scope; immutable once built, shared by all cases. Subclasses are the behaviours.

    They override ``enter`` (the work: may fail, says whether to go on at once), ``finish`` (what may fail when it
    goes on) and ``left`` (what follows its completion: may not fail).
    """

    wait_kind: WaitKind | None = None  # what the host has to do for a token that stays here
    items: ClassVar[bool] = False  # a multi-instance body
    apart: bool = False  # a body whose items rest apart from the snapshot
    collection: str | None = None  # a body's output collection
    by_hand: ClassVar[bool] = False  # what is inside may be begun from outside
    catches: ClassVar[bool] = False  # a token waits here for the element's own event
    listening: ClassVar[bool] = False  # a guard of which nothing follows: it calls a listener
    inner: ProcessSpec | None = None  # the inside of a subprocess
    joins: bool = False  # arriving tokens are told apart by their flow

    def __init__(self, spec: ProcessSpec, element: Element, name: str | None = None) -> None:
        super().__init__(spec, name or element.id, lane=element.lane, documentation=element.documentation)
        self.spec = spec
        self.element = element
        self.trigger = element  # whose event a guard of this node waits for
        self.bpmn_id, self.bpmn_name, self.description = element.id, element.name, element.kind
        self.ways: tuple[tuple[Flow, Node], ...] = ()  # outgoing flows in document order
        self.incoming: tuple[Flow, ...] = ()
        self.linked: tuple[Node, ...] = ()  # link events that lead here
        self.guards: tuple[Node, ...] = ()  # boundary events that wait for the host
        self.catchers: tuple[Node, ...] = ()  # boundary events for errors and the like: they wait for nobody
        self.undo: Node | None = None  # the compensation boundary event on it
        self.unconditional = True  # every flow is taken without asking
        self.takes = False  # a flow out of here has listeners
        self.listeners = listeners.by_phase((*self._of_process("start"), *element.listeners, *self._of_process("end")))
        self.check()

    def _of_process(self, on: str) -> tuple[Listener, ...]:
        """Listeners of the whole process. It is entered where it starts: they come before those of the start event. It
        ends with whichever token is the last."""
        if not self.spec.outermost:
            return ()
        found = tuple(one for one in self.spec.process.listeners if one.on == on)
        if on == "start" and self.element.kind == "startEvent":
            return found
        phase = listeners.PROCESS_END if on == "end" else listeners.PROCESS_START
        return tuple(replace(one, on=phase) for one in found)

    def check(self) -> None:
        """Raise NotRunnable if the element lacks what this behaviour needs."""

    def measure(self) -> None:
        """Called once when the scope is wired: work out what depends on the flows."""

    # What the behaviours override

    def enter(self, token: Token) -> bool:
        """Do the work; True if there is nothing to wait for. Runs again after a Problem."""
        return True

    def about_to_stay(self, token: Token) -> None:
        """What has to be begun before the wait opens. Runs again after a Problem."""

    def finish(self, token: Token) -> None:
        """What has to be worked out before the token may complete. Runs again after a Problem."""

    def awaited(self, token: Token) -> WaitKind | None:
        """What a token that stays here waits for, or None if the host cannot do anything with it."""
        if "stop" in token.memo:
            return "job"
        if "guard" in token.memo:
            event = self.trigger.event
            return None if event is None else WAIT_KINDS.get(event.kind)
        return self.wait_kind

    def heard_event(self, guard: Token) -> None:
        """A guard that listens has heard its event. May raise a Problem."""

    def known(self, token: Token) -> dict[str, Any] | None:
        """What the listeners of a user task may read of it."""
        return None

    def told_to_workers(self, token: Token) -> dict[str, str]:
        """Headers that the job of a listener gets besides its own."""
        return {}

    def sight(self, token: Token) -> Sight:
        """The variables that a worker sees."""
        return Sight(token)

    def ends_scope(self, token: Token) -> bool:
        """Whether the scope ends with this token, which takes no flow."""
        return token.scope.alive == 1

    def judge(self, item: Token) -> None:
        """A multi-instance body works out what an item brings, before the item completes."""

    def item_left(self, body: Token, item: Token) -> None:
        """A multi-instance body counts a completed item. Must not fail."""

    def choose(self, token: Token) -> list[str]:
        """The ids of the flows to take. Runs again after a Problem."""
        return choose(token)

    def left(self, token: Token) -> None:
        """The token has completed and its followers exist. Must not fail."""

    def repeat_detail(self, memo: Memo) -> dict[str, Any]:
        """What the trail says about an item of a multi-instance activity."""
        if "item_of" not in memo:
            return {}
        return {"loop_counter": memo["index"] + self.spec.counts_from, "body": memo["item_of"]}

    # The life of a token, called by the library

    def test(self) -> None:
        """The library asks every time whether the spec has inputs; the diagram was checked at upload."""

    def _update_hook(self, token: Token) -> bool:
        return True

    def _on_ready_hook(self, token: Token) -> None:
        token.case.queue.append(token)

    def _run_hook(self, token: Token) -> bool | None:
        try:
            return self._advance(token)
        except Problem as problem:
            token.memo.pop("take", None)  # a retry chooses anew
            token.case.raise_incident(token, problem.code, problem.sentence)
            return False

    def _advance(self, token: Token) -> bool | None:
        memo = token.memo
        if "again" in memo:
            memo["take"] = []  # a completed subprocess: nothing follows it a second time
            return True
        if "stop" in memo:
            listeners.resume(token)
        if ("arms" in memo or "came_by" in memo) and not self._begin_here(token):
            return None
        if self.listeners and not listeners.hear(token, "before"):
            return None
        if "stays" in memo:
            self._stay(token)
            return None
        if "on" not in memo:
            planned: guards.Planned = {}
            ahead = (self.guards or self.catches) and not self.spec.camunda8
            if ahead:
                planned |= guards.named(token)
            if self.element.inputs and "mapped" not in memo:
                mappings.give_inputs(token)
                memo["mapped"] = 1
            if ahead:
                planned |= guards.timed(token)
            if self.listeners and not listeners.hear(token, "start"):
                return None
            if self.spec.camunda8 and (self.guards or self.catches):
                planned = guards.named(token) | guards.timed(token)
            goes_on = self.enter(token)
            if not token.alive:
                return None
            memo["on"] = 1
            if not goes_on:
                guards.arm(token, planned)
                self._stay(token)
                return None
        if "out" not in memo and not self._bring_out(token):
            return None
        if self.listeners and not self._heard_at_the_end(token):
            return None
        if "take" not in memo:
            memo["take"] = self.choose(token)
        if self.takes:
            for flow, _ in self.ways:
                if flow.id in memo["take"]:
                    listeners.hear(token, f"take {flow.id}", flow.listeners)
        if listeners.PROCESS_END in self.listeners and not self._heard_by_process(token):
            return None
        return True

    def _begin_here(self, token: Token) -> bool:
        """It begins where no flow has led it: the flow's listeners, and as the first of its scope what a start event
        would do (see beginnings)."""
        memo = token.memo
        if (id := memo.get("came_by")) is not None:
            flow = next(flow for flow in self.incoming if flow.id == id)
            listeners.hear(token, f"take {id}", flow.listeners)
        if "arms" in memo:
            if not listeners.hear(token, listeners.PROCESS_START):
                return False
            guards.arm_scope(token)
        memo.pop("came_by", None)
        memo.pop("arms", None)
        return True

    def _heard_by_process(self, token: Token) -> bool:
        """With the last token the whole process ends. In Camunda 8 nothing may happen in it any more meanwhile."""
        if token.memo["take"] or not self.ends_scope(token):
            return True
        if self.spec.camunda8:
            token.scope.clear(token)
        return listeners.hear(token, listeners.PROCESS_END)

    def _stay(self, token: Token) -> None:
        """Open the wait; in Camunda 8 the workers that listen to a task's creation come first."""
        if "creating" in self.listeners or "assigning" in self.listeners:
            token.memo["stays"] = 1
            if not listeners.hear(token, "creating"):
                return
            self.about_to_stay(token)
            del token.memo["stays"]
        if self.wait_kind is not None:
            token.case.journal.open(token)

    def _bring_out(self, token: Token) -> bool:
        """What the element brings: its results, then the output mappings. False if the token has to stop before."""
        if self.listeners and not listeners.hear(token, "start"):
            return False  # an event that has fired comes in here
        self.finish(token)
        if not token.alive:
            return False  # what the worker brought was an error of the diagram
        mappings.bring_in(token)
        if not self.spec.camunda8:
            self._leave_as_camunda_7(token)
        mappings.hand_out(token)
        if (body := token.memo.get("item_of")) is not None:
            token.case.index[body].node.judge(token)
        token.memo["out"] = 1
        return True

    def _leave_as_camunda_7(self, token: Token) -> None:
        """Camunda 7 asks the conditions of its flows while it is still inside: before end listeners and outputs
        (BpmnActivityBehavior.performOutgoingBehavior)."""
        if not self.unconditional and "take" not in token.memo:
            token.memo["take"] = self.choose(token)
        if self.listeners:
            listeners.hear(token, "end")

    def _heard_at_the_end(self, token: Token) -> bool:
        """Camunda 8's end listeners and Camunda 7's asyncAfter come after the output mappings, when no boundary event
        can happen any more."""
        if listeners.hear(token, "end") and listeners.hear(token, "after"):
            return True
        guards.drop(token)
        return False

    def _on_complete_hook(self, token: Token) -> None:
        scope = token.scope
        guards.drop(token)
        scope.case.journal.add("element_completed", token)
        scope.last = self.element.id
        if scope.case.ends_after and scope.case.must_end_after(token):
            return
        if self.undo is not None or self.inner is not None or self.items or "item_of" in token.memo:
            compensation.keep(token)
        self.follow(token)
        self.left(token)
        if (number := token.memo.get("item_of")) is not None:
            body = token.case.index[number]
            body.node.item_left(body, token)

    def follow(self, token: Token) -> None:
        """Send a token along every flow that was chosen."""
        if not (take := token.memo["take"]):
            return
        for flow, target in self.ways:
            if flow.id in take:
                number = token.case.last_number + 1
                token.case.journal.add("flow_taken", token, {"to": number}, flow.id)
                token.scope.spawn(target, None, flow.id)

    def _on_cancel(self, token: Token) -> None:
        token.case.journal.add("element_terminated", token)
        if token.case.ends_after:
            token.case.note_end_after(token)
        token.scope.remove(token)

    def _on_error_hook(self, token: Token) -> None:
        """The incident is raised already; the library would emit an event nobody hears."""
