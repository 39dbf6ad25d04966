"""Ad-hoc subprocess (Camunda 8): its elements are begun by a list or by hand, each in an inner instance of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bpmn.diagram import AdHoc as Terms
from bpmn.diagram import Element
from bpmn.sentence import say
from engine.flow import expressions
from engine.flow.calls import Subprocess
from engine.flow.node import Node
from engine.flow.problem import EXTRACT_VALUE, NotRunnable, NotWaiting, Problem, shown
from engine.flow.scope import Scope
from engine.flow.token import STARTED, Memo, Token
from engine.flow.variables import Sight

if TYPE_CHECKING:
    from engine.flow.spec import ProcessSpec

ELEMENTS = "adHocSubProcessElements"
"""The local variable in which Camunda 8 says what may be begun."""
VARIABLE = re.compile(r"\s*([A-Za-z_]\w*)\s*")
NEVER_BEGUN = ("boundaryEvent", "startEvent")


class InnerInstance(Subprocess):
    """One element that was begun, with everything the flows lead to from it."""

    def measure(self) -> None:
        """It begins where it is told to."""

    def repeat_detail(self, memo: Memo) -> dict[str, Any]:
        return {"inner_of": memo["item_of"]}

    def enter(self, token: Token) -> bool:
        assert self.inner is not None
        inside = Scope(self.inner, token)
        if not token.case.open_inside(token, inside):
            inside.spawn(self.inner.task_specs[token.memo["begins"]])
        return False


class AdHoc(Node):
    """The ad-hoc subprocess itself: a body like that of a multi-instance activity, whose items are inner instances."""

    items = True
    by_hand = True
    item: InnerInstance

    def __init__(self, spec: ProcessSpec, element: Element, name: str | None = None) -> None:
        super().__init__(spec, element, name)
        self.item = InnerInstance(
            spec, replace(element, inputs=(), outputs=(), repeat=None, listeners=()), f"{element.id}#inner"
        )

    def check(self) -> None:
        if not self.startable:
            raise NotRunnable(
                self.element.id, say("Nothing in the ad-hoc subprocess {id} could begin.", id=self.element.id)
            )

    def measure(self) -> None:
        self.item.inner = self.inner

    @property
    def terms(self) -> Terms:
        return self.element.ad_hoc or Terms()

    @property
    def startable(self) -> dict[str, Element]:
        """The elements that may be begun: those that no sequence flow leads to."""
        inside = self.element.scope.elements if self.element.scope is not None else ()
        return {one.id: one for one in inside if not one.incoming and one.kind not in NEVER_BEGUN}

    def enter(self, token: Token) -> bool:
        token.data.setdefault(ELEMENTS, [_described(one) for one in self.startable.values()])
        if self.terms.output_collection:
            token.data[self.terms.output_collection] = []
        if token.case.open_inside(token, token.scope):
            return False
        for element_id in self._chosen(token):
            self.begin(token, element_id, {})
        return False

    def begin(self, body: Token, element_id: str, values: Mapping[str, Any]) -> None:
        """Begin an element; ``values`` are variables of its inner instance."""
        if body.state != STARTED and "on" in body.memo:
            raise NotWaiting(say("{id} is not open any more.", id=self.element.id))
        if element_id not in self.startable:
            raise NotWaiting(self._unknown(element_id))
        output = self.terms.output_item
        if output is not None and (variable := VARIABLE.fullmatch(output.text)):
            body.data[variable[1]] = None
        body.scope.spawn(self.item, Memo(item_of=body.number, begins=element_id)).data.update(values)

    def judge(self, item: Token) -> None:
        """Work out what the inner instance brings, and whether it is enough now."""
        terms, memo = self.terms, item.memo
        body = item.case.index[memo["item_of"]]
        over: dict[str, Any] = {}
        if terms.output_collection:
            memo["result"] = None if terms.output_item is None else expressions.value(item, terms.output_item)
            over[terms.output_collection] = [*body.data[terms.output_collection], memo["result"]]
        if terms.until is not None:
            what = say("the completion condition of {id}", id=self.element.id)
            memo["enough"] = expressions.truth(body, terms.until, what, Sight(body, over))

    def item_left(self, body: Token, item: Token) -> None:
        terms = self.terms
        if terms.output_collection:
            body.data[terms.output_collection] = [*body.data[terms.output_collection], item.memo.get("result")]
        others = [one for one in body.scope.items_of(body) if one is not item]
        if terms.until is not None and not item.memo.get("enough"):
            return
        if terms.until is not None and terms.cancel_remaining:
            for other in others:
                body.scope.terminate(other)
            others = []
        if not others:
            body._ready()

    def finish(self, token: Token) -> None:
        """The collected results leave as one value, for the nearest scope outside."""
        name = self.terms.output_collection
        if name and name in token.data:
            token.memo["values"] = {name: token.data.pop(name)}

    def _chosen(self, token: Token) -> list[str]:
        active = self.terms.active
        if active is None:
            return []
        found = expressions.value(token, active)
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            expected = say("a list of texts")
            raise expressions.wrong(token, say("the active elements"), active, expected, found)
        for one in found:
            if one not in self.startable:
                raise Problem(EXTRACT_VALUE, self._unknown(one))
        return found

    def _unknown(self, element_id: str) -> Any:
        return say(
            "{found} cannot be begun in {id}; expected one of: {expected}.",
            found=shown(element_id), id=self.element.id, expected=", ".join(self.startable),
        )  # fmt: skip


def _described(element: Element) -> dict[str, Any]:
    """An element as Camunda 8 describes it to whoever chooses."""
    return {
        "elementId": element.id,
        "elementName": element.name,
        "documentation": element.documentation,
        "properties": dict(element.properties),
    }
