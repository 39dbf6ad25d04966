"""Values of expressions as a token sees them, and the checks on what kind of value they are."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from bpmn.diagram import Expression
from bpmn.languages import Evaluation, EvaluationError, Given
from bpmn.sentence import Sentence, say
from engine.flow.problem import EXTRACT_VALUE, Problem, shown
from engine.flow.seen import hidden, hidden_value, quoted, seen, short
from engine.flow.variables import Sight, local_layer

if TYPE_CHECKING:
    from engine.flow.token import Token


ASKING = ("juel", "javascript")
"""Languages whose texts may ask Camunda 7's execution."""


def value(
    token: Token, expression: Expression, code: str = EXTRACT_VALUE, sight: Mapping[str, Any] | None = None
) -> Any:
    """The value of the expression with what the token sees; a Problem with ``code`` if it has none."""
    if expression.language == "literal":
        return expression.text
    if asks(expression):
        sight = _asked(token, Sight(token) if sight is None else sight)
    evaluation = evaluated(token, expression, code, Sight(token) if sight is None else sight)
    if evaluation.deeds:
        calls = ", ".join(f"{deed.subject}.{deed.method}()" for deed in evaluation.deeds)
        raise Problem(code, say("{expression} would change something ({calls}), which may not be done here.",
                                expression=expression.text, calls=calls))  # fmt: skip
    return evaluation.value


def asks(expression: Expression) -> bool:
    """Whether it may ask something of Camunda 7's execution."""
    return expression.language in ASKING and "execution" in expression.text


def evaluated(token: Token, expression: Expression, code: str, sight: Mapping[str, Any]) -> Evaluation:
    """The value of the expression and what it asks to be done; nothing is done."""
    case = token.case
    if expression.language == "literal":
        return Evaluation(expression.text)
    try:
        evaluation = case.host.evaluate(expression, sight, case.moment)
    except EvaluationError as error:
        raise Problem(code, _failed(expression, error, sight)) from error
    case.warnings = evaluation.warnings
    return evaluation


def _failed(expression: Expression, error: EvaluationError, sight: Mapping[str, Any]) -> Sentence:
    """What the incident says: the expression, where it fails, why, and the values it saw."""
    found = quoted(expression, error.offset)
    found |= {"reason": hidden(error.sentence, expression, sight), "seen": seen(sight, expression)}
    if found["line"] is not None:
        return say("Line {line} of the text, {expression}, has no value at character {place}: {reason} {seen}", **found)
    if found["place"] is not None:
        return say("The expression {expression} has no value at character {place}: {reason} {seen}", **found)
    return say("The expression {expression} has no value: {reason} {seen}", **found)


def execution(token: Token, event: str = "") -> Given:
    """What JUEL and scripts may read of Camunda 7's execution."""
    element, definition = token.node.element, token.scope.definition
    given = Given(
        token=str(token.number), process_instance=str(token.scope.instance), element=element.id,
        element_name=element.name, event=event, definition=str(definition.key), process=definition.process_id,
        business_key=_business_key(token), tenant=None,
    )  # fmt: skip
    given.local = local_layer(token)[1]
    return given


def _business_key(token: Token) -> str | None:
    """That of the process instance: of one that Camunda 7 has called what its call activity says, if anything
    (CallableElement.getBusinessKey); else that of the case."""
    caller = token.scope.token
    while caller is not None:
        if caller.node.element.call is not None and not caller.scope.spec.camunda8:
            return caller.memo.get("business_key")
        caller = caller.scope.token
    return token.case.host.business_key


def _asked(token: Token, sight: Mapping[str, Any]) -> Mapping[str, Any]:
    return ChainMap({"execution": execution(token)}, cast(dict[str, Any], sight))


def truth(token: Token, expression: Expression, what: Sentence, sight: Mapping[str, Any] | None = None) -> bool:
    """The value, which must be true or false and nothing else."""
    found = value(token, expression, sight=sight)
    if found is True or found is False:
        return bool(found)
    raise wrong(token, what, expression, say("true or false"), found, sight)


def text(token: Token, expression: Expression, what: Sentence) -> str:
    """The value, which must be a text and not empty."""
    found = value(token, expression)
    if isinstance(found, str) and found:
        return found
    raise wrong(token, what, expression, say("a text"), found)


def key_text(token: Token, expression: Expression, what: Sentence) -> str:
    """The value as a correlation key: a text or a number."""
    found = value(token, expression)
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, str | int | float) and not isinstance(found, bool):
        return str(found)
    raise wrong(token, what, expression, say("a text or a number"), found)


def whole(token: Token, expression: Expression, what: Sentence, least: int = 0) -> int:
    """The value as a whole number; a text of digits will do, as in Camunda."""
    found = value(token, expression)
    number = found
    if isinstance(number, str):
        try:
            number = float(number)
        except ValueError:
            number = None
    countable = isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
    if countable and number == int(number) and number >= least:
        return int(number)
    raise wrong(token, what, expression, say("a whole number not below {least}", least=least), found)


def priority(token: Token, expression: Expression | None) -> int:
    """That of a job: 0 if the diagram says none, or nothing (Camunda 7)."""
    if expression is None or value(token, expression) is None:
        return 0
    return whole(token, expression, say("the priority"), least=-(2**63))


def texts(token: Token, expression: Expression | None, what: Sentence) -> list[str]:
    """The value as a list of texts; a text is split at its commas, nothing is the empty list."""
    if expression is None:
        return []
    found = value(token, expression)
    if found is None:
        return []
    parts = found.split(",") if isinstance(found, str) else found
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise wrong(token, what, expression, say("a list of texts or a text with commas"), found)
    return [part.strip() for part in parts if part.strip()]


def wrong(
    token: Token,
    what: Sentence,
    expression: Expression,
    expected: Sentence,
    found: object,
    sight: Mapping[str, Any] | None = None,
) -> Problem:
    """The Problem of a value of the wrong kind; a warning of the evaluator says why it is so."""
    if expression.language == "literal":
        sentence = say("{what} must be {expected}, but it is {found}.", what=what, expected=expected,
                       found=shown(found))  # fmt: skip
        return Problem(EXTRACT_VALUE, sentence)
    sight = Sight(token) if sight is None else sight
    values = {
        "what": what, "expected": expected, "expression": short(expression.text),
        "found": hidden_value(found, expression), "seen": seen(sight, expression),
    }  # fmt: skip
    if token.case.warnings:
        reason = hidden(token.case.warnings[0], expression, sight)
        return Problem(
            EXTRACT_VALUE,
            say("{what} must be {expected}, but {expression} gave {found}: {reason} {seen}", **values, reason=reason),
        )
    return Problem(EXTRACT_VALUE, say("{what} must be {expected}, but {expression} gave {found}. {seen}", **values))
