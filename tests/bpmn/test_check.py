"""Checking files together: forms and called processes resolve, every file has its report, nothing raises."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn import check
from bpmn.rules.modeler_table import ERRORS, INFOS, SAID_BY, severity_of
from tests.bpmn.diagrams import definitions, extended, line, process

FORM = b'{"id": "ask", "type": "default", "components": []}'
TASK = extended(
    "userTask",
    'id="A" name="Ask"',
    '<zeebe:userTask/><zeebe:formDefinition formId="ask"/><zeebe:assignmentDefinition candidateGroups="desk"/>',
)
DECISION = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="d"><decision id="d" name="D">'
    b"<literalExpression><text>1</text></literalExpression></decision></definitions>"
)


def test_a_form_among_the_files_is_found() -> None:
    reports = check({"p.bpmn": process(line(TASK)), "ask.form": FORM})
    assert [report.kind for report in reports.values()] == ["bpmn", "form"]
    assert reports["p.bpmn"].ok
    assert reports["p.bpmn"].dialect == "camunda8"
    assert reports["p.bpmn"].processes == ("P",)
    assert "form_missing" not in {finding.rule for finding in reports["p.bpmn"].findings}


def test_a_process_id_belongs_to_one_file() -> None:
    reports = check({"a.bpmn": process(line()), "b.bpmn": process(line())})
    assert reports["a.bpmn"].ok
    found = [finding for finding in reports["b.bpmn"].findings if finding.rule == "process_id_twice"]
    assert [(finding.element_id, finding.severity) for finding in found] == [("P", "error")]


def test_a_form_id_belongs_to_one_file() -> None:
    reports = check({"a.form": FORM, "b.form": FORM})
    assert reports["a.form"].ok
    assert [finding.rule for finding in reports["b.form"].findings if finding.severity == "error"] == ["form_id_twice"]


def test_unreadable_files_have_a_report_with_one_sentence() -> None:
    reports = check({"a.bpmn": b"hello", "b.form": b"{", "c.dmn": b"<x/>", "d.zip": b"PK"})
    assert all(report.unreadable and not report.ok and len(report.findings) == 1 for report in reports.values())
    assert [report.kind for report in reports.values()] == ["bpmn", "form", "dmn", "unknown"]


def test_decisions_are_read_and_known_to_the_diagrams_beside_them() -> None:
    called = extended("businessRuleTask", 'id="A"', '<zeebe:calledDecision decisionId="d" resultVariable="r"/>')
    reports = check({"p.bpmn": process(line(called)), "d.dmn": DECISION, "again.dmn": DECISION})
    assert reports["d.dmn"].ok
    assert not [finding for finding in reports["p.bpmn"].findings if finding.rule == "decision_missing"]
    assert [finding.rule for finding in reports["again.dmn"].findings] == ["decision_id_twice"]


def test_a_file_without_a_telling_name_is_looked_into() -> None:
    reports = check({"one": process(line()), "two": FORM, "three": DECISION})
    assert [report.kind for report in reports.values()] == ["bpmn", "form", "dmn"]


def test_what_is_only_drawn_is_never_an_error() -> None:
    drawn = '<process id="Q"><startEvent id="S"/><userTask id="X" camunda:class="a.B"/></process>'
    content = definitions(f'<process id="P" isExecutable="true">{line()}</process>{drawn}', "camunda7")
    findings = check({"p.bpmn": content})["p.bpmn"].findings
    about = [finding.severity for finding in findings if finding.element_id == "X"]
    assert about
    assert set(about) == {"info"}


def test_the_modelers_findings_are_there_and_not_said_twice() -> None:
    findings = check({"p.bpmn": process('<startEvent id="S"/><serviceTask id="A"/>')})["p.bpmn"].findings
    rules = {finding.rule for finding in findings}
    assert "label-required" in rules
    about = [finding.rule for finding in findings if finding.element_id == "A" and finding.severity == "error"]
    assert about == ["job_type_missing"]


def test_style_is_a_warning_and_the_modelers_own_severity_is_the_most_it_can_be() -> None:
    assert severity_of("label-required", "error") == "warning"
    assert severity_of("camunda-compat/implementation", "error") == "error"
    assert severity_of("camunda-compat/implementation", "warning") == "warning"
    assert severity_of("camunda-compat/history-time-to-live", "warning") == "info"
    assert not ERRORS & INFOS
    assert all(isinstance(same, tuple) for same in SAID_BY.values())


@given(st.dictionaries(st.sampled_from(["a.bpmn", "b.form", "c.dmn", "d"]), st.binary(max_size=60), max_size=4))
@settings(max_examples=100, deadline=None)
def test_nothing_in_a_file_makes_the_check_raise(files: dict[str, bytes]) -> None:
    reports = check(files)
    assert list(reports) == list(files)
    assert all(not report.ok for report in reports.values())


def test_what_is_said_in_refused_words_is_not_missing_as_well() -> None:
    case = 'id="A" camunda:caseRef="file"'
    report = check({"p.bpmn": process(line(f"<callActivity {case}/>"), "camunda7")})["p.bpmn"]
    errors = [(found.rule, found.element_id) for found in report.findings if found.severity == "error"]
    assert errors == [("attribute_not_honoured", "A")]
    assert "CMMN" in str(next(found for found in report.findings if found.severity == "error").sentence)
