"""A scope holds tokens: a process, a called one, or the inside of a subprocess. It ends when only guards are left."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from engine.flow import pending
from engine.flow.token import COMPLETED, ROOT, STARTED, WAITING, Memo, Token
from engine.flow.variables import InstanceVariables

if TYPE_CHECKING:
    from engine.flow.definition import Definition
    from engine.flow.node import Node
    from engine.flow.running import Running
    from engine.flow.spec import ProcessSpec


class ScopeMixin:
    """What a Case (the outermost scope) and a Scope share. The tokens form a star around one root token."""

    spec: ProcessSpec
    depth: int  # scopes around this one
    tasks: dict[int, Token]
    case: Running
    token: Token | None  # the token this scope is the inside of
    instance: int  # key of the process instance it belongs to
    definition: Definition
    variables: InstanceVariables | None  # None: the inside of a subprocess, whose variables are its token's
    alive: int  # tokens that keep the scope going
    ended: bool
    last: str | None  # the element that completed last
    records: list[list[Any]]  # what has completed and may be undone, see compensation
    arrivals: dict[str, dict[str, deque[Token]]]  # waiting at joins: node -> incoming flow -> tokens, oldest first

    def _lay_out(
        self,
        case: Running,
        definition: Definition,
        instance: int,
        variables: InstanceVariables | None,
        token: Token | None,
    ) -> None:
        self.case, self.definition, self.instance = case, definition, instance
        self.variables, self.token = variables, token
        self.alive, self.ended, self.last, self.records, self.arrivals = 0, False, None, [], {}
        self.task_tree: Token | None = None
        self.task_tree = Token(self, self.spec.root, ROOT, {})
        self.task_tree._set_state(COMPLETED)

    # Tokens come

    def spawn(self, node: Node, memo: Memo | None = None, via: str | None = None, **detail: Any) -> Token:
        """A token enters a node. It runs when its turn comes; at a join it may have to wait."""
        token = self._enter(node, memo or {}, via, detail)
        self.alive += 1
        node._update(token)
        return token

    def guard(self, node: Node, memo: Memo) -> Token:
        """A token that waits beside the flow."""
        memo["guard"] = 1
        token = self._enter(node, memo, None, {"guard": True, "host": memo.get("host")})
        token._set_state(WAITING)
        self.case.journal.open(token)
        return token

    def enter_again(self, node: Node, memo: Memo) -> Token:
        """A completed subprocess opens once more. Nothing runs, and nothing follows when its inside has ended."""
        memo["again"], memo["on"], memo["out"] = 1, 1, 1
        token = self._enter(node, memo, None, {"again": True})
        self.alive += 1
        token._set_state(STARTED)
        return token

    def _enter(self, node: Node, memo: Memo, via: str | None, detail: dict[str, Any]) -> Token:
        token = Token(self, node, self.case.next_number(), memo)
        self.case.index[token.number] = token
        if via is not None:
            detail["via"] = via
        if node.joins and "straight" not in memo:
            memo.setdefault("via", via or "")
        if self.token is not None:
            detail["scope_token"] = self.token.number
        if "undoes" in memo:
            detail["compensates"] = memo["undoes"]
        if node.element.repeat is not None or "item_of" in memo:
            detail.update(node.repeat_detail(memo))
        self.case.journal.add("element_entered", token, detail)
        return token

    # Tokens go

    def remove(self, token: Token) -> None:
        """The token has left; the mechanical part of completion, termination and merging."""
        if token.id not in self.tasks:
            return
        if "incident" in token.memo:
            self.case.settle_incident(token)
        self.case.journal.close(token)
        if (flow := token.memo.get("via")) is not None:
            self._unqueue(token, flow)
        if self.arrivals:
            self.case.doubtful[self] = None
        if "guard" not in token.memo:
            self.alive -= 1
        del self.case.index[token.number]
        self._remove_task(token.id)  # type: ignore[attr-defined]
        if "undoes" in token.memo:
            pending.count_down(token)

    def terminate(self, token: Token) -> None:
        """Take a token away with all that is inside it and beside it, the innermost first."""
        if (inside := self.case.subprocesses.get(token.number)) is not None:
            inside.discard()
        for number in token.memo.get("guards", ()):
            if (guard := self.case.index.find(number)) is not None:
                guard.scope.terminate(guard)
        if "pending" in token.memo:
            pending.give_up(token)
        if token.node.items:
            for item in self.items_of(token):
                self.terminate(item)
        token.cancel()

    def items_of(self, body: Token) -> list[Token]:
        """All live items of a body, the oldest first."""
        self.case.apart.bring_items(body)
        items = (token for token in self.tasks.values() if token.memo.get("item_of") == body.number)
        return sorted(items, key=lambda token: token.number)

    def clear(self, spare: Token | None = None) -> None:
        """Terminate every token in here but ``spare``, and what has just completed. The oldest first: those that rest
        come with their bodies."""
        for token in sorted(self.tasks.values(), key=lambda token: token.number):
            if token.id != ROOT and token is not spare and token.state != COMPLETED and token.alive:
                self.terminate(token)

    def discard(self) -> None:
        """The scope goes away without having ended by itself."""
        over = self.ended
        self.ended = True
        self.clear()
        if self.variables is not None and not over:
            self.case.journal.of_instance("instance_terminated", self, None, {})
        if self.token is not None:
            self.case.subprocesses.pop(self.token.number, None)

    def _task_completed_notify(self, token: Token) -> None:
        """Called by the library at the end of a completion; its own version walks the whole tree."""
        self.remove(token)
        self.check_end()

    def check_end(self) -> None:
        """End the scope if nothing is left that keeps it going, and wake the token it is the inside of."""
        if self.alive or self.ended:
            return
        self.ended = True
        self.clear()  # only guards can be left
        if self.variables is not None:
            self.case.journal.of_instance("instance_completed", self, self.last, {})
        if self.token is None:
            self.case.state = "completed"
            self.case.completed = True
        elif self.token.state == STARTED:
            self.token._ready()

    # Joins

    def arrive(self, token: Token) -> dict[str, deque[Token]]:
        """The token waits at its join, in the queue of the flow it came by."""
        token._set_state(WAITING)
        queues = self.arrivals.setdefault(token.node.name, {})
        queues.setdefault(token.memo["via"], deque()).append(token)
        self.case.doubtful[self] = None
        return queues

    def merge(self, node: Node) -> Token:
        """The oldest token of every flow that has one become one token: the youngest of them goes on."""
        queues = self.arrivals[node.name]
        joined = [queue[0] for queue in queues.values()]
        goes_on = max(joined, key=lambda token: token.number)
        for token in joined:
            self._unqueue(token, token.memo.pop("via"))
            if "arms" in token.memo:
                goes_on.memo["arms"] = 1
            if token is not goes_on:
                self.case.journal.add("merged", token, {"into": goes_on.number})
                token._set_state(COMPLETED)
                self.remove(token)
        return goes_on

    def _unqueue(self, token: Token, flow: str) -> None:
        queues = self.arrivals[token.node.name]
        queues[flow].remove(token)
        if not queues[flow]:
            del queues[flow]
        if not queues:
            del self.arrivals[token.node.name]


class Scope(ScopeMixin, BpmnSubWorkflow):  # type: ignore[misc]
    """The inside of a subprocess, or a called process with variables and a key of its own."""

    def __init__(
        self,
        spec: ProcessSpec,
        token: Token,
        definition: Definition | None = None,
        instance: int | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(spec, token.number, token.case, deserializing=True)
        self._lay_out(
            token.case,
            definition or token.scope.definition,
            token.scope.instance if instance is None else instance,
            None if variables is None else InstanceVariables(variables),
            token,
        )
        token.case.subprocesses[token.number] = self

    def _calculate_depth(self) -> int:
        """The library walks all the way up for every new scope."""
        return cast(int, self.parent_workflow.depth) + 1
