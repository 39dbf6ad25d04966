"""What the analyst's desk, the portal and the auditor read: right rows, right pages, right words for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import CancelInstance, Deploy, Engine
from engine.clock import MovableClock
from engine.person import SYSTEM
from engine.queries import audit, library, portal, replay, sop
from tests.engine import diagrams as d
from tests.web.permit import CLERK, FILES, HEAD, PEMOHON, Permits, deployed, permit


@pytest.fixture
def permits(engine: Engine) -> Permits:
    return deployed(engine)


def test_the_register_has_one_line_per_process_with_its_latest_version(permits: Permits) -> None:
    permits.ask()
    engine = permits.engine
    engine.do(Deploy("again", {**FILES, "permit.bpmn": permit({"alur:cost": "10"})}), SYSTEM)
    key, _ = permits.ask()
    engine.do(CancelInstance(key, "a test"), SYSTEM)
    with engine.read() as connection:
        (found,) = library.register(connection)
        versions = library.versions(connection, "permit")
    assert (found.version, found.running, found.finished, found.audience) == (2, 1, 1, "public")
    assert [(version.version, version.running, version.finished) for version in versions] == [(2, 0, 1), (1, 1, 0)]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (library.SopFilter(text="perm"), ["permit"]),
        (library.SopFilter(text="%"), []),
        (library.SopFilter(audience="public"), ["permit"]),
        (library.SopFilter(audience="none"), ["inner"]),
        (library.SopFilter(state="running"), ["permit"]),
        (library.SopFilter(state="unused"), ["inner"]),
        (library.SopFilter(state="incident"), []),
        (library.SopFilter(unit="town"), ["permit"]),
        (library.SopFilter(dialect="camunda7"), []),
        (library.SopFilter(sort="running"), ["permit", "inner"]),
    ],
)
def test_the_register_is_narrowed_and_sorted(permits: Permits, wanted: library.SopFilter, names: list[str]) -> None:
    permits.engine.do(Deploy("inner", {"inner.bpmn": d.diagram("inner", [d.start(), d.end()], "start>end")}), SYSTEM)
    permits.ask()
    with permits.engine.read() as connection:
        assert [found.process_id for found in library.register(connection, wanted)] == names


def test_files_come_back_byte_for_byte(permits: Permits) -> None:
    with permits.engine.read() as connection:
        (version,) = library.versions(connection, "permit")
        lines = library.files(connection, version.deployment_key)
        contents = {line.name: library.file(connection, line.key) for line in lines}
        assert library.file(connection, 1) is None
    assert {name: found.content for name, found in contents.items() if found} == FILES


def test_cases_of_an_sop_come_in_pages(permits: Permits) -> None:
    keys = [permits.ask()[0] for _ in range(3)]
    with permits.engine.read() as connection:
        first = sop.cases_of(connection, "permit", limit=2)
        rest = sop.cases_of(connection, "permit", before=first[-1].key, limit=2)
        assert sop.cases_of(connection, "permit", "completed") == ()
    assert [case.key for case in (*first, *rest)] == sorted(keys, reverse=True)


def test_services_are_those_of_the_audience(permits: Permits) -> None:
    with permits.engine.read() as connection:
        assert [service.process_id for service in portal.services(connection, {"public"})] == ["permit"]
        assert portal.services(connection, {"staff", "none"}) == ()
        assert portal.service(connection, "permit", {"staff"}) is None


def test_a_request_is_found_by_its_number_and_by_nothing_else(permits: Permits) -> None:
    key, number = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    with permits.engine.read() as connection:
        found = portal.request(connection, number)
        assert portal.request(connection, "AAAA-AAAA-AAAA") is None
    assert found is not None
    assert [task.element_id for task in found.tasks] == ["supply"]
    assert "Dewi" not in repr(found)


def test_the_list_of_cases_is_read_in_pages_without_gaps(permits: Permits, clock: MovableClock) -> None:
    keys = []
    for _ in range(5):
        keys.append(permits.ask()[0])
        clock.move(timedelta(minutes=1))
    for oldest in (False, True):
        seen, place = [], None
        with permits.engine.read() as connection:
            while True:
                page = audit.cases(connection, audit.CaseFilter(oldest_first=oldest), clock.now(), place, limit=2)
                seen += [row.key for row in page.rows]
                assert page.total == 5
                place = page.next
                if place is None:
                    break
        assert seen == (keys if oldest else keys[::-1])


def test_the_list_of_cases_is_narrowed(permits: Permits, clock: MovableClock) -> None:
    key, number = permits.ask()
    noon = clock.now() + timedelta(hours=4)
    clock.move(timedelta(hours=8))
    other, _ = permits.ask("Other")
    permits.engine.do(CancelInstance(other, "a test"), SYSTEM)

    def found(**wanted: object) -> set[int]:
        with permits.engine.read() as connection:
            page = audit.cases(connection, audit.CaseFilter(**wanted), clock.now())  # type: ignore[arg-type]
        return {row.key for row in page.rows}

    assert found() == {key, other}
    assert found(state="active") == {key}
    assert found(text=number[:6].lower()) == {key}
    assert found(text=str(other)) == {other}
    assert found(text="%") == set()
    assert found(process_id="permit") == {key, other}
    assert found(process_id="letter") == set()
    assert found(started_by="citizen") == {key, other}
    assert found(since=noon) == {other}
    assert found(until=noon) == {key}
    assert found(incident=True) == set()
    assert found(overdue=True) == set()


def test_a_case_is_read_whole_or_in_windows(permits: Permits, monkeypatch: pytest.MonkeyPatch) -> None:
    key, _ = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    permits.do(key, "supply", PEMOHON, name="Dewi S")
    permits.do(key, "check", CLERK, missing=False)
    permits.do(key, "sign", HEAD)
    engine = permits.engine
    with engine.read(snapshot=True) as connection:
        whole = replay.case(connection, key)
    assert whole is not None
    assert [event.seq for event in whole.events] == list(range(1, whole.root.events + 1))
    assert {event.actor for event in whole.events} == {"citizen", "ana", "bob"}
    assert [span.applicant for span in whole.tasks] == [False, True, False, False]
    middle = whole.root.events // 2
    with engine.read(snapshot=True) as connection:
        late = replay.case(connection, key, middle)
    assert late is not None
    assert late.events[0].seq == middle
    assert late.standing[key].done["start"] == 1
    assert late.standing[key].data["name"] in ("Dewi", "Dewi S")
    monkeypatch.setattr(replay, "WINDOW", 3)
    with engine.read(snapshot=True) as connection:
        short = replay.case(connection, key, 2)
    assert short is not None
    assert [event.seq for event in short.events] == [2, 3, 4]


def test_folding_to_the_end_leaves_nothing_live(permits: Permits) -> None:
    key, _ = permits.ask()
    permits.do(key, "check", CLERK, missing=False)
    permits.do(key, "sign", HEAD)
    with permits.engine.read(snapshot=True) as connection:
        standing = replay.standing_before(connection, key, 10_000)
    assert standing[key].live == {}
    assert standing[key].done == {"start": 1, "check": 1, "decide": 1, "sign": 1, "granted": 1}


def test_no_such_case(permits: Permits) -> None:
    with permits.engine.read(snapshot=True) as connection:
        assert replay.case(connection, 1) is None
