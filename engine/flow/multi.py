"""Multi-instance: a body token that holds the boundary events, and an item token for each turn of the activity."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bpmn.diagram import Element, Listener, Repeat
from bpmn.sentence import say
from engine.flow import expressions, interruption
from engine.flow.collected import Collected
from engine.flow.node import Node
from engine.flow.problem import EXTRACT_VALUE, NotRunnable, NotWaiting, Problem
from engine.flow.token import Memo, Token
from engine.flow.variables import Sight

if TYPE_CHECKING:
    from engine.flow.spec import ProcessSpec

MOST_ITEMS = 10_000
"""Items of one body; more are refused, since each is a token of its own."""

WHOLE = ("before", "after")
COUNTERS = {True: "numberOf{}Instances", False: "nrOf{}Instances"}  # Camunda 8, Camunda 7
REFERENCE = re.compile(r"\s*([A-Za-z_]\w*)(\.\w+)*\s*")


def for_body(element: Element) -> tuple[Listener, ...]:
    """Camunda 7's asynchronous continuations of the activity as a whole; its listeners are those of each item."""
    return tuple(listener for listener in element.listeners if listener.on in WHOLE)


def for_item(element: Element) -> Element:
    """The activity as each item runs it."""
    own = tuple(listener for listener in element.listeners if listener.on not in WHOLE)
    return replace(element, listeners=(*own, *(element.repeat.listeners if element.repeat else ())))


