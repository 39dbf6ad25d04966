"""JUEL, the expression language of Camunda 7: EL 2.2 on a grammar of its own, without beans and without side effects.

A text is literal text with ``${...}`` or ``#{...}`` parts. One part alone keeps its type; several, or text beside them,
make a text. Names are variables; only what the tables of ``juel_methods`` list can be called.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from bpmn.kinds import DATE, with_kind
from bpmn.languages.juel_check import Call, calls_of, names_of, refusals
from bpmn.languages.juel_coercion import to_text
from bpmn.languages.juel_decisions import plain
from bpmn.languages.juel_evaluation import Scope, evaluate_tree
from bpmn.languages.juel_objects import Given
from bpmn.languages.juel_spin import Spin, SpinPath
from bpmn.languages.juel_text import fitting
from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import Evaluation, EvaluationError, Moment, Problem
from bpmn.sentence import Sentence, say

DEEPEST = 60

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
            raise EvaluationError(template.problems[0].sentence, template.problems[0].offset)
        scope = Scope(variables, moment)
        try:
            values = [part if isinstance(part, str) else evaluate_tree(part, scope) for part in template.parts]
            deeds = tuple(replace(deed, values=tuple(map(_outside, deed.values))) for deed in scope.deeds)
            if len(values) == 1:
                return Evaluation(_outside(values[0]), deeds=deeds)
            return Evaluation(_joined(values), deeds=deeds)
        except EvaluationError as error:
            error.offset = _offset(text, template.parts, scope.failed)
            raise
        except (OverflowError, ValueError, RecursionError) as error:
            raise EvaluationError(
                say("The JUEL expression cannot be evaluated: {detail}.", detail=str(error)),
                _offset(text, template.parts, scope.failed),
            ) from error


JUEL = Juel()


@lru_cache(maxsize=1024)
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
            names |= set(names_of(part))
            calls |= set(calls_of(part))
            problems += [Problem(sentence, offset + place) for sentence, place in sorted(refusals(part), key=_place)]
    kept = tuple(_without_places(part) if isinstance(part, Tree) else part for _, part in parts)
    return _Template(kept, frozenset(names), tuple(problems), frozenset(calls))


def _without_places(node: Tree[Token]) -> Tree[Token]:
    """The tree as it is kept: where its nodes stand takes most of its memory, and is seldom asked for."""
    return Tree(node.data, [_without_places(child) if isinstance(child, Tree) else child for child in node.children])


def _offset(text: str, kept: Iterable[str | Tree[Token]], failed: Tree[Token] | None) -> int | None:
    """Where in the text the node stands: the text is read again, since what is kept of it has no places."""
    for part, (offset, placed) in zip(kept, _parts(text), strict=True):
        if isinstance(part, Tree) and isinstance(placed, Tree) and (found := _standing(part, placed, failed)):
            return offset if found.meta.empty else offset + int(found.meta.start_pos)
    return None


def _standing(node: Tree[Token], placed: Tree[Token], failed: Tree[Token] | None) -> Tree[Token] | None:
    if node is failed:
        return placed
    for child, same in zip(node.children, placed.children, strict=True):
        if isinstance(child, Tree) and isinstance(same, Tree) and (found := _standing(child, same, failed)):
            return found
    return None


def _place(refusal: tuple[Sentence, int]) -> int:
    return refusal[1]


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


def _joined(values: Iterable[object]) -> str:
    """The text of a text with several parts."""
    texts: list[str] = []
    length = 0
    for value in values:
        texts.append(to_text(value))
        length += len(texts[-1])
        fitting(length)
    return "".join(texts)


def _outside(value: object) -> object:
    """The value as JSON."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        raise EvaluationError(say("The JUEL expression gives a number that is not finite."))
    if isinstance(value, JavaDate):
        return with_kind(value.iso(), DATE)
    if isinstance(value, DateTime):
        return value.iso()
    if isinstance(value, Spin):
        return value.value
    if isinstance(value, Given | SpinPath):
        raise EvaluationError(say("The JUEL expression gives an object of Camunda that cannot be kept as a value."))
    if isinstance(value, list) and any(isinstance(each, Spin) for each in value):
        return [_outside(each) for each in value]
    return plain(value)
