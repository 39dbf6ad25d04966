"""The language of plain text: the text is the value."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.languages.language import Evaluation, Moment, Problem


class Literal:
    """Static values, such as an assignee ``budi`` or a duration ``PT2H``."""

    def check(self, text: str) -> tuple[Problem, ...]:
        return ()

    def names(self, text: str) -> frozenset[str]:
        return frozenset()

    def evaluate(self, text: str, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        return Evaluation(text)


LITERAL = Literal()