class Multi(Node):
    """The body. Its items have the activity's own behaviour; they see the body's variables, and the body goes on when
    all are done or the completion condition holds."""

    items = True
    item: Node  # the node of the items

    def __init__(self, spec: ProcessSpec, element: Element) -> None:
        super().__init__(
            spec, replace(element, inputs=(), outputs=(), scope=None, call=None, listeners=for_body(element))
        )
        self.apart, self.collection = not self.repeat.sequential, self.repeat.output_collection

    def check(self) -> None:
        repeat = self.repeat
        if repeat.cardinality is None and repeat.collection is None:
            sentence = say("{id} is repeated, but neither how often nor for what is said.", id=self.element.id)
            raise NotRunnable(self.element.id, sentence)

    @property
    def repeat(self) -> Repeat:
        assert self.element.repeat is not None  # a body is only made for repeated activities
        return self.element.repeat

    def repeat_detail(self, memo: Memo) -> dict[str, Any]:
        return {"multi_instance": "sequential" if self.repeat.sequential else "parallel"}

    def enter(self, token: Token) -> bool:
        if "opens" in token.memo:
            token.memo["total"], token.memo["done"] = 0, 0
            token.case.open_inside(token, token.scope)
            return False
        items = self._items(token)
        memo, repeat = token.memo, self.repeat
        memo["total"], memo["done"] = len(items), 0
        self._show_counters(token)
        if self.collection:
            variables = token.data if isinstance(token.data, Collected) else Collected(self.collection, token.data)
            token.data = variables
            variables[self.collection] = [None] * len(items)
        for index, item in enumerate(items[:1] if repeat.sequential else items):
            self._begin(token, index, item)
        return not items

    def judge(self, item: Token) -> None:
        """Work out the item's output element, whether it is enough now, and what comes next."""
        repeat, memo = self.repeat, item.memo
        body = item.case.index[memo["item_of"]]
        if self.collection:
            memo["result"] = None if repeat.output_item is None else expressions.value(item, repeat.output_item)
        if repeat.until is not None:
            what = say("the completion condition of {id}", id=self.element.id)
            memo["enough"] = expressions.truth(item, repeat.until, what, Sight(item, self._judged(body, item)))
            if memo["enough"]:
                interruption.prepare(self._others(body, item))
        if repeat.sequential and not memo.get("enough"):
            memo["next"] = self._next(body, memo["index"] + 1)

    def item_left(self, body: Token, item: Token) -> None:
        memo, repeat = body.memo, self.repeat
        memo["done"] += 1
        if isinstance(body.data, Collected):
            body.data.add(item.memo["index"], item.memo.get("result"))
        if item.memo.get("enough"):
            for other in self._others(body, item):
                body.scope.terminate(other)
        for following in item.memo.get("next", ()):
            self._begin(body, item.memo["index"] + 1, following)
        self._show_counters(body)
        gone = memo.get("gone", 0)
        over = not item.memo.get("next") if repeat.sequential else memo["done"] + gone == memo["total"]
        if over or item.memo.get("enough"):
            body._ready()

    def finish(self, token: Token) -> None:
        """The collected results leave the body as one value, for the nearest scope outside it."""
        name = self.collection
        if name and name in token.data:
            token.memo["values"] = {name: token.data[name]}
            del token.data[name]

    def _items(self, token: Token) -> list[Any]:
        """What there is a turn for. Camunda 7: the cardinality, if there is one, says how often, the collection what
        for; Camunda 8 knows collections only."""
        repeat, count = self.repeat, None
        if repeat.cardinality is not None and (repeat.collection is None or not self.spec.camunda8):
            count = min(expressions.whole(token, repeat.cardinality, say("the number of turns")), MOST_ITEMS + 1)
        items: list[Any] = [None] * (count or 0)
        if repeat.collection is not None and (count is None or repeat.item is not None):
            items = expressions.value(token, repeat.collection)
            if not isinstance(items, list):
                raise expressions.wrong(token, say("the collection"), repeat.collection, say("a list"), items)
            if count is not None and len(items) < count <= MOST_ITEMS:
                raise self._too_few(count, items)
            items = items[:count]
        if max(len(items), count or 0) > MOST_ITEMS:
            sentence = say("{id} would be repeated more than {most} times.", id=self.element.id, most=MOST_ITEMS)
            raise Problem(EXTRACT_VALUE, sentence)
        return items

    def _next(self, body: Token, index: int) -> list[Any]:
        """The item of the next turn, or nothing. Both Camundas look at the collection again before each turn of a
        sequential activity; Camunda 7 has fixed the number of turns at the beginning."""
        total, fixed = body.memo["total"], not self.spec.camunda8
        if self.repeat.collection is None or (fixed and (index >= total or self.repeat.item is None)):
            return [None] if index < total else []
        items = self._items(body)
        if index >= len(items) and fixed:
            raise self._too_few(total, items)
        return items[index : index + 1]

    def _too_few(self, count: int, items: list[Any]) -> Problem:
        sentence = say(
            "{id} would be repeated {count} times, but its collection has only {found} items.",
            id=self.element.id, count=count, found=len(items),
        )  # fmt: skip
        return Problem(EXTRACT_VALUE, sentence)

    def begin_another(self, body: Token, memo: Memo) -> Token:
        """Camunda 7: one more item from outside, for which no item of the collection stands
        (ParallelMultiInstanceActivityBehavior.createInnerInstance). NotWaiting beside the item of a sequential one."""
        index = body.memo["total"]
        if self.repeat.sequential and index:
            raise NotWaiting(say("The items of {id} come one after the other: none can begin beside another.",
                                 id=self.element.id))  # fmt: skip
        body.memo["total"] = index + 1
        self._show_counters(body)
        token = body.scope.spawn(self.item, Memo(item_of=body.number, index=index, **memo))
        token.data["loopCounter"] = index + self.spec.counts_from
        return token

    def item_cancelled(self, body: Token) -> None:
        """An item was cancelled from outside: it is not waited for."""
        body.memo["gone"] = body.memo.get("gone", 0) + 1
        self._show_counters(body)

    def _begin(self, body: Token, index: int, item: Any) -> None:
        """A new item. Its own variables are made before it enters, so that everything it works out sees them."""
        repeat = self.repeat
        own: dict[str, Any] = {"loopCounter": index + self.spec.counts_from}
        if repeat.item:
            own[repeat.item] = item
        if repeat.output_item is not None and self.spec.camunda8:
            reference = REFERENCE.fullmatch(repeat.output_item.text)
            if reference is not None:  # as in Camunda 8: an item's result does not leak into the scopes outside
                own.setdefault(reference[1], None)
        token = body.scope.spawn(self.item, Memo(item_of=body.number, index=index))
        token.data.update(own)

    def _others(self, body: Token, but: Token) -> list[Token]:
        return [one for one in body.scope.items_of(body) if one is not but]

    def _judged(self, body: Token, item: Token) -> dict[str, Any]:
        """What the completion condition sees besides the item's variables: the counters, and the output collection with
        this item's result at the place its input had, put together if it is asked for."""
        over = self._counters(body, body.memo["done"] + 1)
        variables, place, result = body.data, item.memo["index"], item.memo.get("result")
        if not isinstance(variables, Collected):
            return over
        name = variables.name
        return Collected(name, {**over, name: None}, lambda: variables.with_result(place, result))

    def _show_counters(self, body: Token) -> None:
        """Camunda 7: variables that the items see. Camunda 8 has them in the completion condition only."""
        if not self.spec.camunda8:
            body.data.update(self._counters(body, body.memo["done"]))

    def _counters(self, body: Token, done: int) -> dict[str, Any]:
        """While the activity goes on items are terminated from outside only; all together, once it is enough."""
        total, gone = body.memo["total"], body.memo.get("gone", 0)
        active = total - done - gone
        if self.repeat.sequential and self.spec.camunda8:
            total, active = done, 0  # those that have begun: asked when an item ends
        elif self.repeat.sequential:
            active = 1
        name = COUNTERS[self.spec.camunda8]
        counters = {name.format(""): total, name.format("Active"): active, name.format("Completed"): done}
        if self.spec.camunda8:
            counters[name.format("Terminated")] = gone
        return counters
