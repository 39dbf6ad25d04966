"""A typed value is told back as it was sent, wherever it came in and whoever asks, until another takes its place."""

from __future__ import annotations

import base64
import io
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Deploy, Engine
from engine.history.replay import replay
from engine.person import SYSTEM
from tests.web.api.camunda7.conftest import Rest

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="D"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <bpmn:message id="M" name="paid"/><bpmn:signal id="S" name="closing"/>
  <bpmn:process id="kinds" isExecutable="true">
    <bpmn:startEvent id="start"/>
    <bpmn:userTask id="look"/>
    <bpmn:serviceTask id="ship" camunda:type="external" camunda:topic="ship"/>
    <bpmn:receiveTask id="wait" messageRef="M"/>
    <bpmn:intermediateCatchEvent id="closed"><bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateCatchEvent>
    <bpmn:userTask id="late">
      <bpmn:extensionElements><camunda:inputOutput>
        <camunda:inputParameter name="copy">${x}</camunda:inputParameter>
        <camunda:inputParameter name="sum">${1 + 1}</camunda:inputParameter>
        <camunda:inputParameter name="fraction">${2.0}</camunda:inputParameter>
        <camunda:inputParameter name="moment">${now()}</camunda:inputParameter>
        <camunda:inputParameter name="past">${since &lt; now()}</camunda:inputParameter>
      </camunda:inputOutput></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="end"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="look"/>
    <bpmn:sequenceFlow id="f2" sourceRef="look" targetRef="ship"/>
    <bpmn:sequenceFlow id="f3" sourceRef="ship" targetRef="wait"/>
    <bpmn:sequenceFlow id="f4" sourceRef="wait" targetRef="closed"/>
    <bpmn:sequenceFlow id="f5" sourceRef="closed" targetRef="late"/>
    <bpmn:sequenceFlow id="f6" sourceRef="late" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>"""
OBJECT = {"objectTypeName": "com.example.Order", "serializationDataFormat": "application/json"}
SINCE = {"type": "Date", "value": "2020-01-31T08:30:00.000+0100", "valueInfo": {}}
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=5,
)  # fmt: skip
DATES = (
    st.datetimes()
    .map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0700")
    .filter(lambda text: len(text) == 28)
)


def _whole(bits: int) -> Any:
    return st.integers(-(2**bits), 2**bits - 1)


def _sent(kind: str, values: Any, **info: str) -> Any:
    return values.map(lambda value: {"type": kind, "value": value, "valueInfo": info})


VALUES = st.one_of(
    _sent("String", TEXTS | DATES | st.none()), _sent("Boolean", st.booleans() | st.none()), _sent("Short", _whole(15)),
    _sent("Integer", _whole(31) | st.none()), _sent("Long", _whole(63) | st.none()),
    _sent("Double", st.floats(allow_nan=False, allow_infinity=False)), _sent("Date", DATES | st.none()),
    _sent("Bytes", st.binary(max_size=9).map(lambda some: base64.b64encode(some).decode())),
    _sent("Null", st.none()), _sent("Json", JSON.map(json.dumps)), _sent("Xml", st.just("<a>1</a>")),
    _sent("Object", JSON.map(json.dumps), **OBJECT), _sent("Object", st.none(), **OBJECT),
    _sent("File", st.binary(max_size=9).map(lambda some: base64.b64encode(some).decode()), filename="a.txt",
          mimeType="text/plain", encoding="utf-8"),
)  # fmt: skip


def told(sent: Any) -> Any:
    """What is compared of a value: that of JSON by what it says, none of a file."""
    value = sent["value"]
    if sent["type"] == "File":
        value = None
    if sent["type"] in ("Json", "Object") and isinstance(value, str):
        value = json.loads(value)
    return sent["type"], value, type(value), sent["valueInfo"]


def same(found: Any, sent: Any) -> None:
    assert told({each: found[each] for each in ("type", "value", "valueInfo")}) == told(sent)


def everywhere(rest: Rest, case: str, name: str, sent: Any, task: str | None = None) -> None:
    """Asked by every operation that tells a variable of a case."""
    same(rest("GET", f"/process-instance/{case}/variables/{name}?deserializeValue=false"), sent)
    same(rest("GET", f"/process-instance/{case}/variables?deserializeValues=false")[name], sent)
    same(rest("GET", f"/execution/{case}/localVariables/{name}?deserializeValue=false"), sent)
    query = {"processInstanceIdIn": case, "variableName": name, "deserializeValues": "false"}
    same(rest("GET", "/variable-instance", query_string=query)[0], sent)
    history(rest, case, name, sent)
    if task:
        same(rest("GET", f"/task/{task}/variables/{name}?deserializeValue=false"), sent)
        same(rest("GET", f"/task/{task}/form-variables?deserializeValues=false&variableNames={name}")[name], sent)


def history(rest: Rest, case: str, name: str, sent: Any) -> None:
    body = {"processInstanceId": case, "variableName": name}
    same(rest("POST", "/history/variable-instance", {**body, "deserializeValues": False})[0], sent)


@pytest.fixture
def deployed(populated: Engine) -> Engine:
    populated.do(Deploy("kinds", {"kinds.bpmn": DIAGRAM}), SYSTEM)
    return populated


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(VALUES, min_size=8, max_size=8))
def test_what_is_sent_is_told(rest: Rest, deployed: Engine, values: list[Any]) -> None:
    started, put, completed, local, shipped, message, signal, replaced = values
    body = {"variables": {"x": started, "since": SINCE}, "withVariablesInReturn": True}
    made = rest("POST", "/process-definition/key/kinds/start", body)
    same(made["variables"]["x"], started)
    case = made["id"]
    (task,) = rest.tasks(case)
    everywhere(rest, case, "x", started, task["id"])
    rest("PUT", f"/process-instance/{case}/variables/p", put, status=204)
    everywhere(rest, case, "p", put, task["id"])
    rest("PUT", f"/task/{task['id']}/localVariables/l", local, status=204)
    same(rest("GET", f"/task/{task['id']}/localVariables/l?deserializeValue=false"), local)
    same(rest("GET", f"/task/{task['id']}/variables/l?deserializeValue=false"), local)
    body = {"variables": {"c": completed, "p": replaced}, "withVariablesInReturn": True}
    answer = rest("POST", f"/task/{task['id']}/complete", body)
    same(answer["c"], completed)
    for name, sent in {"x": started, "c": completed, "p": replaced}.items():
        everywhere(rest, case, name, sent)
    fetched = {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "ship", "lockDuration": 60_000}]}
    (job,) = rest("POST", "/external-task/fetchAndLock", fetched)
    for name, sent in {"x": started, "c": completed, "p": replaced}.items():
        same(job["variables"][name], sent)
    rest("POST", f"/external-task/{job['id']}/complete", {"workerId": "w", "variables": {"s": shipped}}, status=204)
    everywhere(rest, case, "s", shipped)
    body = {
        "messageName": "paid", "processInstanceId": case, "processVariables": {"m": message}, "resultEnabled": True,
        "variablesInResultEnabled": True,
    }  # fmt: skip
    same(rest("POST", "/message", body)[0]["variables"]["m"], message)
    rest("POST", "/signal", {"name": "closing", "variables": {"g": signal}}, status=204)
    everywhere(rest, case, "m", message)
    everywhere(rest, case, "g", signal)
    (late,) = rest.tasks(case)
    seen = rest("GET", f"/task/{late['id']}/localVariables?deserializeValues=false")
    if started["value"] not in (None, "null"):  # an expression gives null without a type, also of a Json that is null
        if started["type"] == "Date":  # told in the engine's zone, as Camunda's dates are in that of its machine
            moments = [datetime.fromisoformat(each["value"]) for each in (seen["copy"], started)]
            assert (seen["copy"]["type"], moments[0]) == ("Date", moments[1])
        else:
            same(seen["copy"], started)
    kinds = [seen[name]["type"] for name in ("sum", "fraction", "moment", "past")]
    assert kinds == ["Long", "Double", "Date", "Boolean"]
    assert (seen["sum"]["value"], seen["past"]["value"]) == (2, True)
    rest.complete(case, "late")
    for name, sent in {"x": started, "p": replaced, "m": message, "g": signal}.items():
        history(rest, case, name, sent)
    with deployed.read() as connection:
        folded = replay(connection, int(case)).variables[int(case)]
    assert folded.keys() >= {"x", "p", "m", "g"}


def test_files_and_bytes_come_and_go_as_such(rest: Rest, deployed: Engine) -> None:
    case = rest.start("kinds", x=1, since=None)
    (task,) = rest.tasks(case)
    for path in (f"/process-instance/{case}/variables", f"/task/{task['id']}/localVariables",
                 f"/task/{task['id']}/variables", f"/execution/{task['executionId']}/localVariables"):  # fmt: skip
        form = {"valueType": "File", "data": (io.BytesIO(b"hello"), "note.txt", "text/plain")}
        rest("POST", f"{path}/f/data", data=form, content_type="multipart/form-data", status=204)
        assert rest("GET", f"{path}/f") == {
            "type": "File", "value": None, "valueInfo": {"filename": "note.txt", "mimeType": "text/plain"}
        }  # fmt: skip
        assert rest("GET", f"{path}/f/data") == "hello"
        if path.startswith("/process"):
            for where in ("", "/history"):
                assert rest("GET", f"{where}/variable-instance/{case}:f/data") == "hello"
                assert rest("GET", f"{where}/variable-instance/{case}:f?deserializeValue=false")["type"] == "File"
        form = {"data": (io.BytesIO(b"\0\1"), "b")}
        rest("POST", f"{path}/b/data", data=form, content_type="multipart/form-data", status=204)
        assert rest("GET", f"{path}/b") == {"type": "Bytes", "value": "AAE=", "valueInfo": {}}
        form = {"type": "java.util.ArrayList", "data": (io.BytesIO(b"[1]"), "b", "application/json")}
        rest("POST", f"{path}/o/data", data=form, content_type="multipart/form-data", status=204)
        assert rest("GET", f"{path}/o")["value"] == [1]
        rest("GET", f"{path}/o/data", status=400)
        rest("POST", f"{path}/o/data", data={"valueType": "File"}, content_type="multipart/form-data", status=400)
        rest("DELETE", f"{path}/o", status=204)
        rest("GET", f"{path}/o/data", status=404)
        rest("POST", path, {"deletions": ["f", "b"]}, status=204)
        rest("GET", f"{path}/b", status=404)


def test_what_overwrites_a_value_has_its_own_type(rest: Rest, deployed: Engine) -> None:
    case = rest.start("kinds", x=1, since=None)
    path = f"/process-instance/{case}/variables/x"
    for sent, kind in (({"value": 1, "type": "Long"}, "Long"), ({"value": 1}, "Integer"), ({"value": "1"}, "String")):
        rest("PUT", path, sent, status=204)
        assert rest("GET", path)["type"] == kind
    refused = rest("PUT", path, {"value": "1970-01-01", "type": "Date"}, status=400)
    assert refused["message"].endswith("Cannot convert value '1970-01-01' of type 'Date' to java type java.util.Date")


DECISION = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
    namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="price" name="price"><decisionTable id="t">
    <input id="i"><inputExpression id="ie" typeRef="integer"><text>a</text></inputExpression></input>
    <output id="o1" name="long" typeRef="long"/><output id="o2" name="double" typeRef="double"/>
    <output id="o3" name="date" typeRef="date"/><output id="o4" name="integer" typeRef="integer"/>
    <output id="o5" name="string" typeRef="string"/>
    <rule id="r"><inputEntry id="x"><text></text></inputEntry>
      <outputEntry id="y1"><text>5</text></outputEntry><outputEntry id="y2"><text>5</text></outputEntry>
      <outputEntry id="y3"><text>date and time("2026-01-05T10:00:00")</text></outputEntry>
      <outputEntry id="y4"><text>5</text></outputEntry><outputEntry id="y5"><text>"5"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def test_what_a_decision_gives_has_the_types_of_its_columns(rest: Rest, populated: Engine) -> None:
    populated.do(Deploy("price", {"price.dmn": DECISION}), SYSTEM)
    body = {"variables": {"a": {"value": 1, "type": "Long"}}}
    (found,) = rest("POST", "/decision-definition/key/price/evaluate", body)
    told = {name: (each["type"], each["value"]) for name, each in found.items()}
    assert told == {
        "long": ("Long", 5), "double": ("Double", 5.0), "date": ("Date", "2026-01-05T10:00:00.000+0700"),
        "integer": ("Integer", 5), "string": ("String", "5"),
    }  # fmt: skip
