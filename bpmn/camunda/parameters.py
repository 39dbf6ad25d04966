"""Camunda 7's camunda:inputOutput: parameters given as a text, an expression, a script, a list or a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpmn.diagram import Expression, ListValue, MapValue, Source, ValueMapping
from bpmn.reader.vocabulary import CAMUNDA, Node, children, extension, local, plain, text_of

NULL = Expression("feel", "null")
JAVASCRIPT = ("javascript", "ecmascript", "js")
"""What Camunda 7 calls the language, in any case of letters."""

Reading = Callable[[str], Expression]


def read(node: Node, reading: Reading) -> tuple[tuple[ValueMapping, ...], tuple[ValueMapping, ...]]:
    """The inputs and the outputs of an element; ``reading`` tells an expression from a text."""
    container = extension(node, CAMUNDA, "inputOutput")
    if container is None:
        return (), ()
    return (
        tuple(_parameters(container, "inputParameter", reading)),
        tuple(_parameters(container, "outputParameter", reading)),
    )


def script(node: Node) -> Expression:
    """A camunda:script (or bpmn:script) by its format."""
    return script_text(plain(node, "scriptFormat") or "", text_of(node))


def script_text(language: str, text: str) -> Expression:
    """A text in a scripting language, in any of its names; FEEL may have its leading ``=``."""
    name = language.lower()
    if name in JAVASCRIPT:
        name = "javascript"
    return Expression(name, text.removeprefix("=").strip() if name == "feel" else text)


def _parameters(container: Node, name: str, reading: Reading) -> Iterator[ValueMapping]:
    for entry in children(container, name, CAMUNDA):
        yield ValueMapping(plain(entry, "name") or "", _inside(entry, reading))


def _inside(node: Node, reading: Reading) -> Source:
    """The value written in a parameter or entry: its only child, else its text."""
    inner = next(children(node, None, CAMUNDA), None)
    return _text(node, reading) if inner is None else _value(inner, reading)


def _value(node: Node, reading: Reading) -> Source:
    """A value in a list, or the child of a parameter or entry. What is no script, list or map is a text."""
    if local(node) == "script":
        return script(node)
    if local(node) == "list":
        return ListValue(tuple(_value(item, reading) for item in children(node, None, CAMUNDA)))
    if local(node) == "map":
        entries = children(node, "entry", CAMUNDA)
        return MapValue(tuple((reading(plain(entry, "key") or ""), _inside(entry, reading)) for entry in entries))
    return _text(node, reading)


def _text(node: Node, reading: Reading) -> Expression:
    text = text_of(node)
    return reading(text) if text else NULL
