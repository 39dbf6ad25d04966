"""Deploy: all or nothing, versions only of what has changed, original bytes kept."""

from __future__ import annotations

from hashlib import sha256

import pytest

from engine import Deploy, Engine, InvalidCommand, InvalidDeployment, NotAllowed, Person
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, rows


def test_files_are_kept_byte_for_byte_with_versions_from_1(engine: Engine) -> None:
    done = deploy(engine, approval=diagrams.APPROVAL, decision_form=diagrams.DECISION)
    assert [(d.process_id, d.version, d.unchanged) for d in done.definitions] == [("approval", 1, False)]
    assert [(f.form_id, f.version) for f in done.forms] == [("decision", 1)]
    kept = {row.name: row for row in rows(engine, "SELECT * FROM resource")}
    assert bytes(kept["approval.bpmn"].content) == diagrams.APPROVAL
    assert kept["decision.form"].sha256 == sha256(diagrams.DECISION).hexdigest()
    assert [row.kind for row in rows(engine, "SELECT kind FROM history_event")] == ["deployed"]


def test_an_unchanged_file_makes_no_new_version(engine: Engine) -> None:
    first = deploy(engine, both=diagrams.BOTH)
    again = deploy(engine, both=diagrams.BOTH)
    assert again.definitions[0].key == first.definitions[0].key
    assert again.definitions[0].unchanged
    assert again.key == first.key
    assert len(rows(engine, "SELECT 1 FROM deployment")) == 1


def test_a_changed_file_makes_the_next_version_and_leaves_the_others(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH, inner=diagrams.INNER)
    changed = diagrams.BOTH.replace(b"Do left", b"Do the left")
    done = deploy(engine, both=changed, inner=diagrams.INNER)
    assert [(d.process_id, d.version, d.unchanged) for d in done.definitions] == [
        ("both", 2, False),
        ("inner", 1, True),
    ]


def test_a_process_bound_to_its_deployment_follows_a_changed_form(engine: Engine) -> None:
    bound = diagrams.diagram(
        "bound", [diagrams.start(), diagrams.user("a", "heads", "decision", binding="deployment"), diagrams.end()],
        "start>a>end",
    )  # fmt: skip
    deploy(engine, bound=bound, decision_form=diagrams.DECISION)
    done = deploy(engine, bound=bound, decision_form=diagrams.DECISION.replace(b"Note", b"Remark"))
    assert (done.definitions[0].version, done.forms[0].version) == (2, 2)


def test_one_bad_file_and_nothing_is_deployed(engine: Engine) -> None:
    with pytest.raises(InvalidDeployment) as refused:
        deploy(engine, both=diagrams.BOTH, broken=b"<not-bpmn")
    assert any(finding.severity == "error" for finding in refused.value.findings["broken.bpmn"])
    assert rows(engine, "SELECT 1 FROM definition") == []
    assert rows(engine, "SELECT 1 FROM resource") == []


def test_a_form_that_exists_nowhere_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidDeployment) as refused:
        deploy(engine, approval=diagrams.APPROVAL)
    assert {f.element_id for f in refused.value.findings["approval.bpmn"] if f.severity == "error"} == {"decide"}


def test_a_form_deployed_earlier_is_known(engine: Engine) -> None:
    deploy(engine, decision_form=diagrams.DECISION)
    assert deploy(engine, approval=diagrams.APPROVAL).definitions[0].version == 1


def test_start_subscriptions_are_those_of_the_latest_version(engine: Engine) -> None:
    deploy(engine, order=diagrams.ORDER)
    done = deploy(engine, order=diagrams.ORDER.replace(b'name="order"', b'name="new order"'))
    found = rows(engine, "SELECT name, definition_key FROM start_subscription")
    assert [(row.name, row.definition_key) for row in found] == [("new order", done.definitions[0].key)]


def test_only_analysts_and_administrators_deploy(engine: Engine, ana: Person, analyst: Person) -> None:
    with pytest.raises(NotAllowed, match="Only analysts"):
        engine.do(Deploy("x", {"both.bpmn": diagrams.BOTH}), by=ana)
    assert engine.do(Deploy("x", {"both.bpmn": diagrams.BOTH}), by=analyst).definitions[0].version == 1


def test_no_file_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidCommand):
        engine.do(Deploy("x", {}), by=EVERYBODY)
