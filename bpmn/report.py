"""What a check says about one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bpmn.diagram import Diagram, Dialect, Finding
from bpmn.forms import Form
from bpmn.languages.dmn import Decisions

Kind = Literal["bpmn", "form", "dmn", "unknown"]


@dataclass(frozen=True, slots=True)
class Report:
    """One file of a check. ``processes`` are the ids of its processes; Of ``diagram``, ``form``
    and ``decisions`` the one is there that the file holds, if it could be read."""

    file: str
    kind: Kind
    dialect: Dialect | None = None
    processes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    diagram: Diagram | None = None
    form: Form | None = None
    decisions: Decisions | None = None
    unreadable: bool = False

    @property
    def ok(self) -> bool:
        """No finding forbids deployment."""
        return all(finding.severity != "error" for finding in self.findings)
