"""Camunda 7's words in the one vocabulary."""

from __future__ import annotations

import pytest

from bpmn import Diagram, read
from bpmn.camunda.platform7_table import ROWS, TABLE
from bpmn.diagram import Element, Expression, FormLink, ReportedError, ValueMapping
from tests.bpmn.diagrams import extended, flow, process


def only(inner: str, dialect: str = "camunda7", shared: str = "") -> Element:
    return read(process(inner, dialect, shared)).processes[0].scope.elements[0]


def findings(inner: str, dialect: str = "camunda7") -> list[tuple[str, str]]:
    return [(found.severity, str(found.sentence)) for found in read(process(inner, dialect)).findings]


def juel(text: str) -> Expression:
    return Expression("juel", text)


def literal(text: str) -> Expression:
    return Expression("literal", text)


def test_assignment() -> None:
    task = only(
        '<userTask id="A" camunda:assignee="${boss}" camunda:candidateUsers="siti, budi" '
        'camunda:candidateGroups="desk" camunda:dueDate="P2D" camunda:followUpDate="${soon}" camunda:priority="70"/>'
    )
    who = task.assignment
    assert who is not None
    assert who.assignee == juel("${boss}")
    assert who.candidate_users == literal("siti, budi")
    assert who.candidate_groups == literal("desk")
    assert (who.due_date, who.follow_up_date, who.priority) == (literal("P2D"), juel("${soon}"), literal("70"))


def test_the_old_activiti_namespace_means_the_same() -> None:
    content = process('<userTask id="A" camunda:assignee="budi"/>', "plain")
    content = content.replace(b"http://camunda.org/schema/1.0/bpmn", b"http://activiti.org/bpmn")
    diagram = read(content)
    assert diagram.dialect == "camunda7"
    who = diagram.processes[0].scope.elements[0].assignment
    assert who is not None
    assert who.assignee == literal("budi")


def test_performers_of_bpmn_itself() -> None:
    def performer(tag: str, text: str) -> str:
        inner = (
            f"<resourceAssignmentExpression><formalExpression>{text}</formalExpression></resourceAssignmentExpression>"
        )
        return f"<{tag}>{inner}</{tag}>"

    owners = performer("potentialOwner", "user(kermit), group(desk), management, group(${lead(1,2)})")
    task = only(f'<userTask id="A">{performer("humanPerformer", "gonzo")}{owners}</userTask>', "plain")
    who = task.assignment
    assert who is not None
    assert who.assignee == literal("gonzo")
    assert who.candidate_users == literal("kermit")
    assert who.candidate_groups == juel("desk,management,${lead(1,2)}")


def test_forms() -> None:
    by_id = only('<userTask id="A" camunda:formRef="ask" camunda:formRefBinding="version" camunda:formRefVersion="3"/>')
    assert by_id.form == FormLink("id", literal("ask"), "version", literal("3"))
    by_key = only('<startEvent id="S" camunda:formKey="embedded:app:x.html"/>')
    assert by_key.form == FormLink("key", literal("embedded:app:x.html"))


def test_form_data_becomes_a_camunda_form() -> None:
    data = (
        '<camunda:formData><camunda:formField id="amount" label="Amount" type="long" defaultValue="3">'
        '<camunda:validation><camunda:constraint name="required"/><camunda:constraint name="max" config="9"/>'
        '</camunda:validation></camunda:formField><camunda:formField id="kind" type="enum">'
        '<camunda:value id="a" name="Alpha"/></camunda:formField><camunda:formField id="ok" type="boolean"/>'
        '<camunda:formField id="when" type="date"/></camunda:formData>'
    )
    diagram = read(process(extended("userTask", 'id="A"', data), "camunda7"))
    assert diagram.processes[0].scope.elements[0].form == FormLink("generated", literal("A"))
    components = diagram.forms["A"]["components"]
    assert isinstance(components, list)
    assert [part["type"] for part in components] == ["number", "select", "checkbox", "datetime"]
    assert components[0]["validate"] == {"required": True, "max": 9}
    assert components[0]["defaultValue"] == 3
    assert components[1]["values"] == [{"label": "Alpha", "value": "a"}]
    assert not diagram.findings


def test_the_older_form_property() -> None:
    data = '<camunda:formProperty id="details" name="Details" type="string" required="true" writable="false"/>'
    diagram = read(process(extended("userTask", 'id="A"', data), "camunda7"))
    assert diagram.forms["A"]["components"] == [
        {"type": "textfield", "id": "Field_details", "key": "details", "label": "Details",
         "validate": {"required": True}, "readonly": True},
    ]  # fmt: skip


