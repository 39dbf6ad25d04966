"""Decisions in the engine: versions, bindings, what the history keeps of what was decided and why."""

from __future__ import annotations

import json
from pathlib import Path

from engine import Deploy, Deployed, Engine, StartInstance
from engine.history.verify import verify
from tests.engine.cases import EVERYBODY, incidents, rows, start, variables

HERE = Path(__file__).parent.parent / "stories" / "decisions"
PERMITS = (HERE / "permits.dmn").read_bytes()
CLOUD = (HERE / "cloud-many.bpmn").read_bytes()
PLATFORM = (HERE / "platform-many.bpmn").read_bytes()


def put(engine: Engine, **files: bytes) -> Deployed:
    """``permits_dmn=...`` is the file permits.dmn."""
    named = {name.replace("_dmn", ".dmn") if name.endswith("_dmn") else f"{name}.bpmn": content
             for name, content in files.items()}  # fmt: skip
    return engine.do(Deploy("test", named), by=EVERYBODY)  # type: ignore[no-any-return]


def dearer(content: bytes = PERMITS) -> bytes:
    return content.replace(b"<text>150</text>", b"<text>160</text>")


def fee(engine: Engine, process_id: str) -> object:
    case = start(engine, process_id, amounts=[2000])
    found = variables(engine, case)
    return found["fees"][0] if "fees" in found else found.get("fee")


def test_each_decision_of_a_changed_file_gets_a_new_version(engine: Engine) -> None:
    first = put(engine, permits_dmn=PERMITS)
    again = put(engine, permits_dmn=PERMITS)
    changed = put(engine, permits_dmn=dearer())
    assert [(d.decision_id, d.version) for d in first.decisions] == [
        ("fee", 1), ("urgency", 1), ("route", 1), ("papers", 1)
    ]  # fmt: skip
    assert all(d.unchanged for d in again.decisions)
    assert again.key == first.key
    assert {d.version for d in changed.decisions} == {2}


def test_a_task_asks_the_latest_version_unless_it_is_bound(engine: Engine) -> None:
    bound = CLOUD.replace(b'decisionId="fee"', b'decisionId="fee" bindingType="deployment"')
    bound = bound.replace(b"cloud_many", b"bound")
    put(engine, permits_dmn=PERMITS, bound=bound, cloud=CLOUD)
    put(engine, permits_dmn=dearer())
    assert fee(engine, "bound") == 150
    assert fee(engine, "cloud_many") == 160


def test_a_task_may_be_bound_to_a_version_or_a_tag(engine: Engine) -> None:
    first = PLATFORM.replace(b"platform_many", b"first").replace(
        b'decisionRef="fee"', b'decisionRef="fee" camunda:decisionRefBinding="version" camunda:decisionRefVersion="1"'
    )
    tagged = PLATFORM.replace(b"platform_many", b"tagged").replace(
        b'decisionRef="fee"',
        b'decisionRef="fee" camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="old"',
    )
    named = PERMITS.replace(
        b'<decision id="fee"',
        b'<decision xmlns:camunda="http://camunda.org/schema/1.0/dmn" camunda:versionTag="old" id="fee"',
    )  # fmt: skip
    put(engine, permits_dmn=named, first=first, tagged=tagged, latest=PLATFORM)
    put(engine, permits_dmn=dearer())
    assert [fee(engine, name) for name in ("first", "tagged", "platform_many")] == [150, 150, 160]


def test_the_history_says_which_rules_matched_and_what_they_saw(engine: Engine) -> None:
    put(engine, permits_dmn=PERMITS, cloud=(HERE / "cloud.bpmn").read_bytes())
    case = start(engine, "cloud", amount=300, which="route", kind="building", days=1)
    found = rows(
        engine,
        """SELECT e.detail, v.value FROM history_event e
           JOIN history_value v ON v.root_key = e.root_key AND v.seq = e.seq AND v.place = 'evaluations'
           WHERE e.root_key = :case AND e.kind = 'decision_evaluated' ORDER BY e.seq""",
        case=case,
    )
    assert [row.detail["decision_id"] for row in found] == ["fee", "route"]
    assert found[1].detail["rules"] == [
        {"decision": "urgency", "rule": "urgency_rule1", "index": 1},
        {"decision": "route", "rule": "route_rule1", "index": 1},
    ]
    urgency, route = found[1].value
    assert [(one["label"], one["value"]) for one in urgency["inputs"]] == [("Days left", 1)]
    assert urgency["value"] == "urgent"
    assert route["rules"][0]["outputs"] == {"unit": "head office", "level": 3}
    with engine.read(snapshot=True) as connection:
        assert verify(connection, case).broken is None


def test_a_decision_that_is_not_deployed_or_cannot_be_made_is_an_incident(engine: Engine) -> None:
    put(engine, cloud=CLOUD)
    case = start(engine, "cloud_many", amounts=[1])
    assert [(one.code, "not deployed" in one.template) for one in incidents(engine, case)] == [
        ("CALLED_DECISION_ERROR", True)
    ]
    put(engine, permits_dmn=PERMITS)
    case = engine.do(StartInstance("cloud_many", variables={"amounts": [5000]}), by=EVERYBODY).instance_key
    assert [one.code for one in incidents(engine, case)] == ["DECISION_EVALUATION_ERROR"]


def test_the_incident_says_what_the_decision_saw_and_nothing_personal(engine: Engine) -> None:
    personal = PERMITS.replace(b">amount<", b">nik_number<")
    personal = personal.replace(b"[1000..5000]", b"[1000..9000000000000000]")
    put(engine, cloud=(HERE / "cloud.bpmn").read_bytes(), permits_dmn=personal)
    case = start(engine, "cloud", nik_number=3574011234560001, which="fee", kind="building")
    (found,) = incidents(engine, case)
    said = json.dumps(found.places)
    assert found.code == "DECISION_EVALUATION_ERROR"
    assert "nik_number = " in said
    assert "0001" in said
    assert "3574011234560001" not in said
