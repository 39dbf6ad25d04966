"""Events about compensation: the boundary event that leads to a handler, those that ask for it, and cancelling."""

from __future__ import annotations

from bpmn.sentence import say
from engine.flow import compensation, errors, interruption
from engine.flow.node import Node
from engine.flow.problem import UNHANDLED_ERROR, Problem
from engine.flow.token import Memo, Token


class Undo(Node):
    """Compensation boundary event: a token comes to it for each time its activity is undone."""

    handler: Node | None = None  # where its association leads

    def left(self, token: Token) -> None:
        if self.handler is not None:  # Camunda 7 lets one without a handler be: nothing is undone
            undoes = token.memo.pop("undoes", None)
            token.scope.spawn(self.handler, Memo() if undoes is None else Memo(undoes=undoes))


class Compensate(Node):
    """Compensation throw or end event: waits until everything that it undoes is undone."""

    def enter(self, token: Token) -> bool:
        event = self.element.event
        assert event is not None
        if started := compensation.begin(token, event.activity):
            token.memo["pending"] = started
        return not started


class CancelEnd(Compensate):
    """Cancel end event: ends what runs in its transaction, undoes what has completed, then leaves the transaction."""

    def enter(self, token: Token) -> bool:
        if errors.find(token, "cancel", "") is None:
            sentence = say("{id} cancels a transaction that has no cancel boundary event.", id=self.element.id)
            raise Problem(UNHANDLED_ERROR, sentence)
        interruption.prepare_scope(token.scope, token)
        token.scope.clear(token)
        return super().enter(token)

    def left(self, token: Token) -> None:
        catch = errors.find(token, "cancel", "")
        assert catch is not None  # see enter
        errors.land(catch, "", None, {})