def test_mappings() -> None:
    inner = (
        '<camunda:inputOutput><camunda:inputParameter name="a">${b}</camunda:inputParameter>'
        '<camunda:inputParameter name="t">text</camunda:inputParameter><camunda:inputParameter name="n"/>'
        '<camunda:outputParameter name="o">#{a}</camunda:outputParameter></camunda:inputOutput>'
    )
    task = only(extended("userTask", 'id="A"', inner))
    assert task.inputs == (
        ValueMapping("a", juel("${b}")),
        ValueMapping("t", literal("text")),
        ValueMapping("n", Expression("feel", "null")),
    )
    assert task.outputs == (ValueMapping("o", juel("#{a}")),)


def test_external_tasks() -> None:
    job = only('<serviceTask id="A" camunda:type="external" camunda:topic="ship"/>').job
    assert job is not None
    assert job.type == literal("ship")
    event = only('<endEvent id="A"><messageEventDefinition camunda:type="external" camunda:topic="tell"/></endEvent>')
    assert event.job is not None
    assert event.job.type == literal("tell")


def test_multi_instance() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="people" camunda:elementVariable="p">'
        "<completionCondition>${nrOfCompletedInstances > 1}</completionCondition></multiInstanceLoopCharacteristics>"
    )
    repeat = only(f'<userTask id="A">{loop}</userTask>').repeat
    assert repeat is not None
    assert (repeat.sequential, repeat.collection, repeat.item) == (True, Expression("feel", "people"), "p")
    assert repeat.until == juel("${nrOfCompletedInstances > 1}")
    counted = (
        "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    repeat = only(f'<userTask id="A">{counted}</userTask>').repeat
    assert repeat is not None
    assert repeat.cardinality == literal("3")
    bpmn = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>${people}</loopDataInputRef>"
        '<inputDataItem name="p"/></multiInstanceLoopCharacteristics>'
    )
    repeat = only(f'<userTask id="A">{bpmn}</userTask>').repeat
    assert repeat is not None
    assert (repeat.collection, repeat.item) == (juel("${people}"), "p")


def test_call_activity() -> None:
    crossing = (
        '<camunda:in businessKey="${key}"/><camunda:in variables="all"/><camunda:in source="a" target="b"/>'
        '<camunda:in sourceExpression="${a + 1}" target="c"/><camunda:out source="d" target="e"/>'
    )
    call = only(
        extended("callActivity", 'id="A" calledElement="Q" camunda:calledElementBinding="deployment"', crossing)
    ).call
    assert call is not None
    assert (call.process, call.binding, call.business_key) == (literal("Q"), "deployment", juel("${key}"))
    assert (call.all_in, call.all_out) == (True, False)
    assert call.inputs == (ValueMapping("b", Expression("feel", "a")), ValueMapping("c", juel("${a + 1}")))
    assert call.outputs == (ValueMapping("e", Expression("feel", "d")),)


def test_the_modelers_default_business_key_is_the_callers() -> None:
    crossing = '<camunda:in businessKey="#{execution.processBusinessKey}"/>'
    call = only(extended("callActivity", 'id="A" calledElement="Q"', crossing)).call
    assert call is not None
    assert call.business_key == juel("#{execution.processBusinessKey}")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<conditionExpression>${a}</conditionExpression>", juel("${a}")),
        ('<conditionExpression language="feel">= a > 1</conditionExpression>', Expression("feel", "a > 1")),
        ('<conditionExpression language="Groovy">a</conditionExpression>', Expression("groovy", "a")),
        ("<conditionExpression>a</conditionExpression>", literal("a")),
    ],
)
def test_conditions(written: str, expected: Expression) -> None:
    inner = f'<task id="A"/><task id="B"/><sequenceFlow id="F" sourceRef="A" targetRef="B">{written}</sequenceFlow>'
    assert read(process(inner, "camunda7")).processes[0].scope.flows[0].condition == expected


def test_a_plain_file_may_write_feel_with_a_leading_equals_sign() -> None:
    diagram: Diagram = read(process('<task id="A"/><task id="B"/>' + flow("A", "B", "= price > 50"), "plain"))
    assert diagram.processes[0].scope.flows[0].condition == Expression("feel", "price > 50")


