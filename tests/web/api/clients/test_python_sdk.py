"""PyPI's camunda-orchestration-sdk, which is strict about fields, does all an integrator does."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from .conftest import Live

sdk = pytest.importorskip("camunda_orchestration_sdk", reason="camunda-orchestration-sdk is not installed")
models = pytest.importorskip("camunda_orchestration_sdk.models")
errors = pytest.importorskip("camunda_orchestration_sdk.errors")


@pytest.fixture(params=["basic", "oauth"])
def client(request: pytest.FixtureRequest, live: Live, tmp_path: Path) -> Any:
    """Signed in as a person, or as a program."""
    ways = {
        "basic": {"CAMUNDA_AUTH_STRATEGY": "BASIC", "CAMUNDA_BASIC_AUTH_USERNAME": live.login,
                  "CAMUNDA_BASIC_AUTH_PASSWORD": live.password},
        "oauth": {"CAMUNDA_AUTH_STRATEGY": "OAUTH", "CAMUNDA_CLIENT_ID": live.client_id,
                  "CAMUNDA_CLIENT_SECRET": live.token, "CAMUNDA_OAUTH_URL": f"{live.url}/oauth/token",
                  "CAMUNDA_TOKEN_DISK_CACHE_DISABLE": True},
    }  # fmt: skip
    return sdk.CamundaClient(configuration={"CAMUNDA_REST_ADDRESS": live.url, **ways[request.param]})


def parsed(name: str, body: dict[str, Any]) -> Any:
    """A request as the client's model."""
    return getattr(models, name).from_dict(body)


def start(client: Any, process: str, **variables: Any) -> Any:
    body = {"processDefinitionId": process, "variables": variables}
    return client.create_process_instance(data=parsed("ProcessCreationById", body))


def take(client: Any, timeout: int = 60_000) -> Any:
    body = {"type": "ship", "timeout": timeout, "maxJobsToActivate": 5, "requestTimeout": 5_000, "worker": "py"}
    return client.activate_jobs(data=parsed("JobActivationRequest", body)).jobs


