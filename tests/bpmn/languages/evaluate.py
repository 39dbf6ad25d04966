"""How the tests of this folder evaluate a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bpmn.diagram import Expression
from bpmn.languages import Evaluation, Moment, evaluate

MOMENT = Moment(datetime(2026, 1, 5, 1, 30, 15, 250_000, tzinfo=UTC), "Asia/Jakarta")


def evaluation(language: str, text: str, variables: Mapping[str, object] | None = None) -> Evaluation:
    return evaluate(Expression(language, text), variables or {}, MOMENT)


def value(language: str, text: str, variables: Mapping[str, object] | None = None) -> object:
    return evaluation(language, text, variables).value
