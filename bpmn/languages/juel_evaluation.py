"""Walks a JUEL tree to its value: one entry per kind of node."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import cast

from lark import Token, Tree

from bpmn.kinds import DATE, LONG, Text, bare, with_kind
from bpmn.languages import juel_coercion as el
from bpmn.languages.juel_date_text import read_date
from bpmn.languages.juel_methods import call, read
from bpmn.languages.juel_objects import DEEDS, LOCAL_LOOKS, LOOKS, Given, foreseen, look, property_of, subject_of
from bpmn.languages.juel_spin import spin
from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import Deed, EvaluationError, Moment, Subject
from bpmn.sentence import say

Node = Tree[Token]

LONGEST_SECONDS = 2.0
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Scope:
    """What an expression can see, and the deeds it asks for."""

    __slots__ = ("deeds", "ends", "failed", "moment", "variables")

    def __init__(self, variables: Mapping[str, object], moment: Moment) -> None:
        self.variables = variables
        self.moment = moment
        self.deeds: list[Deed] = []
        self.failed: Node | None = None
        self.ends = time.monotonic() + LONGEST_SECONDS

    def note(self, deed: Deed) -> None:
        self.deeds.append(deed)
        self.variables = foreseen(deed, self.variables)


FUNCTIONS: Mapping[str, tuple[int, Callable[..., object]]] = {
    "dateTime": (0, lambda moment: DateTime(moment.now, moment.zone)),
    "now": (0, lambda moment: JavaDate(moment.now, moment.zone)),
    "currentUser": (0, lambda moment: moment.user),
    "currentUserGroups": (0, lambda moment: list(moment.groups) if moment.user is not None else None),
    "S": (1, lambda _, value: spin(value)),
    "JSON": (1, lambda _, value: spin(value)),
}
"""Camunda 7's functions: how many values they take, and what they give."""

SIGNED_IN = "authenticatedUserId"
"""A name that Camunda 7 gives to every expression."""


def evaluate_tree(node: Node | Token, scope: Scope) -> object:
    """The value. If there is none, ``scope.failed`` is the innermost part to blame."""
    assert isinstance(node, Tree)
    try:
        return _EVALUATE[node.data](node.children, scope)
    except (EvaluationError, OverflowError, ValueError):
        scope.failed = scope.failed or node
        raise


def text_of(token: Token | Node) -> str:
    """The text that a quoted literal means."""
    return _ESCAPE.sub(r"\1", str(token)[1:-1])


_value = evaluate_tree


_Children = list[Node | Token]
_Rule = Callable[[list[Node | Token]], object]


def _in_time(scope: Scope) -> None:
    """Raises EvaluationError if the text takes too long: one operation is bounded, a text may have thousands."""
    if time.monotonic() > scope.ends:
        raise EvaluationError(say("The JUEL expression took longer than {limit} seconds.", limit=LONGEST_SECONDS))


def _binary(operation: Callable[[object, object], object]) -> Callable[[_Children, Scope], object]:
    def evaluated(children: _Children, scope: Scope) -> object:
        _in_time(scope)
        return _long(operation(_value(children[0], scope), _value(children[1], scope)))

    return evaluated


def _unary(operation: Callable[[object], object]) -> Callable[[_Children, Scope], object]:
    return lambda children, scope: operation(_value(children[0], scope))


def _comparison(operation: Callable[[object, object], bool]) -> Callable[[_Children, Scope], object]:
    return _binary(lambda left, right: el.compare(operation, left, right))


def _truth(node: Node | Token, scope: Scope) -> bool:
    return el.to_boolean(_value(node, scope))


def _identifier(children: _Children, scope: Scope) -> object:
    name = str(children[0])
    if name == SIGNED_IN:
        return scope.moment.user
    if name in scope.variables:
        return _read(scope.variables[name], scope)
    raise EvaluationError(say("Cannot resolve identifier '{name}': there is no variable of this name.", name=name))


