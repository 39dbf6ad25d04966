"""RetryIncident: what is stuck goes on where it stopped, once, by those who may."""

from __future__ import annotations

import pytest

from engine import Engine, InvalidCommand, NotAllowed, NotFound, Person, RetryIncident, SetVariables, WrongState
from engine.flow.problem import unpacked
from tests.engine import diagrams
from tests.engine.cases import deploy, incidents, instance, rows, start, tasks


@pytest.fixture
def case(engine: Engine) -> int:
    """Stuck at a gateway: no condition is true, and there is no default flow."""
    choice = diagrams.diagram(
        "choice", [diagrams.start(), diagrams.exclusive("big"), diagrams.user("yes"), diagrams.user("no"),
                   diagrams.end("e1"), diagrams.end("e2")],
        "start>big>yes?amount=1 yes>e1 big>no?amount=2 no>e2",
    )  # fmt: skip
    deploy(engine, choice=choice)
    return start(engine, "choice", amount=3)


def test_the_case_is_stuck_and_says_why(engine: Engine, case: int) -> None:
    (found,) = incidents(engine, case)
    assert (found.element_id, found.state, found.code) == ("big", "open", "CONDITION_ERROR")
    said = str(unpacked({"template": found.template, "values": found.places}))
    assert "{" not in said
    assert said.endswith("It saw amount = 3.")
    assert (instance(engine, case).incidents, instance(engine, case).state) == (1, "active")


def test_repaired_and_retried_it_goes_on(engine: Engine, case: int, analyst: Person) -> None:
    engine.do(SetVariables(case, {"amount": 2}), by=analyst)
    (found,) = incidents(engine, case)
    engine.do(RetryIncident(found.key), by=analyst)
    assert set(tasks(engine, case)) == {"no"}
    assert incidents(engine, case) == []
    assert instance(engine, case).incidents == 0
    resolved = rows(engine, "SELECT * FROM incident")[0]
    assert (resolved.state, resolved.resolved_by) == ("resolved", "tono")
    with pytest.raises(WrongState, match="resolved already, by tono"):
        engine.do(RetryIncident(found.key), by=analyst)


def test_retried_without_repair_it_is_a_new_incident(engine: Engine, case: int, analyst: Person) -> None:
    (found,) = incidents(engine, case)
    engine.do(RetryIncident(found.key), by=analyst)
    (again,) = incidents(engine, case)
    assert again.key != found.key
    assert instance(engine, case).incidents == 1


def test_who_may_and_what_makes_no_sense(engine: Engine, case: int, ana: Person, analyst: Person) -> None:
    (found,) = incidents(engine, case)
    with pytest.raises(NotAllowed):
        engine.do(RetryIncident(found.key), by=ana)
    with pytest.raises(NotFound):
        engine.do(RetryIncident(5), by=analyst)
    with pytest.raises(InvalidCommand):
        engine.do(RetryIncident(found.key, retries=0), by=analyst)
