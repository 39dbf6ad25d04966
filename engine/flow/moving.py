"""The verbs that move tokens from outside: a case begun elsewhere than at its start, a running case changed.

Camunda 7 carries instructions out one after the other and lets each run until it waits (ModifyProcessInstanceCmd);
Camunda 8 lets everything begin, then ends what is to end, and only then runs
(ProcessInstanceModificationModifyProcessor).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from bpmn.sentence import say
from engine.flow import interruption, places, routes
from engine.flow.beginnings import begin
from engine.flow.places import Begin
from engine.flow.problem import NotWaiting, Problem, not_waiting
from engine.flow.running import Running
from engine.flow.token import ROOT, Token

if TYPE_CHECKING:
    from engine.flow.scope import ScopeMixin


@dataclass(frozen=True, slots=True)
class Leave:
    """What is to end: one token (0: the whole process instance), or all that are at an element. ``known``: only those
    that were there before the first move (Camunda 7's cancelCurrentActiveActivityInstances)."""

    token: int | None = None
    element: str | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Camunda 8's move instruction: ``source`` ends, and for each of its tokens one begins at ``to.at``. ``inside``: in
    which scope, by the source's own: the nearest that is also around the target, or the one directly around it."""

    source: Leave
    to: Begin
    inside: Literal["inferred", "parent"] | None = None


Move = Begin | Leave | Shift


class Moving(Running):
    """A case whose tokens can be moved. A verb that is refused may have changed something: throw the case away."""

    _given: Mapping[str, Any] = {}  # variables of a new case, until it starts
    _known = 0  # the last token before the moves
    _fresh = False  # nothing has begun yet

    def begin_instance(self) -> None:
        """The first facts of a case, and the variables it was given."""
        detail = {"process_id": self.definition.process_id, "definition_key": self.definition.key, "parent": None}
        self.journal.of_instance("instance_started", self, None, detail)
        self.put_instance(self, self._given)

    def end_after(self, elements: Iterable[str]) -> None:
        """The case will be cancelled with the first of these elements that completes or is terminated (Camunda 8's
        runtime instructions). NotWaiting if there is no such element."""
        self.ends_after = frozenset(elements)
        for id in sorted(self.ends_after):
            if routes.route(self.spec, id) is None:
                raise NotWaiting(say("{process} has no element {id}.", process=self.definition.process_id, id=id))

    def start_at(self, begins: Sequence[Begin], skips: frozenset[str] = frozenset()) -> None:
        """Tokens enter elsewhere than at the start event. ``skips``: listeners, mappings. NotWaiting if there is no
        such place."""
        if self.last_number:
            raise NotWaiting(say("{process} has begun already.", process=self.definition.process_id))
        self.skips, self._fresh = skips, True
        self.begin_instance()
        self._carry_out(self, begins)

    def move(self, moves: Sequence[Move], instance: int | None = None, skips: frozenset[str] = frozenset()) -> None:
        """Let tokens of the process instance (the case's own unless ``instance`` is given) begin and end. What was left
        without any token goes too; an instance whose last token was ended is cancelled. NotWaiting if a move is not
        possible."""
        if self.state != "active":
            raise NotWaiting(say("The case has ended already."))
        self.apart.bring_all()
        self.skips = skips
        self._carry_out(self._instance_scope(self.instance if instance is None else instance), moves)

    def _carry_out(self, root: ScopeMixin, moves: Sequence[Move]) -> None:
        root.alive += 1  # it does not end in between
        self._known = self.last_number
        try:
            single = [one for move in moves for one in self._expanded(root, move)]
            if root.spec.camunda8:
                self._at_once(root, single)
            else:
                self._in_turn(root, single)
        except Problem as problem:
            raise NotWaiting(problem.sentence) from problem
        root.alive -= 1
        if not root.alive and not root.ended:
            self._end(root)

    def _expanded(self, root: ScopeMixin, move: Move) -> list[Begin | Leave]:
        if not isinstance(move, Shift):
            return [move]
        found: list[Begin | Leave] = []
        for token in self._meant(root, move.source):
            target = move.to
            if move.inside is not None:
                target = replace(target, ancestor=places.shared_scope(root, token, target, move.inside == "parent"))
            found += [target, Leave(token.number)]
        return found

    def _at_once(self, root: ScopeMixin, moves: Sequence[Begin | Leave]) -> None:
        for move in moves:
            if isinstance(move, Begin):
                self._begin(root, move)
        begun = [self.index[number] for number in range(self._known + 1, self.last_number + 1) if number in self.index]
        for move in moves:
            if isinstance(move, Leave):
                self._leave(root, replace(move, known=True))
        for token in begun:
            if not token.alive:
                id = token.node.element.id
                raise NotWaiting(say("{id} cannot begin in a scope that is to end at the same time.", id=id))

    def _in_turn(self, root: ScopeMixin, moves: Sequence[Begin | Leave]) -> None:
        for place, move in enumerate(moves):
            if isinstance(move, Leave):
                self._leave(root, move)
                continue
            self._begin(root, move)
            if place < len(moves) - 1:
                self.do_engine_steps()

    def _begin(self, root: ScopeMixin, wanted: Begin) -> None:
        begin(root, wanted)
        if self._fresh:  # the very first token does what a start event would
            self._fresh = False
            min((one for one in root.tasks.values() if one.id != ROOT), key=lambda one: one.number).memo["arms"] = 1

    # Ending

    def _leave(self, root: ScopeMixin, wanted: Leave) -> None:
        found = self._meant(root, wanted)
        for token in found:
            if token.alive:
                self._take_away(root, token)

    def _meant(self, root: ScopeMixin, wanted: Leave) -> list[Token]:
        """The tokens to be ended; those of the process instance only."""
        if wanted.token == 0:
            inside = [one for one in root.tasks.values() if one.id != ROOT and "guard" not in one.memo]
            return [one for one in inside if not wanted.known or one.number <= self._known]
        if wanted.token is not None:
            token = self.index.find(wanted.token)
            if token is None or token.scope.instance != root.instance or "guard" in token.memo:
                raise not_waiting(wanted.token, "end")
            return [token]
        way = routes.route(root.spec, wanted.element or "")
        if way is None:
            raise NotWaiting(
                say("{process} has no element {id}.", process=root.spec.process.id, id=wanted.element or "")
            )
        return [
            token
            for token in self._in_order()
            if token.scope.instance == root.instance and token.node is way[-1] and "guard" not in token.memo
            if not wanted.known or token.number <= self._known
        ]

    def _take_away(self, root: ScopeMixin, token: Token) -> None:
        """End a token, and what has then nothing inside any more. Camunda 7 still does what is left to do for it."""
        if not token.scope.spec.camunda8:
            interruption.prepare([token])
        while True:
            scope = token.scope
            body = self.index[token.memo["item_of"]] if "item_of" in token.memo else None
            scope.terminate(token)
            if body is not None and scope.items_of(body):
                if body.memo.get("total") is not None:
                    body.node.item_cancelled(body)
                return
            if body is not None:
                token = body
                continue
            if scope.alive or scope is root or scope.token is None:
                return
            token = scope.token

    def _end(self, root: ScopeMixin) -> None:
        """Nothing is left: the process instance has completed if its last token has, else it is cancelled."""
        left = [fact for fact in self.journal.facts if fact.instance == root.instance and fact.token is not None]
        if left and left[-1].kind == "element_completed":
            root.check_end()
        elif root.token is None:
            self.cancel()
        elif root.spec.camunda8:
            sentence = say(
                "Nothing would be left of a process that was called. End its call activity in the calling case instead."
            )
            raise NotWaiting(sentence)
        else:
            self._take_away(self._instance_scope(root.token.scope.instance), root.token)
            outer = self._instance_scope(root.token.scope.instance)
            if not outer.alive and not outer.ended:
                self._end(outer)

    def _instance_scope(self, instance: int) -> ScopeMixin:
        for all_of_them in (False, True):
            if all_of_them:
                self.apart.bring_all()
            for scope in (self, *self.subprocesses.values()):
                if scope.variables is not None and scope.instance == instance:
                    return scope
        raise NotWaiting(say("The instance {instance} is not part of this case any more.", instance=instance))