def _read(value: object, scope: Scope) -> object:
    """A variable as an expression sees it: what was kept as a Date is one."""
    if isinstance(value, Text) and value.kind == DATE and (date := read_date(value)) is not None:
        return JavaDate(date.moment, scope.moment.zone)
    return bare(value)


def _long(value: object) -> object:
    """Whole numbers that EL makes are Java's Long."""
    return with_kind(value, LONG) if type(value) is int else value


def _method(children: _Children, scope: Scope) -> object:
    _in_time(scope)
    target, name, given = children[0], str(children[1]), cast(Node, children[2])
    arguments = [_value(each, scope) for each in given.children]
    subject = subject_of(target)
    if subject is None or _is_variable(subject, scope):
        return call(_value(target, scope), name, arguments)
    if name in LOOKS or name in LOCAL_LOOKS:
        return _read(look(name, scope.variables.get(subject), scope.variables, arguments), scope)
    if name in DEEDS[subject]:
        scope.note(Deed(subject, name, tuple(arguments)))
        return None
    known = property_of(subject, name)
    return call(_value(target, scope), name, arguments) if known is None else _property(subject, known, scope)


def _is_variable(subject: Subject, scope: Scope) -> bool:
    """Whether `task` is a variable that somebody has called so. (`execution` never is.)"""
    return subject == "task" and not isinstance(scope.variables.get(subject, _NOBODY), Given)


_NOBODY = Given()


def _member(children: _Children, scope: Scope) -> object:
    subject = subject_of(children[0])
    if subject is not None and (known := property_of(subject, str(children[1]))) is not None:
        given = scope.variables.get(subject)
        if subject == "execution" or isinstance(given, Given):
            return _property(subject, known, scope)
    return read(_value(children[0], scope), str(children[1]))


def _function(children: _Children, scope: Scope) -> object:
    given = cast(Node, children[-1]).children
    return FUNCTIONS[str(children[0])][1](scope.moment, *(_value(each, scope) for each in given))


def _property(subject: Subject, name: str, scope: Scope) -> object:
    """What the evaluating side says about the execution or the task."""
    given = scope.variables.get(subject)
    if not isinstance(given, Given):
        raise EvaluationError(say("There is no {subject} here that could be asked.", subject=subject))
    return given.get(name)


def _ternary(children: _Children, scope: Scope) -> object:
    return _value(children[1] if _truth(children[0], scope) else children[2], scope)


_EVALUATE: Mapping[str, Callable[[_Children, Scope], object]] = {
    "ternary": _ternary,
    "either": lambda children, scope: _truth(children[0], scope) or _truth(children[1], scope),
    "both": lambda children, scope: _truth(children[0], scope) and _truth(children[1], scope),
    "equal": _binary(el.equal),
    "unequal": _binary(lambda left, right: not el.equal(left, right)),
    "less": _comparison(el.LESS),
    "greater": _comparison(el.GREATER),
    "at_most": _comparison(el.AT_MOST),
    "at_least": _comparison(el.AT_LEAST),
    "add": _binary(el.add),
    "subtract": _binary(el.subtract),
    "multiply": _binary(el.multiply),
    "divide": _binary(el.divide),
    "modulo": _binary(el.modulo),
    "negate": lambda children, scope: _long(el.negate(_value(children[0], scope))),
    "negation": lambda children, scope: not _truth(children[0], scope),
    "empty": _unary(el.is_empty),
    "member": _member,
    "item": lambda children, scope: read(_value(children[0], scope), _value(children[1], scope)),
    "method": _method,
    "identifier": _identifier,
    "function": _function,
    "string": lambda children, scope: text_of(children[0]),
    "integer": lambda children, scope: _long(int(str(children[0]))),
    "floating": lambda children, scope: float(str(children[0])),
    "true": lambda children, scope: True,
    "false": lambda children, scope: False,
    "null": lambda children, scope: None,
}
