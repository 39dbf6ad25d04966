"""A decision taken without a case: somebody asks, and gets the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bpmn.languages import EvaluationError
from bpmn.languages.dmn import Decided, DecisionError, decide
from bpmn.sentence import Sentence, say
from engine import rights
from engine.errors import InvalidCommand, NotFound
from engine.history.append import append
from engine.work import Work

READ = """
    SELECT key, decision_id, version, name, resource_key FROM decision WHERE deleted_at IS NULL AND {by}
    ORDER BY version DESC LIMIT 1"""
OTHERS = "SELECT key, decision_id, version, name FROM decision WHERE resource_key = %s"


@dataclass(frozen=True, slots=True)
class TakenDecision:
    """The answer. ``versions``: id -> row of each decision in the file; ``wrong``: why there is no value, and the
    decision that has none."""

    key: int
    decision: Any
    versions: Mapping[str, Any]
    drd_id: str
    decided: Decided | None
    wrong: Sentence | None = None
    wrong_at: str | None = None


@dataclass(frozen=True, slots=True)
class TakeDecision:
    """Take a deployed decision: by its key, or the latest version of an id (``version``: that one). Analysts,
    administrators, the system."""

    decision_id: str | None = None
    decision_key: int | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None

    def run(self, work: Work) -> TakenDecision:
        rights.must_keep(work.by, say("take decisions"))
        row = self._row(work)
        decisions = work.decisions(row.resource_key)
        versions = {other.decision_id: other for other in work.rows(OTHERS, (row.resource_key,))}
        key = work.new_key()
        decided, wrong, wrong_at = None, None, None
        try:
            decided = decide(decisions, row.decision_id, dict(self.variables), work.moment)
        except EvaluationError as error:
            wrong, wrong_at = error.sentence, error.element_id if isinstance(error, DecisionError) else None
        detail = {
            "decision_id": row.decision_id, "decision_key": row.key, "version": row.version,
            "variables": dict(self.variables),
            "evaluations": [asdict(each) for each in decided.evaluations] if decided else None,
        }  # fmt: skip
        append(work, "decision_taken", detail, key)
        return TakenDecision(key, row, versions, decisions.id, decided, wrong, wrong_at)

    def _row(self, work: Work) -> Any:
        if self.decision_key is not None:
            found = work.row(READ.format(by="key = %s"), (self.decision_key,))
            missing = say("There is no decision with the key {key}.", key=self.decision_key)
        elif self.decision_id is not None:
            and_, more = ("", ()) if self.version is None else (" AND version = %s", (self.version,))
            found = work.row(READ.format(by="decision_id = %s" + and_), (self.decision_id, *more))
            missing = say("There is no decision with the id {id}.", id=self.decision_id)
        else:
            raise InvalidCommand(say("Say which decision is meant: by its id or by its key."))
        if found is None:
            raise NotFound(missing)
        return found
