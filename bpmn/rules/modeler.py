"""The findings that analysts know from Camunda Modeler: bpmnlint and camunda-compat themselves, run in the sandbox."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bpmn.diagram import Dialect, Severity
from bpmn.sandbox import MEGABYTE, LimitReached, Sandbox, ScriptFailed

_SANDBOX = Sandbox(Path(__file__).parent / "vendor" / "lint.js", memory=256 * MEGABYTE, seconds=10.0)

_PLATFORMS = {"camunda8": "camunda-cloud", "camunda7": "camunda-platform", "plain": "none"}
_SEVERITIES: dict[str, Severity] = {"error": "error", "warn": "warning", "info": "info"}

NOT_FINISHED = "modeler-rules-not-finished"
"""Our own rule name for a file that the Modeler's rules could not be applied to."""


class ModelerProblem(NamedTuple):
    """One finding, named as in the Modeler: ``label-required`` (bpmnlint), ``camunda-compat/feel`` (camunda-compat)."""

    rule: str
    severity: Severity
    element_id: str | None
    message: str


def lint(xml: str, dialect: Dialect, platform_version: str | None) -> list[ModelerProblem]:
    """What ``bpmnlint:recommended`` says, and ``camunda-compat`` for the file's execution platform.

    The configuration is that of the newest known version which is not newer than the file's; without a version the
    newest; a plain file, and Camunda 7 before 7.19, has none. A rule that fails in itself is a warning of its own name.
    """
    try:
        return list(_found(xml, _PLATFORMS[dialect], platform_version or ""))
    except (LimitReached, ScriptFailed) as trouble:
        return [_not_finished(str(trouble))]


@lru_cache(maxsize=32)  # who uploads looks at the findings first and deploys the same files next
def _found(xml: str, platform: str, version: str) -> tuple[ModelerProblem, ...]:
    """The findings; only those of rules that came to their end are kept for the next question."""
    answer = json.loads(_SANDBOX.settle("lint.run", xml, platform, version))
    if "found" not in answer:
        _SANDBOX.discard()
        raise ScriptFailed(answer.get("error", "The file is too large for them."))
    return tuple(
        ModelerProblem(rule, _SEVERITIES.get(category, "warning"), element_id, message)
        for rule, category, element_id, message in answer["found"]
    )


def _not_finished(reason: str) -> ModelerProblem:
    reason = " ".join(reason.split())
    return ModelerProblem(NOT_FINISHED, "warning", None, f"The Modeler's rules were not applied: {reason}")
