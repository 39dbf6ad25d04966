"""What is wrong with a FEEL text that cannot be read, in plain words; the sandbox names the kind (``mistakes.js``)."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.sentence import Sentence, say

_MISTAKES: Mapping[str, Sentence] = {
    "and": say("FEEL writes and instead of &&"),
    "or": say("FEEL writes or instead of ||"),
    "not": say("FEEL writes not(...) instead of !"),
    "quotes": say("text is written in double quotes"),
    "braces": say("{example} belongs to Camunda 7; in FEEL a variable is only its name", example="${...}"),
    "choice": say("a choice is written if A then B else C"),
    "semicolon": say("an expression has no ; in it"),
    "equality": say("equality is written with one ="),
    "at least": say('"at least" is written >='),
    "unequal": say('"different from" is written !='),
    "open text": say("a text has no closing double quote"),
    "open name": say("a name has no closing backtick"),
    "open comment": say("a comment has no closing */"),
    "left": say('a value is missing before "{found}"'),
    "left of comparison": say("a value is missing before the comparison"),
    "operand": say("a value is missing at the end"),
    "parenthesis": say("the closing ) is missing"),
    "bracket": say("the closing ] is missing"),
    "brace": say("the closing }} is missing"),
    "range": say("the end of the range is missing"),
    "if": say("the end of if A then B else C is missing"),
    "for": say("the end of for A in B return C is missing"),
    "quantified": say("the end of some (or every) A in B satisfies C is missing"),
    "iteration": say("a list or range is missing after in"),
    "name": say("a name is missing after the point"),
    "type": say("the end of A instance of B is missing"),
    "body": say("the end of function(A) B is missing"),
    "entry": say("the value of an entry is missing"),
    "at": say("a date, time or duration in double quotes is missing after @"),
    "end": say("its end is missing"),
    "number": say("the number {found} is too long"),
    "no if": say('"{found}" does not fit here; a choice is written if A then B else C'),
    "no for": say('"{found}" does not fit here; a repetition is written for A in B return C'),
    "no quantified": say('"{found}" does not fit here; this is written some (or every) A in B satisfies C'),
    "no entry": say('"{found}" does not fit here; an entry is written name: value'),
    "unexpected": say('"{found}" does not fit here'),
}


def mistake(kind: str, found: str) -> Sentence:
    """The words for a kind of mistake, and what stands at its place."""
    known = _MISTAKES[kind]
    return Sentence(known.template, {**known.values, "found": found})
