"""Four eyes: proposed by one, enacted by another, in force from its day on; until then nothing can be started."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bpmn import check
from engine import (
    Deploy,
    Enact,
    Engine,
    InvalidCommand,
    NotAllowed,
    NotFound,
    Person,
    Propose,
    PublishMessage,
    Refusal,
    Reject,
    SetEnactment,
    StartInstance,
    WrongState,
)
from engine.clock import MovableClock
from engine.jobs.ticker import Ticker, put_in_force
from engine.queries.library import known
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, rows, start

TONO = Person("tono", "Tono", roles=frozenset({"analyst"}))
NIA = Person("nia", "Nia", roles=frozenset({"analyst"}))
SITI = Person("siti", "Siti", roles=frozenset({"staff"}))
BOTH = {"both.bpmn": diagrams.BOTH}
CHANGED = {"both.bpmn": diagrams.BOTH.replace(b"Do left", b"Do the left")}


def propose(engine: Engine, files: dict[str, bytes] = BOTH, by: Person = TONO) -> int:
    return engine.do(Propose("both", files, warned(engine, files)), by).key  # type: ignore[no-any-return]


def warned(engine: Engine, files: dict[str, bytes]) -> int:
    """How many warnings there are."""
    with engine.read() as connection:
        reports = check(files, known(connection))
    return sum(one.severity == "warning" for report in reports.values() for one in report.findings)


def kinds(engine: Engine) -> list[str]:
    return [row.kind for row in rows(engine, "SELECT kind FROM history_event ORDER BY at, root_key, seq")]


def tick(engine: Engine) -> None:
    asyncio.run(put_in_force(Ticker(engine, None, "")))  # type: ignore[arg-type]


def state(engine: Engine, key: int) -> Any:
    return rows(engine, "SELECT * FROM proposal WHERE key = :key", key=key)[0]


def test_what_is_proposed_cannot_be_started_until_another_person_enacts_it(engine: Engine) -> None:
    key = propose(engine)
    with pytest.raises(NotFound, match="proposed and has not been enacted yet"):
        start(engine, "both")
    with pytest.raises(NotAllowed, match="proposed themselves"):
        engine.do(Enact(key, "SK 1/2026"), TONO)
    with pytest.raises(NotAllowed):
        engine.do(Enact(key, "SK 1/2026"), SITI)
    with pytest.raises(InvalidCommand, match="number of the decree"):
        engine.do(Enact(key, "  "), NIA)
    done = engine.do(Enact(key, " SK 1/2026 "), NIA)
    assert [(each.process_id, each.version) for each in done.definitions] == [("both", 1)]
    start(engine, "both")
    row = state(engine, key)
    assert (row.state, row.decree, row.decided_by, row.deployment_key) == ("deployed", "SK 1/2026", "nia", done.key)
    assert {"proposed", "enacted", "deployed", "refused"} <= set(kinds(engine))
    assert rows(engine, "SELECT deployed_by FROM deployment")[0].deployed_by == "tono"


def test_a_message_starts_nothing_of_what_is_only_proposed(engine: Engine) -> None:
    key = propose(engine, {"by_message.bpmn": BY_MESSAGE})
    engine.do(PublishMessage("arrived", "", {}), EVERYBODY)
    assert rows(engine, "SELECT 1 FROM start_subscription") == []
    assert rows(engine, "SELECT 1 FROM process_instance") == []
    engine.do(Enact(key, "SK 2"), NIA)
    engine.do(PublishMessage("arrived", "", {}), EVERYBODY)
    assert len(rows(engine, "SELECT 1 FROM process_instance")) == 1


BY_MESSAGE = diagrams.diagram(
    "by_message",
    [diagrams.message_start("start", "m"), diagrams.user("a", "heads"), diagrams.end()],
    "start>a>end",
    before=diagrams.message("m", "arrived"),
)


def test_the_version_in_force_stays_so_until_the_day_of_the_next(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, both=diagrams.BOTH)
    key = propose(engine, CHANGED)
    assert engine.do(Enact(key, "SK 3", clock.now() + timedelta(days=2)), NIA) is None
    tick(engine)
    assert engine.do(StartInstance("both"), EVERYBODY).version == 1
    clock.move(timedelta(days=2, seconds=1))
    tick(engine)
    assert engine.do(StartInstance("both"), EVERYBODY).version == 2
    assert state(engine, key).state == "deployed"
    versions = rows(engine, "SELECT d.version FROM process_instance i JOIN definition d ON d.key = i.definition_key"
                            " ORDER BY i.key")  # fmt: skip
    assert [row.version for row in versions] == [1, 2]


def test_a_rejection_needs_a_reason_and_is_final(engine: Engine) -> None:
    key = propose(engine)
    with pytest.raises(InvalidCommand, match="why it is rejected"):
        engine.do(Reject(key, ""), NIA)
    engine.do(Reject(key, "The time of step 3 is wrong."), NIA)
    for command in (Enact(key, "SK 4"), Reject(key, "again")):
        with pytest.raises(WrongState, match="decided on already"):
            engine.do(command, NIA)
    with pytest.raises(NotFound, match="There is no procedure"):
        start(engine, "both")
    assert (state(engine, key).state, state(engine, key).reason) == ("rejected", "The time of step 3 is wrong.")
    assert "proposal_rejected" in kinds(engine)


def test_what_cannot_be_deployed_on_its_day_is_told_and_not_tried_again(engine: Engine, clock: MovableClock) -> None:
    key = propose(engine)
    engine.do(Enact(key, "SK 5", clock.now() + timedelta(days=1)), NIA)
    with engine._bind.begin() as connection:  # as a newer program would find a fault in it
        connection.exec_driver_sql("UPDATE proposal_file SET content = '<x/>'")
    clock.move(timedelta(days=2))
    tick(engine)
    assert state(engine, key).state == "failed"
    assert "must be fixed" in state(engine, key).trouble["template"]
    assert "enactment_failed" in kinds(engine)
    tick(engine)


def test_all_warnings_must_be_acknowledged(engine: Engine) -> None:
    count = warned(engine, BOTH)
    assert count
    for fewer in (0, count - 1, count + 1):
        with pytest.raises(InvalidCommand, match=f"{count} warnings"):
            engine.do(Propose("both", BOTH, acknowledged=fewer), TONO)
    propose(engine)
    events = rows(engine, "SELECT detail FROM history_event WHERE kind = 'proposed'")
    assert events[0].detail["acknowledged"] == count


def test_the_installation_says_who_needs_a_second_person(engine: Engine) -> None:
    with pytest.raises(NotAllowed):
        engine.do(SetEnactment("never"), TONO)
    with pytest.raises(InvalidCommand):
        engine.do(SetEnactment("sometimes"), EVERYBODY)
    engine.do(SetEnactment("never"), EVERYBODY)
    answer = engine.do(Propose("both", BOTH, warned(engine, BOTH)), TONO)
    assert (answer.key, answer.deployed.definitions[0].version) == (None, 1)
    engine.do(SetEnactment("always"), EVERYBODY)
    with pytest.raises(Refusal, match="only after another person has enacted"):
        engine.do(Deploy("both", CHANGED), TONO)
    assert kinds(engine).count("enactment_set") == 2
