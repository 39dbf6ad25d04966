"""No expression escapes the check: every field that can hold one, and every place where the Camundas write one."""

from __future__ import annotations

import dataclasses
import itertools
import json
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from bpmn.diagram import Expression, Process, Scope
from bpmn.expressions import of_process
from bpmn.forms import read_form
from bpmn.forms.expressions import PLACES, TEMPLATES
from bpmn.languages.dmn import check as check_decisions
from bpmn.languages.dmn import read as read_decisions
from bpmn.reader import read
from bpmn.rules import expression_checked
from bpmn.rules.subject import Subject
from tests.bpmn.diagrams import extended, flow, line, process
from tests.bpmn.languages.dmn_files import CAMUNDA7, decision, literal, table
from tests.bpmn.languages.dmn_files import file as dmn_file
from tests.bpmn.rules.examples import boundary_with, condition_start, looped, split, task, timer

DEEPEST = 12


class Filled:
    """Builds a dataclass in which every field that can hold an expression holds one of its own."""

    def __init__(self) -> None:
        self.turn = itertools.count()

    def of(self, hint: Any, depth: int = 0) -> Any:
        arguments = get_args(hint)
        if hint is Expression:
            return Expression("literal", f"e{next(self.turn)}")
        if get_origin(hint) is Literal:
            return arguments[0]
        if get_origin(hint) in (Union, types.UnionType):
            return self._one_of([each for each in arguments if each is not type(None)], depth)
        if get_origin(hint) is tuple:
            kinds = arguments[:1] if arguments[-1] is Ellipsis else arguments
            return tuple(self.of(each, depth + 1) for each in kinds)
        if dataclasses.is_dataclass(hint):
            return self._dataclass(hint, depth)
        return {str: "x", bool: False, int: 1}[hint]

    def _one_of(self, kinds: list[Any], depth: int) -> Any:
        """Of a source the kinds in turn, so that lists and maps come up too, but not without end."""
        if Expression in kinds and depth > DEEPEST:
            return self.of(Expression)
        return self.of(kinds[next(self.turn) % len(kinds)], depth + 1)

    def _dataclass(self, kind: Any, depth: int) -> Any:
        if kind is Scope and depth > 6:
            return Scope()
        hints = get_type_hints(kind)
        return kind(**{field.name: self.of(hints[field.name], depth + 1) for field in dataclasses.fields(kind)})


