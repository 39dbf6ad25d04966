"""The findings of a check as the page shows them: numbered, the worst first, each with its place, line and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bpmn import Report
from bpmn.diagram import Diagram, Finding
from bpmn.sentence import Sentence, say
from web.analyst.marked import Marked, marked
from web.analyst.remedies import remedy

ORDER = {"error": 0, "warning": 1, "info": 2}
LONGEST_LINE = 240


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding. ``label`` names the element as the drawing does; ``excerpt`` is the line of the file."""

    number: int
    severity: str
    rule: str
    sentence: Sentence
    remedy: Sentence | None
    file: str
    element_id: str | None = None
    label: Sentence | str = ""
    line: int | None = None
    excerpt: str = ""
    expression: Marked | None = None


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file and how it fared."""

    name: str
    kind: str
    size: int
    sha256: str
    dialect: str | None
    version: str | None
    errors: int
    warnings: int
    readable: bool
    xml: str | None = None
    marks: tuple[dict[str, str], ...] = ()
    processes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What the page shows of one check."""

    files: tuple[CheckedFile, ...]
    findings: tuple[Shown, ...]
    seconds: float
    title: str
    reports: Mapping[str, Report] = field(default_factory=dict, repr=False)
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def count(self, severity: str) -> int:
        return sum(1 for finding in self.findings if finding.severity == severity)

    @property
    def ok(self) -> bool:
        return not self.count("error")

    @property
    def drawn(self) -> tuple[CheckedFile, ...]:
        """The files that have a drawing."""
        return tuple(file for file in self.files if file.xml is not None)


def checked(contents: Mapping[str, bytes], reports: Mapping[str, Report], seconds: float) -> Checked:
    """Make the page's view of a check."""
    from hashlib import sha256

    found = [(name, finding) for name in contents for finding in reports[name].findings]
    found.sort(key=lambda pair: ORDER[pair[1].severity])
    shown = tuple(
        _shown(number, name, finding, reports[name].diagram, contents[name])
        for number, (name, finding) in enumerate(found, 1)
    )
    files = tuple(
        _file(name, content, sha256(content).hexdigest(), reports[name], [one for one in shown if one.file == name])
        for name, content in contents.items()
    )
    return Checked(files, shown, seconds, _title(reports), reports, contents)


def merged(seen: Checked, more: Mapping[str, tuple[Finding, ...]]) -> Checked:
    """The view with what the engine found in addition when it was asked to deploy."""
    reports = dict(seen.reports)
    for name, findings in more.items():
        if name in reports:
            new = tuple(finding for finding in findings if finding not in reports[name].findings)
            reports[name] = replace(reports[name], findings=(*reports[name].findings, *new))
    return checked(seen.contents, reports, seen.seconds)


def _shown(number: int, name: str, finding: Finding, diagram: Diagram | None, content: bytes) -> Shown:
    return Shown(
        number, finding.severity, finding.rule, finding.sentence, remedy(finding), name, finding.element_id,
        _label(finding.element_id, diagram), finding.line, _excerpt(content, finding.line),
        marked(finding.spot) if finding.spot else None,
    )  # fmt: skip


def _file(name: str, content: bytes, digest: str, report: Report, findings: list[Shown]) -> CheckedFile:
    readable = report.diagram is not None and bool(report.diagram.shapes)
    return CheckedFile(
        name, report.kind, len(content), digest, report.dialect,
        report.diagram.platform_version if report.diagram else None,
        sum(1 for one in findings if one.severity == "error"), sum(1 for one in findings if one.severity == "warning"),
        not report.unreadable, content.decode("utf-8", "replace") if readable else None,
        tuple(_marks(findings)) if readable else (), report.processes,
    )  # fmt: skip


def _marks(findings: Iterable[Shown]) -> Iterable[dict[str, str]]:
    """One mark per element: the worst finding colours it, the numbers of all stand in its badge."""
    by_element: dict[str, list[Shown]] = {}
    for one in findings:
        if one.element_id:
            by_element.setdefault(one.element_id, []).append(one)
    for element, those in by_element.items():
        numbers = [str(one.number) for one in those]
        badge = ", ".join(numbers[:3]) + (" …" if len(numbers) > 3 else "")
        yield {"element": element, "state": those[0].severity, "badge": badge}


def _label(element_id: str | None, diagram: Diagram | None) -> Sentence | str:
    if not element_id or diagram is None:
        return element_id or ""
    for process in diagram.processes:
        if process.id == element_id:
            return say("Process “{name}”", name=process.name or process.id)
        names = {element.id: element.name or element.id for element in process.elements()}
        if element_id in names:
            return names[element_id]
        for flow in process.flows():
            if flow.id == element_id:
                places = {"source": names.get(flow.source, flow.source), "target": names.get(flow.target, flow.target)}
                if flow.name:
                    return say("Flow “{name}” from {source} to {target}", name=flow.name, **places)
                return say("Flow from {source} to {target}", **places)
    return element_id


def _excerpt(content: bytes, line: int | None) -> str:
    lines = content.splitlines() if line else []
    if not line or line > len(lines):
        return ""
    text = lines[line - 1].decode("utf-8", "replace").strip()
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + " …"


def _title(reports: Mapping[str, Report]) -> str:
    """What the deployment is called: the names of its processes, else of its files."""
    names = [process.name or process.id for report in reports.values() if report.diagram
             for process in report.diagram.processes]  # fmt: skip
    return ", ".join((names or list(reports))[:3])
