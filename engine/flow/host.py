"""What the kernel asks of its host: keys for called instances, called definitions, values of expressions, the time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from bpmn.diagram import Binding, Expression
from bpmn.languages import Evaluation, Moment

if TYPE_CHECKING:
    from engine.flow.decisions import Asked
    from engine.flow.definition import Definition


class Host(Protocol):
    """Given to every Case. No method may change anything; ``called`` may read the database."""

    business_key: str | None
    """That of the case."""

    def moment(self) -> Moment:
        """The present moment; the same for the whole step."""
        ...

    def new_instance(self) -> int:
        """A key for the instance of a called process."""
        ...

    def definition(self, key: int) -> Definition:
        """The definition of that key (a restored called instance)."""
        ...

    def called(
        self, process_id: str, binding: Binding, version: str | None, version_tag: str | None, caller: int
    ) -> Definition | None:
        """The definition a call activity of definition ``caller`` means, or None if there is none."""
        ...

    def due(self, duration: str, definition: int) -> str | None:
        """When a step of a definition that takes that long and begins now should be done, as ISO 8601 text: by the
        working calendar of its unit. None for a text that is no working time."""
        ...

    def decide(
        self,
        decision_id: str,
        binding: Binding,
        version: str | None,
        version_tag: str | None,
        caller: int,
        variables: Mapping[str, object],
        moment: Moment,
    ) -> Asked | None:
        """What the decision says that a business rule task of definition ``caller`` means, or None if there is none;
        raises bpmn.languages.EvaluationError."""
        ...

    def evaluate(self, expression: Expression, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        """The value of an expression; raises bpmn.languages.EvaluationError. Usually bpmn.languages.evaluate."""
        ...