def held(value: Any) -> Iterator[Expression]:
    """Every expression in it."""
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from held(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from held(getattr(value, field.name))


def test_every_field_that_can_hold_an_expression_is_walked() -> None:
    made = Filled().of(Process)
    there = set(held(made))
    assert len(there) > 100
    walked = [expression for _, _, expression in of_process(made)]
    assert there - set(walked) == set()
    assert len(walked) == len(set(walked))


def reads(attribute: str, tag: str = "userTask") -> str:
    return line(f'<{tag} id="A" {attribute}/>')


def thrown(kind: str, tag: str = "endEvent", extension: str = "") -> str:
    inner = f'<{kind}EventDefinition {kind}Ref="X">{extension}</{kind}EventDefinition>'
    return f'<startEvent id="S"/><{tag} id="A">{inner}</{tag}>' + flow("S", "A")


def timed(kind: str, bad: str) -> str:
    return line(timer(kind, bad))


def zeebe(extension: str, tag: str = "userTask") -> str:
    return line(task(extension, tag))


def parameters(inner: str) -> str:
    return zeebe(f"<camunda:inputOutput>{inner}</camunda:inputOutput>")


def called(extension: str, attribute: str = 'calledElement="p"') -> str:
    return line(extended("callActivity", f'id="A" {attribute}', extension))


CLOUD = "=a +"
SUBSCRIPTION = f'<extensionElements><zeebe:subscription correlationKey="{CLOUD}"/></extensionElements>'
WRITTEN_8: dict[str, tuple[str, str]] = {
    "condition": (split("exclusiveGateway", CLOUD), ""),
    "time date": (timed("timeDate", CLOUD), ""),
    "time duration": (timed("timeDuration", CLOUD), ""),
    "time cycle": (timed("timeCycle", CLOUD), ""),
    "condition of an event": (condition_start("A", CLOUD), ""),
    "message name": (thrown("message", "intermediateCatchEvent"), f'<message id="X" name="{CLOUD}"/>'),
    "correlation key": (
        thrown("message", "intermediateCatchEvent"),
        f'<message id="X" name="m">{SUBSCRIPTION}</message>',
    ),
    "signal name": (thrown("signal"), f'<signal id="X" name="{CLOUD}"/>'),
    "error code": (thrown("error"), f'<error id="X" errorCode="{CLOUD}"/>'),
    "escalation code": (thrown("escalation"), f'<escalation id="X" escalationCode="{CLOUD}"/>'),
    "input": (zeebe(f'<zeebe:ioMapping><zeebe:input source="{CLOUD}" target="b"/></zeebe:ioMapping>'), ""),
    "output": (zeebe(f'<zeebe:ioMapping><zeebe:output source="{CLOUD}" target="b"/></zeebe:ioMapping>'), ""),
    "assignee": (zeebe(f'<zeebe:assignmentDefinition assignee="{CLOUD}"/>'), ""),
    "candidate groups": (zeebe(f'<zeebe:assignmentDefinition candidateGroups="{CLOUD}"/>'), ""),
    "candidate users": (zeebe(f'<zeebe:assignmentDefinition candidateUsers="{CLOUD}"/>'), ""),
    "due date": (zeebe(f'<zeebe:taskSchedule dueDate="{CLOUD}"/>'), ""),
    "follow-up date": (zeebe(f'<zeebe:taskSchedule followUpDate="{CLOUD}"/>'), ""),
    "priority": (zeebe(f'<zeebe:userTask/><zeebe:priorityDefinition priority="{CLOUD}"/>'), ""),
    "form": (zeebe(f'<zeebe:userTask/><zeebe:formDefinition externalReference="{CLOUD}"/>'), ""),
    "job type": (zeebe(f'<zeebe:taskDefinition type="{CLOUD}"/>', "serviceTask"), ""),
    "job retries": (zeebe(f'<zeebe:taskDefinition type="a" retries="{CLOUD}"/>', "serviceTask"), ""),
    "script": (zeebe(f'<zeebe:script expression="{CLOUD}" resultVariable="b"/>', "scriptTask"), ""),
    "decision": (zeebe(f'<zeebe:calledDecision decisionId="{CLOUD}" resultVariable="b"/>', "businessRuleTask"), ""),
    "called process": (called(f'<zeebe:calledElement processId="{CLOUD}"/>', ""), ""),
    "collection": (looped(f'inputCollection="{CLOUD}"'), ""),
    "output element": (looped(f'inputCollection="=a" outputCollection="b" outputElement="{CLOUD}"'), ""),
    "completion": (looped('inputCollection="=a"', f"<completionCondition>{CLOUD}</completionCondition>"), ""),
    "active elements": (
        line(extended("adHocSubProcess", 'id="A"', f'<zeebe:adHoc activeElementsCollection="{CLOUD}"/>')), ""),
    "ad-hoc output": (
        line(extended("adHocSubProcess", 'id="A"', f'<zeebe:adHoc outputCollection="b" outputElement="{CLOUD}"/>')),
        ""),
    "ad-hoc completion": (
        line(f'<adHocSubProcess id="A"><task id="T"/><completionCondition>{CLOUD}</completionCondition>'
             "</adHocSubProcess>"), ""),
    "execution listener": (
        zeebe(f'<zeebe:executionListeners><zeebe:executionListener eventType="start" type="{CLOUD}"/>'
              "</zeebe:executionListeners>"), ""),
    "retries of a listener": (
        zeebe(f'<zeebe:executionListeners><zeebe:executionListener eventType="end" type="a" retries="{CLOUD}"/>'
              "</zeebe:executionListeners>"), ""),
    "task listener": (
        zeebe(f'<zeebe:userTask/><zeebe:taskListeners><zeebe:taskListener eventType="completing" type="{CLOUD}"/>'
              "</zeebe:taskListeners>"), ""),
    "listener of a process": (
        "<extensionElements><zeebe:executionListeners>"
        f'<zeebe:executionListener eventType="start" type="{CLOUD}"/></zeebe:executionListeners></extensionElements>'
        + line(), ""),
    "mapping of a boundary event": (
        line(boundary_with(f'<zeebe:ioMapping><zeebe:output source="{CLOUD}" target="b"/></zeebe:ioMapping>')), ""),
}  # fmt: skip
"""Place -> the inside of a process that has a text there which cannot be read, and what stands beside the process."""

PLATFORM = "${a +}"
BAD_SCRIPT = '<camunda:script scriptFormat="javascript">a +</camunda:script>'
WRITTEN_7: dict[str, tuple[str, str]] = {
    "condition": (split("exclusiveGateway", PLATFORM), ""),
    "script as condition": (
        split("exclusiveGateway", "a").replace('xsi:type="tFormalExpression">a<',
                                               'xsi:type="tFormalExpression" language="javascript">a +<'), ""),
    "time date": (timed("timeDate", PLATFORM), ""),
    "time duration": (timed("timeDuration", PLATFORM), ""),
    "time cycle": (timed("timeCycle", PLATFORM), ""),
    "condition of an event": (condition_start("A", PLATFORM), ""),
    "message name": (thrown("message", "intermediateCatchEvent"), f'<message id="X" name="{PLATFORM}"/>'),
    "signal name": (thrown("signal"), f'<signal id="X" name="{PLATFORM}"/>'),
    "error message": (
        thrown("error"), f'<error id="X" errorCode="e" camunda:errorMessage="{PLATFORM}"/>'),
    "variable of a signal": (
        thrown("signal", extension="<extensionElements>"
               f'<camunda:in sourceExpression="{PLATFORM}" target="b"/></extensionElements>'),
        '<signal id="X" name="s"/>'),
    "input": (parameters(f'<camunda:inputParameter name="b">{PLATFORM}</camunda:inputParameter>'), ""),
    "output": (parameters(f'<camunda:outputParameter name="b">{PLATFORM}</camunda:outputParameter>'), ""),
    "list": (
        parameters(f'<camunda:inputParameter name="b"><camunda:list><camunda:value>{PLATFORM}</camunda:value>'
                   "</camunda:list></camunda:inputParameter>"), ""),
    "map": (
        parameters('<camunda:inputParameter name="b"><camunda:map><camunda:entry key="k">'
                   f"{PLATFORM}</camunda:entry></camunda:map></camunda:inputParameter>"), ""),
    "key of a map": (
        parameters(f'<camunda:inputParameter name="b"><camunda:map><camunda:entry key="{PLATFORM}">c'
                   "</camunda:entry></camunda:map></camunda:inputParameter>"), ""),
    "script as parameter": (
        parameters(f'<camunda:inputParameter name="b">{BAD_SCRIPT}</camunda:inputParameter>'), ""),
    "assignee": (reads(f'camunda:assignee="{PLATFORM}"'), ""),
    "performer": (
        line('<userTask id="A"><humanPerformer><resourceAssignmentExpression><formalExpression>'
             f"{PLATFORM}</formalExpression></resourceAssignmentExpression></humanPerformer></userTask>"), ""),
    "candidate users": (reads(f'camunda:candidateUsers="{PLATFORM}"'), ""),
    "candidate groups": (reads(f'camunda:candidateGroups="{PLATFORM}"'), ""),
    "due date": (reads(f'camunda:dueDate="{PLATFORM}"'), ""),
    "follow-up date": (reads(f'camunda:followUpDate="{PLATFORM}"'), ""),
    "priority": (reads(f'camunda:priority="{PLATFORM}"'), ""),
    "form": (reads(f'camunda:formKey="{PLATFORM}"'), ""),
    "topic": (reads(f'camunda:type="external" camunda:topic="{PLATFORM}"', "serviceTask"), ""),
    "error of an external task": (
        line(extended("serviceTask", 'id="A" camunda:type="external" camunda:topic="t"',
                      f'<camunda:errorEventDefinition errorRef="X" expression="{PLATFORM}"/>')),
        '<error id="X" errorCode="e"/>'),
    "expression": (reads(f'camunda:expression="{PLATFORM}"', "serviceTask"), ""),
    "expression of a message event": (
        '<startEvent id="S"/><endEvent id="A">'
        f'<messageEventDefinition camunda:expression="{PLATFORM}"/></endEvent>' + flow("S", "A"), ""),
    "script": (line('<scriptTask id="A" scriptFormat="javascript"><script>a +</script></scriptTask>'), ""),
    "execution listener": (zeebe(f'<camunda:executionListener event="start" expression="{PLATFORM}"/>'), ""),
    "script of a listener": (
        zeebe(f'<camunda:executionListener event="end">{BAD_SCRIPT}</camunda:executionListener>'), ""),
    "task listener": (zeebe(f'<camunda:taskListener event="create" expression="{PLATFORM}"/>'), ""),
    "timer of a task listener": (
        zeebe('<camunda:taskListener event="timeout" id="l" expression="${b}"><timerEventDefinition><timeDuration>'
              f"{PLATFORM}</timeDuration></timerEventDefinition></camunda:taskListener>"), ""),
    "listener of a flow": (
        split("exclusiveGateway").replace(
            '<sequenceFlow id="L" sourceRef="G" targetRef="X">',
            '<sequenceFlow id="L" sourceRef="G" targetRef="X"><extensionElements>'
            f'<camunda:executionListener event="take" expression="{PLATFORM}"/></extensionElements>'), ""),
    "listener of a process": (
        f'<extensionElements><camunda:executionListener event="start" expression="{PLATFORM}"/></extensionElements>'
        + line(), ""),
    "called process": (called("", f'calledElement="{PLATFORM}"'), ""),
    "version of a called process": (
        called("", 'calledElement="p" camunda:calledElementBinding="version" '
                   f'camunda:calledElementVersion="{PLATFORM}"'), ""),
    "business key": (called(f'<camunda:in businessKey="{PLATFORM}"/>'), ""),
    "what goes into a call": (called(f'<camunda:in sourceExpression="{PLATFORM}" target="b"/>'), ""),
    "what comes out of a call": (called(f'<camunda:out sourceExpression="{PLATFORM}" target="b"/>'), ""),
    "decision": (reads(f'camunda:decisionRef="{PLATFORM}"', "businessRuleTask"), ""),
    "version of a decision": (
        reads('camunda:decisionRef="d" camunda:decisionRefBinding="version" '
              f'camunda:decisionRefVersion="{PLATFORM}"', "businessRuleTask"), ""),
    "cardinality": (looped("", "", PLATFORM), ""),
    "completion": (looped("", f"<completionCondition>{PLATFORM}</completionCondition>", "2"), ""),
    "collection": (
        line('<userTask id="A"><multiInstanceLoopCharacteristics camunda:elementVariable="b" '
             f'camunda:collection="{PLATFORM}"/></userTask>'), ""),
}  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "place"),
    [("camunda8", place) for place in WRITTEN_8] + [("camunda7", place) for place in WRITTEN_7],
)
def test_a_text_that_cannot_be_read_is_found_wherever_it_stands(dialect: str, place: str) -> None:
    inside, beside = (WRITTEN_8 if dialect == "camunda8" else WRITTEN_7)[place]
    diagram = read(process(inside, dialect, beside), "a.bpmn")
    found = list(expression_checked.check(Subject(diagram)))
    assert len(found) == 1, [str(each.sentence) for each in found]
    assert found[0].spot is not None
    assert found[0].line


