"""What can be seen of a JUEL expression without evaluating it: the variables it reads, and what is sure to fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lark import Token, Tree

from bpmn.languages.juel_date_text import unknown_letters
from bpmn.languages.juel_evaluation import FUNCTIONS, SIGNED_IN, text_of
from bpmn.languages.juel_methods import EVERY_METHOD
from bpmn.languages.juel_objects import (
    BY_NAME,
    DEEDS,
    LOCAL_LOOKS,
    LOOKS,
    PROPERTIES,
    property_of,
    subject_of,
    values_taken,
)
from bpmn.languages.juel_spin import path_steps
from bpmn.languages.juel_text import plain_separator
from bpmn.languages.language import Subject
from bpmn.sentence import Sentence, say

Call = tuple[Subject, str]
"""A method of the execution or the task."""

_LARGEST_LONG = 2**63 - 1
_BAD_ESCAPE = re.compile(r"\\(?:\\|(.))", re.DOTALL)


def names_of(tree: Tree[Token]) -> Iterator[str]:
    """The variables that are read under a name that stands in the text."""
    for node in tree.iter_subtrees():
        if node.data == "identifier" and node.children[0] not in ("execution", SIGNED_IN):
            yield str(node.children[0])
        elif _reads_variable(node):
            given = _literal(node)
            if given is not None:
                yield given


def calls_of(tree: Tree[Token]) -> Iterator[Call]:
    """The deeds it asks for, and whatever it wants of the task."""
    for node in tree.find_data("method"):
        subject, name = subject_of(node.children[0]), str(node.children[1])
        if subject is None or (subject == "task" and name in EVERY_METHOD):
            continue
        if name in DEEDS[subject] or subject == "task":
            yield subject, name
        if _root(node.children[0]) is None:
            yield "task", "getExecution"


def refusals(tree: Tree[Token]) -> Iterator[tuple[Sentence, int]]:
    """What can be seen to fail: calls of beans, functions that do not exist, numbers and texts that Java cannot read.
    Each with its place in the expression."""
    bases = {id(child.children[0]) for child in tree.iter_subtrees() if child.data in ("member", "item", "method")}
    for node in tree.iter_subtrees():
        if node.data == "identifier" and (node.children[0] != "execution" or id(node) in bases):
            continue
        rule = _RULES.get(node.data)
        if rule is not None and (refusal := rule(node)) is not None:
            yield refusal, node.meta.start_pos if not node.meta.empty else 0


def _reads_variable(node: Tree[Token]) -> bool:
    return node.data == "method" and subject_of(node.children[0]) is not None and str(node.children[1]) in BY_NAME


def _root(node: Tree[Token] | Token) -> str | None:
    return str(node.children[0]) if isinstance(node, Tree) and node.data == "identifier" else None


def _arguments(node: Tree[Token]) -> list[Tree[Token] | Token]:
    given = node.children[-1]
    return given.children if isinstance(given, Tree) else []


def _literal(node: Tree[Token]) -> str | None:
    """The first value that a call is given, if that is a text in quotes."""
    given = _arguments(node)
    first = given[0] if given else None
    return text_of(first.children[0]) if isinstance(first, Tree) and first.data == "string" else None


def _alone(_node: Tree[Token]) -> Sentence:
    return say("execution is no value of its own; it can be asked for {known}.", known=", ".join(
        [*PROPERTIES["execution"], *(f"{name}()" for name in sorted(LOOKS))]))  # fmt: skip


def _integer(node: Tree[Token]) -> Sentence | None:
    if int(str(node.children[0])[:40]) <= _LARGEST_LONG:
        return None
    return say("{number} is too large for a whole number of JUEL.", number=str(node.children[0])[:40])


def _string(node: Tree[Token]) -> Sentence | None:
    """JUEL knows two escapes in a text: the quote around it and the backslash."""
    text = str(node.children[0])
    for match in _BAD_ESCAPE.finditer(text[1:-1]):
        if match.group(1) not in (None, text[0]):
            return say("JUEL knows no {escape} in a text, only {quote} and {backslash}.", escape=match.group(0),
                       quote="\\" + text[0], backslash="\\" * 2)  # fmt: skip
    return None


def _property(node: Tree[Token]) -> Sentence | None:
    if subject_of(node.children[0]) != "execution":
        return None
    name = str(node.children[1]) if node.data == "member" else ""
    if name and property_of("execution", name) is not None:
        return None
    return say("Of execution, JUEL may not read {name} here; it may read {known}.", name=name or "[...]",
               known=", ".join(PROPERTIES["execution"]))  # fmt: skip


def _method(node: Tree[Token]) -> Sentence | None:
    root, name = _root(node.children[0]), str(node.children[1])
    subject = subject_of(node.children[0])
    if subject is not None and (expected := values_taken(subject, name)) is not None:
        return _wrong_count(f"{subject}.{name}", expected, node)
    if subject == "execution" or (subject == "task" and name not in EVERY_METHOD):
        if subject == "task" and name == "getExecution":
            return None
        return say("{subject}.{name}() is not run; Alur knows {known}.", subject=subject, name=name,
                   known=", ".join(sorted({*LOOKS, *LOCAL_LOOKS, *DEEDS[subject]})))  # fmt: skip
    if name in EVERY_METHOD:
        return _wrong_text(name, node)
    if root:
        return say("{bean}.{name}() is not run: Alur has no Java bean {bean} and calls no code of its own.", bean=root,
                   name=name)  # fmt: skip
    return say("JUEL may not call the method {name}.", name=name)


def _wrong_text(name: str, node: Tree[Token]) -> Sentence | None:
    """A pattern or path in quotes of which more is asked than Alur does."""
    text = _literal(node)
    if name == "prop" and len(_arguments(node)) > 1:
        return say("prop() with a value would change a variable without setting it; use execution.setVariable.")
    if text is None:
        return None
    if name == "split" and plain_separator(text) is None:
        return say("split takes a plain text here, not the pattern {pattern}.", pattern=text)
    if name == "jsonPath" and path_steps(text) is None:
        return say("jsonPath takes paths like $.a['b'][0][*] here, not {path}.", path=text)
    if name == "toString" and (letters := unknown_letters(text)):
        return say("A date cannot be written by the pattern letter {letter}.", letter=letters)
    return None


def _wrong_count(call: str, expected: tuple[int, ...], node: Tree[Token]) -> Sentence | None:
    found = len(_arguments(node))
    if found in expected:
        return None
    return say("{call}() takes {expected} values and was given {found}.", call=call,
               expected=" / ".join(map(str, expected)), found=found)  # fmt: skip


def _function(node: Tree[Token]) -> Sentence | None:
    name = "".join(str(node.children[0]).split())
    if name == "XML":
        return say("XML() is not run: Alur reads JSON only.")
    if name not in FUNCTIONS:
        return say("JUEL has no function {name}; Alur knows {known}.", name=name, known=", ".join(sorted(FUNCTIONS)))
    return _wrong_count(name, (FUNCTIONS[name][0],), node)


_RULES: Mapping[str, Callable[[Tree[Token]], Sentence | None]] = {
    "identifier": _alone,
    "integer": _integer,
    "string": _string,
    "member": _property,
    "item": _property,
    "method": _method,
    "function": _function,
}