def test_the_whole_way(client: Any, live: Live) -> None:
    topology = client.get_topology()
    assert topology.gateway_version == "8.8.0"
    assert client.get_authentication().username in ("demo", "robot")
    names = ["shipping.bpmn", "payment.bpmn", "approval.bpmn", "decision.form", "fees.dmn", "quick.bpmn"]
    deployed = client.deploy_resources_from_files([live.files / name for name in names])
    assert len(deployed.processes) == 4
    assert (len(deployed.forms), len(deployed.decisions), len(deployed.decision_requirements)) == (1, 1, 1)
    definition = deployed.processes[0].process_definition_key
    assert client.get_process_definition(definition).process_definition_id == "shipping"
    latest = parsed("ProcessDefinitionSearchQuery", {"filter": {"isLatestVersion": True}})
    assert client.search_process_definitions(data=latest).page.total_items == 4
    with pytest.raises(errors.BadRequestError):
        client.deploy_resources_from_files([live.files / "bad.bpmn"])

    key = start(client, "shipping", a=1).process_instance_key
    (lost,) = take(client, timeout=300)  # a worker that dies
    time.sleep(0.5)
    (job,) = take(client)
    assert (job.job_key, job.variables.to_dict()) == (lost.job_key, {"a": 1})
    client.fail_job(job.job_key, data=parsed("JobFailRequest", {"retries": 1, "errorMessage": "no truck"}))
    (job,) = take(client)
    client.fail_job(job.job_key, data=parsed("JobFailRequest", {"retries": 0, "errorMessage": "no truck"}))
    found = client.search_incidents(data=parsed("IncidentSearchQuery", {"filter": {"state": "ACTIVE"}}))
    (incident,) = found.items
    assert "no truck" in incident.error_message
    client.update_job(job.job_key, data=parsed("JobUpdateRequest", {"changeset": {"retries": 2}}))
    client.resolve_incident(incident.incident_key)
    (job,) = take(client)
    client.complete_job(job.job_key, data=parsed("JobCompletionRequest", {"variables": {"sent": True}}))

    start(client, "shipping")
    (job,) = take(client)
    client.throw_job_error(job.job_key, data=parsed("JobErrorRequest", {"errorCode": "LOST", "errorMessage": "gone"}))

    for task in client.search_user_tasks(data=parsed("UserTaskSearchQuery", {"filter": {"state": "CREATED"}})).items:
        client.assign_user_task(task.user_task_key, data=parsed("UserTaskAssignmentRequest", {"assignee": "demo"}))
        assert client.get_user_task(task.user_task_key).assignee == "demo"
        client.complete_user_task(task.user_task_key, data=parsed("UserTaskCompletionRequest", {"variables": {}}))
    assert client.get_process_instance(key).state == "COMPLETED"
    assert client.get_process_instance_sequence_flows(key).items
    assert client.search_element_instances(
        data=parsed("ElementInstanceSearchQuery", {"filter": {"processInstanceKey": key}})).items  # fmt: skip
    assert client.search_variables(data=parsed("VariableSearchQuery", {"filter": {"processInstanceKey": key}})).items

    waiting = start(client, "payment", invoice="I-1").process_instance_key
    assert client.search_message_subscriptions(data=parsed("MessageSubscriptionSearchQuery", {})).items
    body = {"name": "paid", "correlationKey": "I-1", "variables": {"paid": True}}
    assert client.correlate_message(data=parsed("MessageCorrelationRequest", body)).process_instance_key == waiting
    client.publish_message(data=parsed("MessagePublicationRequest", {**body, "timeToLive": 1000, "messageId": "m"}))
    client.broadcast_signal(data=parsed("SignalBroadcastRequest", {"signalName": "bell"}))

    approval = start(client, "approval").process_instance_key
    body = {"filter": {"processInstanceKey": approval}}
    (task,) = client.search_user_tasks(data=parsed("UserTaskSearchQuery", body)).items
    assert client.get_user_task_form(task.user_task_key).form_id == "decision"
    data = parsed("CancelProcessInstanceRequest", {"operationReference": 1})
    client.cancel_process_instance(approval, data=data)
    assert {job.state.value for job in client.search_jobs(data=parsed("JobSearchQuery", {})).items} == {
        "COMPLETED",
        "ERROR_THROWN",
    }
    body = {"decisionDefinitionId": "fee", "variables": {"days": 2}}
    assert client.evaluate_decision(data=parsed("DecisionEvaluationByID", body)).output == "10"
    assert client.search_decision_definitions(data=parsed("DecisionDefinitionSearchQuery", {})).items
    body = {"processDefinitionId": "quick", "variables": {"a": 1}, "awaitCompletion": True}
    done = client.create_process_instance(data=parsed("ProcessCreationById", body))
    assert done.variables.to_dict() == {"a": 1, "b": 2}


def test_a_case_is_moved_and_goes_on_in_another_version(client: Any, live: Live) -> None:
    stories = Path(__file__).resolve().parents[3] / "stories" / "moves"
    first, second = (
        client.deploy_resources_from_files([stories / name]).processes[0].process_definition_key
        for name in ("permit.bpmn", "permit-second.bpmn")
    )
    begins = {"processDefinitionKey": first, "startInstructions": [{"elementId": "report"}]}
    key = client.create_process_instance(data=parsed("ProcessCreationByKey", begins)).process_instance_key

    def active() -> set[str]:
        query = {"filter": {"processInstanceKey": key, "state": "ACTIVE"}}
        found = client.search_element_instances(data=parsed("ElementInstanceSearchQuery", query))
        return {one.element_id for one in found.items} - {"permit", "examination"}

    assert active() == {"report"}
    move = {"sourceElementInstruction": {"sourceType": "byId", "sourceElementId": "report"}, "targetElementId": "visit"}
    body = {"moveInstructions": [move], "activateInstructions": [{"elementId": "report"}]}
    client.modify_process_instance(key, data=parsed("ProcessInstanceModificationInstruction", body))
    assert active() == {"report", "visit"}
    names = {"examination": "examination", "visit": "visit", "report": "write"}
    mapping = [{"sourceElementId": old, "targetElementId": new} for old, new in names.items()]
    plan = {"targetProcessDefinitionKey": second, "mappingInstructions": mapping}
    client.migrate_process_instance(key, data=parsed("ProcessInstanceMigrationInstruction", plan))
    assert active() == {"write", "visit"}
