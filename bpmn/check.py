"""Checks files that belong together, as an upload or ``alur check`` hands them over: one report per file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from bpmn.diagram import Diagram, Finding
from bpmn.errors import Unreadable
from bpmn.forms import Form, read_form
from bpmn.known import NOTHING, Known
from bpmn.languages import dmn
from bpmn.languages.dmn import Decisions
from bpmn.lines import decoded, lines_of
from bpmn.reader import read
from bpmn.report import Kind, Report
from bpmn.rules import modeler, modeler_table, own_findings
from bpmn.rules.subject import Subject
from bpmn.sentence import Sentence, say

KINDS: Mapping[str, Kind] = {".bpmn": "bpmn", ".xml": "bpmn", ".form": "form", ".dmn": "dmn"}

SAID_OTHERWISE = ("called_process_missing", "script_given")
"""Rules about something missing for which Camunda 7 has words that Alur refuses (caseRef, resource)."""

Taken = dict[tuple[str, str], str]
"""Kind and id -> the file that has it already."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One file as far as it could be read."""

    file: str
    content: bytes
    kind: Kind
    what: Diagram | Form | Decisions | Unreadable


def check(files: Mapping[str, bytes], known: Known = NOTHING) -> dict[str, Report]:
    """The reports, by file name, in the order of the files. Never raises for what is in a file.

    Forms and called processes are looked for among the files first, then in ``known``.
    """
    opened = [_open(file, content) for file, content in files.items()]
    together = _together(opened)
    taken: Taken = {}
    return {one.file: _report(one, known, together, taken) for one in opened}


def _open(file: str, content: bytes) -> Opened:
    kind = KINDS.get(PurePath(file).suffix.lower(), _sniffed(content))
    what: Diagram | Form | Decisions | Unreadable
    try:
        if kind == "bpmn":
            what = read(content, file)
        elif kind == "form":
            what = read_form(content)
        elif kind == "dmn":
            what = dmn.read(content)
        else:
            what = Unreadable(say("{file} is neither BPMN, a Camunda Form nor DMN.", file=file), 1)
    except Unreadable as unreadable:
        what = unreadable
    return Opened(file, content, kind, what)


def _sniffed(content: bytes) -> Kind:
    """What a file without a telling name seems to be."""
    if content.lstrip().startswith(b"{"):
        return "form"
    if b"/spec/DMN/" in content[:4096]:
        return "dmn"
    return "bpmn" if b"/spec/BPMN/" in content[:4096] else "unknown"


def _together(opened: list[Opened]) -> Known:
    """What the files of this call hold."""
    processes: set[str] = set()
    forms: set[str] = set()
    decisions: set[str] = set()
    variables: set[str] = set()
    for one in opened:
        if isinstance(one.what, Diagram):
            processes |= {process.id for process in one.what.processes if process.executable}
            variables |= {str(each.get("key")) for form in one.what.forms.values() for each in _components(form)}
        elif isinstance(one.what, Form):
            forms.add(one.what.id)
            variables |= set(_set_by(one.what))
        elif isinstance(one.what, Decisions):
            decisions |= {decision.id for decision in one.what.decisions}
    return Known(frozenset(processes), frozenset(forms), frozenset(decisions), variables=frozenset(variables))