def form_with(path: tuple[str, ...], text: str) -> bytes:
    field: dict[str, Any] = {"id": "x", "type": "textfield", "key": "x", "label": "X"}
    inner = field
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    inner[path[-1]] = text
    return json.dumps({"id": "f", "type": "default", "components": [field]}).encode()


@pytest.mark.parametrize("path", PLACES, ids=".".join)
def test_every_setting_of_a_form_that_is_feel_is_read(path: tuple[str, ...]) -> None:
    (found,) = [each for each in read_form(form_with(path, "=a +")).findings if each.spot]
    assert (found.rule, found.severity, found.element_id) == ("form-expression", "error", "x")


@pytest.mark.parametrize("path", TEMPLATES, ids=".".join)
def test_every_text_of_a_form_with_feel_in_braces_is_read(path: tuple[str, ...]) -> None:
    (found,) = [each for each in read_form(form_with(path, "Dear {{ a + }}, {{b}}")).findings if each.spot]
    assert (found.rule, found.severity, found.element_id) == ("form-expression", "warning", "x")


@pytest.mark.parametrize(
    "logic",
    [
        literal("a +"),
        table(["a +"], ["b"], [["1", "2"]]),
        table(["a"], ["b"], [["1 +", "2"]]),
        table(["a"], ["b"], [["1", "2 +"]]),
        "<context><contextEntry><variable name='c'/>" + literal("a +") + "</contextEntry></context>",
        "<list>" + literal("a +") + "</list>",
        "<relation><column name='c'/><row>" + literal("a +") + "</row></relation>",
        "<invocation>" + literal("f") + "<binding><parameter name='p'/>" + literal("a +") + "</binding></invocation>",
        "<functionDefinition><formalParameter name='p'/>" + literal("a +") + "</functionDefinition>",
    ],
)
def test_every_text_of_a_decision_is_read(logic: str) -> None:
    found = [each for each in check_decisions(read_decisions(dmn_file(decision("d", logic)))) if each.spot]
    assert [(each.rule, each.severity) for each in found] == [("decision_expression", "error")]


@pytest.mark.parametrize("language", ["juel", "javascript"])
def test_texts_of_other_languages_in_decisions_are_read(language: str) -> None:
    text = "${a +}" if language == "juel" else "a +"
    found = check_decisions(read_decisions(dmn_file(decision("d", literal(text, language)), platform=CAMUNDA7)))
    assert [each.spot.language for each in found if each.spot] == [language]
