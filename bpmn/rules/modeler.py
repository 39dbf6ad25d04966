"""The findings that analysts know from Camunda Modeler: bpmnlint and camunda-compat themselves, run in the sandbox."""

from __future__ import annotations

import json
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
        answer = json.loads(_SANDBOX.settle("lint.run", xml, _PLATFORMS[dialect], platform_version or ""))
    except LimitReached as limit:
        return [_not_finished(str(limit))]
    except ScriptFailed as error:
        return [_not_finished(str(error))]
    if "found" not in answer:
        _SANDBOX.discard()
        return [_not_finished(answer.get("error", "The file is too large for them."))]
    return [
        ModelerProblem(rule, _SEVERITIES.get(category, "warning"), element_id, message)
        for rule, category, element_id, message in answer["found"]
    ]


def _not_finished(reason: str) -> ModelerProblem:
    reason = " ".join(reason.split())
    return ModelerProblem(NOT_FINISHED, "warning", None, f"The Modeler's rules were not applied: {reason}")
