"""Camunda 8's words in the one vocabulary."""

from __future__ import annotations

import json

import pytest

from bpmn import read
from bpmn.camunda.cloud8_table import ELEMENTS, ROWS
from bpmn.diagram import Element, Expression, FormLink, ValueMapping
from tests.bpmn.diagrams import extended, process


def only(inner: str, shared: str = "") -> Element:
    return read(process(inner, "camunda8", shared)).processes[0].scope.elements[0]


def findings(inner: str) -> list[tuple[str, str]]:
    return [(found.severity, str(found.sentence)) for found in read(process(inner)).findings]


def feel(text: str) -> Expression:
    return Expression("feel", text)


def literal(text: str) -> Expression:
    return Expression("literal", text)


def test_user_tasks() -> None:
    extension = (
        '<zeebe:userTask/><zeebe:assignmentDefinition assignee="=boss" candidateGroups="desk" candidateUsers="=[a]"/>'
        '<zeebe:taskSchedule dueDate="=now() + @&quot;P2D&quot;" followUpDate="2026-12-01T00:00:00Z"/>'
        '<zeebe:priorityDefinition priority="70"/>'
        '<zeebe:formDefinition formId="ask" bindingType="versionTag" versionTag="v1"/>'
    )
    task = only(extended("userTask", 'id="A"', extension))
    who = task.assignment
    assert who is not None
    assert (who.assignee, who.candidate_groups, who.candidate_users) == (feel("boss"), literal("desk"), feel("[a]"))
    assert (who.due_date, who.priority) == (feel('now() + @"P2D"'), literal("70"))
    assert who.follow_up_date == literal("2026-12-01T00:00:00Z")
    assert task.form == FormLink("id", literal("ask"), "versionTag", None, "v1")
    assert task.job is None


def test_a_job_based_user_task_is_a_user_task_with_a_note() -> None:
    assert [severity for severity, _ in findings('<userTask id="A"/>')] == ["info"]


def test_external_and_embedded_forms() -> None:
    external = extended("userTask", 'id="A"', '<zeebe:userTask/><zeebe:formDefinition externalReference="x"/>')
    assert only(external).form == FormLink("key", literal("x"))
    schema = {"components": [{"type": "textfield", "key": "a"}]}
    embedded = (
        f'<extensionElements><zeebe:userTaskForm id="F1">{json.dumps(schema)}</zeebe:userTaskForm></extensionElements>'
        + extended("userTask", 'id="A"', '<zeebe:userTask/><zeebe:formDefinition formKey="camunda-forms:bpmn:F1"/>')
    )
    diagram = read(process(embedded))
    assert diagram.forms["A"] == schema
    assert diagram.processes[0].scope.elements[0].form == FormLink("generated", literal("A"))
    assert not diagram.findings


@pytest.mark.parametrize(("form", "rule"), [("", "form_missing"), ("no json", "form_unreadable")])
def test_an_embedded_form_that_is_not_there(form: str, rule: str) -> None:
    written = (
        f'<extensionElements><zeebe:userTaskForm id="F1">{form}</zeebe:userTaskForm></extensionElements>'
        if form
        else ""
    )
    task = extended("userTask", 'id="A"', '<zeebe:userTask/><zeebe:formDefinition formKey="camunda-forms:bpmn:F1"/>')
    diagram = read(process(written + task))
    assert [(found.rule, found.element_id) for found in diagram.findings] == [(rule, "A")]


def test_jobs() -> None:
    extension = (
        '<zeebe:taskDefinition type="=kind" retries="5"/>'
        '<zeebe:taskHeaders><zeebe:header key="a" value="=b"/></zeebe:taskHeaders>'
        '<zeebe:ioMapping><zeebe:input source="=x" target="y.z"/><zeebe:output source="s" target="t"/>'
        "</zeebe:ioMapping>"
    )
    task = only(extended("serviceTask", 'id="A"', extension))
    assert task.job is not None
    assert (task.job.type, task.job.retries, task.job.headers) == (feel("kind"), literal("5"), (("a", "=b"),))
    assert task.inputs == (ValueMapping("y.z", feel("x")),)
    assert task.outputs == (ValueMapping("t", literal("s")),)


