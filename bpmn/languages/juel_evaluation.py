"""Walks a JUEL tree to its value: one entry per kind of node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lark import Token, Tree

from bpmn.languages import juel_coercion as el
from bpmn.languages.juel_deeds import DEEDS, LOOKS, property_of, subject_of
from bpmn.languages.juel_methods import call, read
from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import Deed, EvaluationError, Moment, Subject
from bpmn.sentence import say

Node = Tree[Token]

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression can see, and the deeds it asks for."""

    variables: Mapping[str, object]
    moment: Moment
    deeds: list[Deed] = field(default_factory=list)


class Given(dict[str, object]):
    """What the evaluating side says about `execution` or `task`; a variable of that name is no such thing."""


FUNCTIONS: Mapping[str, Callable[[Moment], object]] = {
    "dateTime": lambda moment: DateTime(moment.now, moment.zone),
    "now": lambda moment: JavaDate(moment.now, moment.zone),
}


def evaluate_tree(node: Tree[Token], scope: Scope) -> object:
    return _EVALUATE[node.data](node.children, scope)


def text_of(token: Token | Node) -> str:
    """The text that a quoted literal means."""
    return _ESCAPE.sub(r"\1", str(token)[1:-1])


def _value(node: Node | Token, scope: Scope) -> object:
    assert isinstance(node, Tree)
    return _EVALUATE[node.data](node.children, scope)


_Children = list[Node | Token]
_Rule = Callable[[list[Node | Token]], object]


def _binary(operation: Callable[[object, object], object]) -> Callable[[_Children, Scope], object]:
    return lambda children, scope: operation(_value(children[0], scope), _value(children[1], scope))


def _unary(operation: Callable[[object], object]) -> Callable[[_Children, Scope], object]:
    return lambda children, scope: operation(_value(children[0], scope))


def _comparison(operation: Callable[[object, object], bool]) -> Callable[[_Children, Scope], object]:
    return _binary(lambda left, right: el.compare(operation, left, right))


def _truth(node: Node | Token, scope: Scope) -> bool:
    return el.to_boolean(_value(node, scope))


def _identifier(children: _Children, scope: Scope) -> object:
    name = str(children[0])
    if name in scope.variables:
        return scope.variables[name]
    raise EvaluationError(say("Cannot resolve identifier '{name}': there is no variable of this name.", name=name))


def _method(children: _Children, scope: Scope) -> object:
    target, name, given = children
    assert isinstance(given, Tree)
    arguments = [_value(each, scope) for each in given.children]
    subject = subject_of(target)
    if subject is not None and str(name) in LOOKS:
        variable = str(arguments[0])
        return variable in scope.variables if str(name).startswith("has") else scope.variables.get(variable)
    if subject is not None and str(name) in DEEDS[subject]:
        scope.deeds.append(Deed(subject, str(name), tuple(arguments)))
        return None
    if subject is not None and (known := property_of(subject, str(name))) is not None:
        return _property(subject, known, scope)
    return call(_value(target, scope), str(name), arguments)


def _member(children: _Children, scope: Scope) -> object:
    subject = subject_of(children[0])
    if subject is not None and (known := property_of(subject, str(children[1]))) is not None:
        given = scope.variables.get(subject)
        if subject == "execution" or isinstance(given, Given):
            return _property(subject, known, scope)
    return read(_value(children[0], scope), str(children[1]))


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
    "negate": _unary(el.negate),
    "negation": lambda children, scope: not _truth(children[0], scope),
    "empty": _unary(el.is_empty),
    "member": _member,
    "item": _binary(read),
    "method": _method,
    "identifier": _identifier,
    "function": lambda children, scope: FUNCTIONS[str(children[0])](scope.moment),
    "string": lambda children, scope: text_of(children[0]),
    "integer": lambda children, scope: int(str(children[0])),
    "floating": lambda children, scope: float(str(children[0])),
    "true": lambda children, scope: True,
    "false": lambda children, scope: False,
    "null": lambda children, scope: None,
}