def test_scripts() -> None:
    script = only(
        '<scriptTask id="A" scriptFormat="feel" camunda:resultVariable="r"><script>= 1</script></scriptTask>'
    ).script
    assert script is not None
    assert (script.expression, script.result_variable) == (Expression("feel", "1"), "r")


def test_an_error_reference_without_an_error_is_its_code() -> None:
    event = only('<endEvent id="E"><errorEventDefinition errorRef="bad"/></endEvent>').event
    assert event is not None
    assert event.code == literal("bad")
    catching = '<errorEventDefinition errorRef="X" camunda:errorCodeVariable="c" camunda:errorMessageVariable="m"/>'
    event = only(f'<boundaryEvent id="E">{catching}</boundaryEvent>', shared='<error id="X" errorCode="E1"/>').event
    assert event is not None
    assert (event.code, event.code_variable, event.message_variable) == (literal("E1"), "c", "m")


def test_initiator_version_tag_and_properties() -> None:
    properties = '<camunda:properties><camunda:property name="alur:unit" value="kel"/></camunda:properties>'
    xml = process(
        f'<extensionElements>{properties}</extensionElements><startEvent id="S" camunda:initiator="who"/>', "camunda7"
    )
    diagram = read(xml.replace(b'<process id="P"', b'<process id="P" camunda:versionTag="2.1"'))
    assert diagram.processes[0].version_tag == "2.1"
    assert diagram.processes[0].properties == (("alur:unit", "kel"),)
    assert diagram.processes[0].scope.elements[0].initiator == "who"


ATTRIBUTE_OWNER = {"@resource": "scriptTask", "@formHandlerClass": "startEvent"}


@pytest.mark.parametrize("word", [word for word, row in ROWS.items() if row.severity and "/" not in word])
def test_every_row_of_the_table_is_said(word: str) -> None:
    severity = ROWS[word].severity
    if word.startswith("@"):
        owner = "userTask" if word == "@type" else ATTRIBUTE_OWNER.get(word, "task")
        inner = f'<{owner} id="A" camunda:{word[1:]}="x"/>'
    else:
        inner = extended("task", 'id="A"', f"<camunda:{word}/>")
    assert [found[0] for found in findings(inner)] == [severity]


def test_words_that_nobody_knows_are_never_ignored_silently() -> None:
    assert findings('<task id="A" camunda:frobnicate="1"/>') == [
        ("warning", "camunda:frobnicate on task is not known to Alur and is ignored.")
    ]
    assert findings(extended("task", 'id="A"', "<camunda:frobnicate/>"))[0][0] == "warning"
    assert findings('<task id="A" camunda:assignee="budi"/>') == [
        ("warning", "camunda:assignee has no meaning on task and is ignored.")
    ]
    mapped = '<camunda:in source="a" target="b" frob="1"/>'
    assert len(findings(extended("callActivity", 'id="A" calledElement="Q"', mapped))) == 1


def test_the_table_has_no_contradictions() -> None:
    for name in TABLE.attributes:
        assert f"@{name}" not in ROWS or name == "type"
    assert not set(TABLE.elements) & set(ROWS)


def test_error_event_definitions_of_an_external_task() -> None:
    told = '<camunda:errorEventDefinition id="D" errorRef="{}" expression="${{bad}}"/>'
    attributes = 'id="A" camunda:type="external" camunda:topic="t"'
    shared = '<error id="E" errorCode="no" camunda:errorMessage="No ${what}"/>'
    inner = extended("serviceTask", attributes, told.format("E") + told.format("loose"))
    diagram = read(process(inner, "camunda7", shared=shared))
    job = diagram.processes[0].scope.elements[0].job
    assert job is not None
    assert job.errors == (
        ReportedError("no", Expression("juel", "${bad}")), ReportedError("loose", Expression("juel", "${bad}")),
    )  # fmt: skip
    assert not [one for one in diagram.findings if one.severity != "info"]
    incomplete = read(process(extended("serviceTask", attributes, '<camunda:errorEventDefinition errorRef="E"/>'),
                              "camunda7", shared=shared))  # fmt: skip
    assert [str(one.sentence) for one in incomplete.findings if one.severity == "error"] == [
        "A camunda:errorEventDefinition needs an error (errorRef) and an expression; one is missing."
    ]
    thrown = read(process('<endEvent id="X"><errorEventDefinition errorRef="E"/></endEvent>', "camunda7", shared))
    event = thrown.processes[0].scope.elements[0].event
    assert event is not None
    assert event.message == Expression("juel", "No ${what}")