def _components(form: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Those of a form that was generated from Camunda 7's form fields."""
    found = form.get("components")
    return (each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else iter(())


def _set_by(form: Form) -> Iterator[str]:
    """The names of the variables that a form sets or shows."""
    for field in form.all_fields():
        if field.path:
            yield field.path[0]


def _report(one: Opened, known: Known, together: Known, taken: Taken) -> Report:
    if isinstance(one.what, Unreadable):
        finding = Finding("unreadable", "error", one.what.sentence, None, one.what.line or 1)
        return Report(one.file, one.kind, findings=(finding,), unreadable=True)
    if isinstance(one.what, Diagram):
        return _diagram_report(one, one.what, Subject(one.what, known, together), taken)
    if isinstance(one.what, Form):
        return Report(one.file, "form", findings=tuple(_form_findings(one.file, one.what, taken)), form=one.what)
    found = (*dmn.check(one.what), *_decision_elsewhere(one.file, one.what, taken))
    return Report(one.file, "dmn", findings=tuple(sorted(found, key=lambda each: each.line or 0)), decisions=one.what)


def _diagram_report(one: Opened, diagram: Diagram, subject: Subject, taken: Taken) -> Report:
    own = [*diagram.findings, *_process_elsewhere(one.file, diagram, taken),
           *_without_consequences(own_findings(subject), diagram)]  # fmt: skip
    findings = [*own, *_modelers(one, diagram, own)]
    drawn = _only_drawn(diagram)
    findings = [_of_what_runs(finding, drawn) for finding in findings]
    return Report(
        file=one.file,
        kind="bpmn",
        dialect=diagram.dialect,
        processes=tuple(process.id for process in diagram.processes),
        findings=tuple(sorted(findings, key=lambda finding: finding.line or 0)),
        diagram=diagram,
    )


def _form_findings(file: str, form: Form, taken: Taken) -> Iterator[Finding]:
    for finding in form.findings:
        yield finding if finding.element_id or finding.line else replace(finding, line=1)
    first = taken.setdefault(("form", form.id), file)
    if first != file:
        sentence = say("Form {form} is also in {file}; an id belongs to one form.", form=form.id, file=first)
        yield Finding("form_id_twice", "error", sentence, None, 1)


def _decision_elsewhere(file: str, decisions: Decisions, taken: Taken) -> Iterator[Finding]:
    for decision in decisions.decisions:
        first = taken.setdefault(("decision", decision.id), file)
        if first != file:
            sentence = say("Decision {decision} is also in {file}; an id belongs to one decision.",
                           decision=decision.id, file=first)  # fmt: skip
            yield Finding("decision_id_twice", "error", sentence, decision.id, decision.line)


def _process_elsewhere(file: str, diagram: Diagram, taken: Taken) -> Iterator[Finding]:
    for process in diagram.processes:
        if not process.executable:
            continue
        first = taken.setdefault(("process", process.id), file)
        if first != file:
            sentence = say("Process {process} is also in {file}; an id belongs to one process.",
                           process=process.id, file=first)  # fmt: skip
            yield Finding("process_id_twice", "error", sentence, process.id, process.line)


def _without_consequences(found: Iterator[Finding], diagram: Diagram) -> Iterator[Finding]:
    """What is missing only because it is said in words that are refused is not missing."""
    refused = {finding.element_id for finding in diagram.findings
               if (finding.rule, finding.severity) == ("attribute_not_honoured", "error")}  # fmt: skip
    for finding in found:
        if finding.rule not in SAID_OTHERWISE or finding.element_id not in refused:
            yield finding


def _only_drawn(diagram: Diagram) -> set[str]:
    """Ids of what lies in processes that are not meant to run."""
    drawn = [process for process in diagram.processes if not process.executable]
    ids = {element.id for process in drawn for element in process.elements()}
    return ids | {flow.id for process in drawn for flow in process.flows()}


def _of_what_runs(finding: Finding, drawn: set[str]) -> Finding:
    """In a process that is only drawn nothing can go wrong: what would be an error there is for information."""
    return replace(finding, severity="info") if finding.element_id in drawn else finding


def _modelers(one: Opened, diagram: Diagram, own: list[Finding]) -> Iterator[Finding]:
    """The findings the analyst knows from the Modeler, without those that say the same again."""
    said = {(finding.rule, finding.element_id) for finding in own}
    lines: Mapping[str, int] | None = None
    linted = modeler.lint(decoded(one.content), diagram.dialect, diagram.platform_version)
    for rule, given, element_id, message in linted:
        if any((same, element_id) in said for same in modeler_table.said_by(rule)):
            continue
        lines = lines_of(one.content) if lines is None else lines
        severity = modeler_table.severity_of(rule, given)
        line = lines.get(element_id or "", 1)
        yield Finding(rule, severity, _message(message), element_id, line)


def _message(message: str) -> Sentence:
    return say("{message}", message=message if message.endswith(".") else f"{message}.")