def test_scripts_and_calls() -> None:
    script = only(extended("scriptTask", 'id="A"', '<zeebe:script expression="=1 + 1" resultVariable="r"/>')).script
    assert script is not None
    assert (script.expression, script.result_variable) == (feel("1 + 1"), "r")
    call = only(
        extended("callActivity", 'id="A"', '<zeebe:calledElement processId="Q" bindingType="deployment"/>')
    ).call
    assert call is not None
    assert (call.process, call.binding, call.all_in, call.all_out) == (literal("Q"), "deployment", True, True)
    shut = (
        '<zeebe:calledElement processId="=q" propagateAllChildVariables="false" propagateAllParentVariables="false"/>'
    )
    call = only(extended("callActivity", 'id="A"', shut)).call
    assert call is not None
    assert (call.process, call.all_in, call.all_out) == (feel("q"), False, False)


def test_messages_and_their_keys() -> None:
    shared = extended("message", 'id="M" name="=m"', '<zeebe:subscription correlationKey="=k"/>')
    event = only('<receiveTask id="A" messageRef="M"/>', shared).event
    assert event is not None
    assert (event.kind, event.name, event.correlation_key) == ("message", feel("m"), feel("k"))


def test_multi_instance() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true"><extensionElements><zeebe:loopCharacteristics '
        'inputCollection="=xs" inputElement="x" outputCollection="ys" outputElement="=y"/></extensionElements>'
        "<completionCondition>=done</completionCondition></multiInstanceLoopCharacteristics>"
    )
    repeat = only(f'<userTask id="A">{loop}</userTask>').repeat
    assert repeat is not None
    assert (repeat.sequential, repeat.collection, repeat.item) == (True, feel("xs"), "x")
    assert (repeat.output_collection, repeat.output_item, repeat.until) == ("ys", feel("y"), feel("done"))


def test_version_tag_and_properties() -> None:
    extension = (
        '<zeebe:versionTag value="1.0"/><zeebe:properties><zeebe:property name="n" value="v"/></zeebe:properties>'
    )
    found = read(process(f"<extensionElements>{extension}</extensionElements>")).processes[0]
    assert (found.version_tag, found.properties) == ("1.0", (("n", "v"),))


OWNERS = {"calledElement/@businessId": '<callActivity id="A"><extensionElements><zeebe:calledElement processId="Q" '
                                       'businessId="b"/></extensionElements></callActivity>',
          "userTask/taskHeaders": extended("userTask", 'id="A"', "<zeebe:userTask/><zeebe:taskHeaders/>")}  # fmt: skip


@pytest.mark.parametrize("word", [word for word, row in ROWS.items() if row.severity])
def test_every_row_of_the_table_is_said(word: str) -> None:
    inner = OWNERS.get(word) or (
        f'<task id="A" zeebe:{word[1:]}="x"/>'
        if word.startswith("@")
        else extended("task", 'id="A"', f"<zeebe:{word}/>")
    )
    assert [severity for severity, _ in findings(inner)] == [ROWS[word].severity]


def test_words_that_nobody_knows_are_never_ignored_silently() -> None:
    assert findings(extended("task", 'id="A"', "<zeebe:frobnicate/>"))[0][0] == "warning"
    assert findings(extended("task", 'id="A"', '<zeebe:ioMapping type="x"/>')) == [
        ("warning", "zeebe:type on ioMapping is not known to Alur and is ignored.")
    ]
    assert findings(extended("task", 'id="A"', '<zeebe:taskDefinition type="x"/>')) == [
        ("warning", "zeebe:taskDefinition has no meaning on task and is ignored.")
    ]
    assert not set(ELEMENTS) & set(ROWS)
