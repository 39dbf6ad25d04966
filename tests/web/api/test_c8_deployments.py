"""POST /v2/deployments: several files, all or nothing, and what is wrong with them."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.engine import diagrams as d

from .camunda8 import find, ok, refused
from .conftest import Caller

DMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="Fees" namespace="x"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud"
  modeler:executionPlatformVersion="8.8.0">
  <decision id="fee" name="Fee"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i1" label="Days"><inputExpression id="ie" typeRef="number"><text>days</text></inputExpression></input>
    <output id="o1" name="fee" typeRef="number"/>
    <rule id="r1"><inputEntry id="e1"><text>&lt; 3</text></inputEntry><outputEntry id="x1"><text>10</text></outputEntry>
    </rule>
    <rule id="r2"><inputEntry id="e2"><text></text></inputEntry><outputEntry id="x2"><text>20</text></outputEntry>
    </rule>
  </decisionTable></decision></definitions>"""


def deploy(call: Caller, *files: tuple[str, bytes], **fields: Any) -> Any:
    data = {"resources": [(io.BytesIO(content), name) for name, content in files], **fields}
    return call("POST", "/v2/deployments", data=data, content_type="multipart/form-data")


def test_files_of_all_kinds_come_together(call: Caller) -> None:
    files = [("approval.bpmn", d.APPROVAL), ("decision.form", d.DECISION), ("fees.dmn", DMN)]
    made = ok(deploy(call, *files, tenantId="<default>"))
    kinds = [{kind for kind, thing in each.items() if thing} for each in made["deployments"]]
    assert kinds == [{"processDefinition"}, {"decisionDefinition"}, {"decisionRequirements"}, {"form"}]
    process = made["deployments"][0]["processDefinition"]
    assert (process["processDefinitionId"], process["processDefinitionVersion"]) == ("approval", 1)
    assert process["resourceName"] == "approval.bpmn"
    assert made["deployments"][2]["decisionRequirements"]["decisionRequirementsName"] == "Fees"
    again = ok(deploy(call, *files))
    assert again["deployments"][0]["processDefinition"]["processDefinitionKey"] == process["processDefinitionKey"]
    (definition,) = find(call, "process-definitions", processDefinitionId="approval", isLatestVersion=True)
    assert definition["processDefinitionKey"] == process["processDefinitionKey"]
    xml = call("GET", f"/v2/process-definitions/{process['processDefinitionKey']}/xml")
    assert (xml.data, xml.mimetype) == (d.APPROVAL, "text/xml")


def test_what_is_wrong_is_said_with_its_element_and_nothing_is_deployed(call: Caller) -> None:
    broken = d.APPROVAL.replace(b"granted?approved", b"x").replace(b"=approved", b"=approved +")
    detail = refused(deploy(call, ("good.bpmn", d.BOTH), ("bad.bpmn", broken)), 400, "INVALID_ARGUMENT")
    assert "'bad.bpmn':" in detail
    assert "ok_granted" in detail
    assert "good.bpmn" not in detail
    assert find(call, "process-definitions", processDefinitionId="both") == []


@pytest.mark.parametrize(("name", "content"), [("a.bpmn", b"<no"), ("a.bpmn", b""), ("a.exe", b"x"), ("", b"x")])
def test_nonsense_is_refused(call: Caller, name: str, content: bytes) -> None:
    refused(deploy(call, (name, content)), 400, "INVALID_ARGUMENT")


def test_the_form_must_be_the_contracts(call: Caller) -> None:
    refused(call("POST", "/v2/deployments", {"resources": []}), 415, "Unsupported Media Type")
    refused(
        call("POST", "/v2/deployments", data={"tenantId": "x"}, content_type="multipart/form-data"), 404, "NOT_FOUND"
    )
    refused(call("POST", "/v2/deployments", data={}, content_type="multipart/form-data"), 400, "INVALID_ARGUMENT")
    refused(deploy(call, ("a.bpmn", d.BOTH), other="x"), 400, "INVALID_ARGUMENT")
    assert "a.bpmn" in refused(deploy(call, ("a.bpmn", d.BOTH), ("a.bpmn", d.ORDER)), 400, "INVALID_ARGUMENT")
    half = b'--x\r\nContent-Disposition: form-data; name="resources"; filename="a.bpmn"\r\n\r\n<a'
    answer = call("POST", "/v2/deployments", data=half, content_type="multipart/form-data; boundary=x")
    refused(answer, 400, "INVALID_ARGUMENT")


def test_staff_may_not_deploy(calls: Any) -> None:
    refused(deploy(calls("ana"), ("both.bpmn", d.BOTH)), 403, "FORBIDDEN")


def test_decisions_are_found_read_and_taken(call: Caller) -> None:
    ok(deploy(call, ("fees.dmn", DMN)))
    (found,) = find(call, "decision-definitions", decisionDefinitionId="fee")
    assert ok(call("GET", f"/v2/decision-definitions/{found['decisionDefinitionKey']}")) == found
    assert call("GET", f"/v2/decision-definitions/{found['decisionDefinitionKey']}/xml").data == DMN
    body = {"decisionDefinitionId": "fee", "variables": {"days": 2}}
    taken = ok(call("POST", "/v2/decision-definitions/evaluation", body))
    assert taken["output"] == "10"
    (evaluated,) = taken["evaluatedDecisions"]
    assert evaluated["evaluatedInputs"] == [{"inputId": "i1", "inputName": "Days", "inputValue": "2"}]
    assert evaluated["matchedRules"][0]["ruleIndex"] == 1
    body = {"decisionDefinitionKey": found["decisionDefinitionKey"], "variables": {"days": 5}}
    assert ok(call("POST", "/v2/decision-definitions/evaluation", body))["output"] == "20"
    refused(call("POST", "/v2/decision-definitions/evaluation", {"decisionDefinitionId": "no"}), 404, "NOT_FOUND")
    refused(call("POST", "/v2/decision-definitions/evaluation", {}), 400, "INVALID_ARGUMENT")


def test_a_part_without_a_name_is_refused(call: Caller) -> None:
    for head in ('form-data; filename="a.bpmn"', "form-data"):
        body = f"--x\r\nContent-Disposition: {head}\r\n\r\nx\r\n--x--\r\n".encode()
        for path in ("/v2/deployments", "/engine-rest/deployment/create"):
            answer = call("POST", path, data=body, content_type="multipart/form-data; boundary=x")
            assert answer.status_code == 400, answer.text
