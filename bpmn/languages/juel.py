"""JUEL, the expression language of Camunda 7: EL 2.2 on a grammar of its own, without beans and without side effects.

A text is literal text with ``${...}`` or ``#{...}`` parts. One part alone keeps its type; several, or text beside them,
make a text. Names are variables; only what the tables of ``juel_methods`` list can be called.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from bpmn.languages.juel_coercion import to_text
from bpmn.languages.juel_decisions import plain
from bpmn.languages.juel_deeds import DEEDS, LOOKS, PROPERTIES, property_of, subject_of
from bpmn.languages.juel_evaluation import FUNCTIONS, Scope, evaluate_tree, text_of
from bpmn.languages.juel_methods import EVERY_METHOD
from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import Evaluation, EvaluationError, Moment, Problem, Subject
from bpmn.sentence import Sentence, say

DEEPEST = 60
Call = tuple[Subject, str]
"""A method of the execution or the task."""

_GRAMMAR = Path(__file__).with_name("juel.lark").read_text(encoding="utf-8")
_PARSER = Lark(_GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


@dataclass(frozen=True, slots=True)
class _Template:
    """A text taken apart: strings and trees in turn, the variables it reads, and what is wrong with it."""

    parts: tuple[str | Tree[Token], ...]
    names: frozenset[str]
    problems: tuple[Problem, ...]
    calls: frozenset[Call] = frozenset()


class Juel:
    """See ``Language``."""

    def check(self, text: str) -> tuple[Problem, ...]:
        return _template(text).problems

    def names(self, text: str) -> frozenset[str]:
        return _template(text).names

    def calls(self, text: str) -> frozenset[Call]:
        """The deeds a text asks for, and whatever it wants of the task."""
        return _template(text).calls

    def evaluate(self, text: str, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        template = _template(text)
        if template.problems:
            raise EvaluationError(template.problems[0].sentence)
        scope = Scope(variables, moment)
        try:
            values = [part if isinstance(part, str) else evaluate_tree(part, scope) for part in template.parts]
            deeds = tuple(replace(deed, values=tuple(map(_outside, deed.values))) for deed in scope.deeds)
            if len(values) == 1:
                return Evaluation(_outside(values[0]), deeds=deeds)
            return Evaluation("".join(to_text(value) for value in values), deeds=deeds)
        except (OverflowError, ValueError, RecursionError) as error:
            raise EvaluationError(
                say("The JUEL expression cannot be evaluated: {detail}.", detail=str(error))
            ) from error


JUEL = Juel()


@lru_cache(maxsize=4096)
def _template(text: str) -> _Template:
    try:
        parts = tuple(_parts(text))
    except _Unreadable as error:
        return _Template((), frozenset(), (Problem(error.sentence, error.offset),))
    names: set[str] = set()
    problems: list[Problem] = []
    calls: set[Call] = set()
    for offset, part in parts:
        if isinstance(part, Tree):
            names |= set(_names(part))
            calls |= set(_calls(part))
            problems += [Problem(sentence, offset + place) for sentence, place in _refusals(part)]
    return _Template(tuple(part for _, part in parts), frozenset(names), tuple(problems), frozenset(calls))


class _Unreadable(Exception):
    def __init__(self, sentence: Sentence, offset: int) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.offset = offset


def _parts(text: str) -> Iterator[tuple[int, str | Tree[Token]]]:
    """The pieces of a text, each with the offset at which its own text begins. An empty text is one empty piece."""
    literal, place, sign, pieces = "", 0, "", 0
    while place < len(text):
        if text[place : place + 2] in ("\\$", "\\#") and text[place + 2 : place + 3] == "{":
            literal += text[place + 1 : place + 3]
            place += 3
        elif text[place : place + 2] in ("${", "#{"):
            if sign and text[place] != sign:
                raise _Unreadable(say("One JUEL text cannot mix ${dollar} and #{hash}.", dollar="{}", hash="{}"), place)
            sign = text[place]
            if literal:
                yield place, literal
            end = _end(text, place + 2)
            yield place + 2, _parsed(text[place + 2 : end], place + 2)
            literal, place, pieces = "", end + 1, pieces + 1
        else:
            literal += text[place]
            place += 1
    if literal or not pieces:
        yield place, literal


def _end(text: str, place: int) -> int:
    """Where the ``}`` is that ends the part; quotes hide braces."""
    start, quote = place, ""
    while place < len(text):
        letter = text[place]
        if quote:
            place += letter == "\\"
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "}":
            return place
        place += 1
    raise _Unreadable(say('A JUEL expression is not closed: a "{brace}" is missing.', brace="}"), start)


def _parsed(text: str, offset: int) -> Tree[Token]:
    if not text.strip():
        raise _Unreadable(say("The JUEL expression is empty."), offset)
    try:
        tree = _PARSER.parse(text)
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        place = len(text) if at_end else int(error.pos_in_stream or 0)
        found = text[place : place + 20]
        raise _Unreadable(
            say('The JUEL expression cannot be read at "{found}".', found=found)
            if found.strip()
            else say("The JUEL expression is not complete."),
            offset + place,
        ) from error
    if _depth(tree) > DEEPEST:
        raise _Unreadable(say("The JUEL expression is nested deeper than {limit} levels.", limit=DEEPEST), offset)
    return tree


def _depth(tree: Tree[Token]) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for each in level for child in each.children if isinstance(child, Tree)]
    return deepest


def _names(tree: Tree[Token]) -> Iterator[str]:
    for node in tree.iter_subtrees():
        if node.data == "identifier" and node.children[0] != "execution":
            yield str(node.children[0])
        elif _is_look(node):
            argument = _single_text(node)
            if argument is not None:
                yield argument


def _calls(tree: Tree[Token]) -> Iterator[Call]:
    for node in tree.find_data("method"):
        subject, name = subject_of(node.children[0]), str(node.children[1])
        if subject is None or (subject == "task" and name in EVERY_METHOD):
            continue
        if name in DEEDS[subject] or subject == "task":
            yield subject, name
        if _root(node.children[0]) is None:
            yield "task", "getExecution"


def _is_look(node: Tree[Token]) -> bool:
    return node.data == "method" and subject_of(node.children[0]) is not None and str(node.children[1]) in LOOKS


def _root(node: Tree[Token] | Token) -> str | None:
    return str(node.children[0]) if isinstance(node, Tree) and node.data == "identifier" else None


def _single_text(node: Tree[Token]) -> str | None:
    arguments = node.children[2]
    given = arguments.children if isinstance(arguments, Tree) else []
    only = given[0] if len(given) == 1 else None
    return text_of(only.children[0]) if isinstance(only, Tree) and only.data == "string" else None


def _refusals(tree: Tree[Token]) -> Iterator[tuple[Sentence, int]]:
    """What can be seen to fail without evaluating: calls of beans, side effects, functions that do not exist."""
    for node in tree.iter_subtrees():
        place = node.meta.start_pos if not node.meta.empty else 0
        if node.data == "method":
            refusal = _refused_method(node)
        elif node.data == "function":
            refusal = _refused_function(node)
        elif node.data in ("member", "item") and subject_of(node.children[0]) == "execution":
            refusal = _refused_property(node)
        else:
            refusal = None
        if refusal:
            yield refusal, place


def _refused_property(node: Tree[Token]) -> Sentence | None:
    name = str(node.children[1]) if node.data == "member" else ""
    if name and property_of("execution", name) is not None:
        return None
    return say("Of execution, JUEL may not read {name} here; it may read {known}.", name=name,
               known=", ".join(PROPERTIES["execution"]))  # fmt: skip


def _refused_method(node: Tree[Token]) -> Sentence | None:
    root, name = _root(node.children[0]), str(node.children[1])
    subject = subject_of(node.children[0])
    if subject is not None and name in LOOKS:
        if _single_text(node) is None:
            return say("{subject}.{name}() needs the variable's name as a text in quotes.", subject=subject, name=name)
        return None
    if subject is not None and name in DEEDS[subject]:
        return _wrong_count(subject, name, node)
    if subject is not None and property_of(subject, name) is not None:
        return None
    if subject == "execution" or (subject == "task" and name not in EVERY_METHOD):
        return say("{subject}.{name}() is not run; Alur knows {known}.", subject=subject, name=name,
                   known=", ".join(sorted({*LOOKS, *DEEDS[subject]})))  # fmt: skip
    if name in EVERY_METHOD:
        return None
    if root:
        return say("{bean}.{name}() is not run: Alur has no Java bean {bean} and calls no code of its own.", bean=root,
                   name=name)  # fmt: skip
    return say("JUEL may not call the method {name}.", name=name)


def _wrong_count(subject: Subject, name: str, node: Tree[Token]) -> Sentence | None:
    given = node.children[2]
    found, expected = len(given.children) if isinstance(given, Tree) else 0, DEEDS[subject][name]
    if found == expected:
        return None
    return say("{subject}.{name}() takes {expected} values and was given {found}.", subject=subject, name=name,
               expected=expected, found=found)  # fmt: skip


def _refused_function(node: Tree[Token]) -> Sentence | None:
    name = ":".join(str(child) for child in node.children if isinstance(child, Token))
    arguments = node.children[-1]
    if name not in FUNCTIONS:
        return say("JUEL has no function {name}; Alur knows {known}.", name=name, known=", ".join(sorted(FUNCTIONS)))
    if isinstance(arguments, Tree) and arguments.children:
        return say("The function {name} takes no values.", name=name)
    return None


def _outside(value: object) -> object:
    """The value as JSON."""
    if isinstance(value, DateTime | JavaDate):
        return value.iso()
    if isinstance(value, float) and not math.isfinite(value):
        raise EvaluationError(say("The JUEL expression gives a number that is not finite."))
    return plain(value)
