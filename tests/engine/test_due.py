"""Due dates of tasks from the time that the diagram gives a step, by the working calendar of the unit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine import AssignTask, Engine
from engine.commands.calendars import SaveDecree
from engine.commands.units import SaveUnit
from tests.engine.cases import EVERYBODY, deploy, rows, start, tasks

CLOUD = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" modeler:executionPlatform="Camunda Cloud"'
PLATFORM = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" modeler:executionPlatform="Camunda Platform"'


def drawn(dialect: str, duration: str, schedule: str = "") -> bytes:
    """A task with a time; the process belongs to the unit ``dinas``. It is Monday 5 January 2026, 8.00."""
    prefix, platform = ("zeebe", CLOUD) if dialect == "camunda8" else ("camunda", PLATFORM)
    native = "<zeebe:userTask/>" if prefix == "zeebe" else ""
    scheduled = f'<zeebe:taskSchedule dueDate="{schedule}"/>' if schedule and prefix == "zeebe" else ""
    due = f' camunda:dueDate="{schedule}"' if schedule and prefix == "camunda" else ""

    def properties(name: str, value: str) -> str:
        return f'<{prefix}:properties><{prefix}:property name="alur:{name}" value="{value}"/></{prefix}:properties>'

    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" {platform}>
  <process id="p" isExecutable="true" {'camunda:historyTimeToLive="30"' if prefix == "camunda" else ""}>
    <extensionElements>{properties("unit", "dinas")}</extensionElements>
    <startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="check"/>
    <userTask id="check" name="Check"{due}>
      <extensionElements>{native}{scheduled}{properties("duration", duration)}</extensionElements></userTask>
    <sequenceFlow id="g" sourceRef="check" targetRef="e"/><endEvent id="e"/>
  </process></definitions>""".encode()


def due(engine: Engine) -> datetime | None:
    return rows(engine, "SELECT due_at FROM task")[0].due_at  # type: ignore[no-any-return]


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])
@pytest.mark.parametrize(
    ("duration", "wanted"),
    [("2 hari kerja", utc(7, 9)), ("90 menit", utc(5, 2, 30)), ("8 jam kerja", utc(6, 1, 30)), ("24 jam", utc(6, 1))],
)
def test_a_step_with_a_time_is_due_by_the_calendar(
    engine: Engine, dialect: str, duration: str, wanted: datetime
) -> None:
    deploy(engine, p=drawn(dialect, duration))
    start(engine, "p")
    assert due(engine) == wanted


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])
def test_the_date_of_the_diagram_goes_before(engine: Engine, dialect: str) -> None:
    deploy(engine, p=drawn(dialect, "2 hari kerja", "2026-01-20T00:00:00Z"))
    start(engine, "p")
    assert due(engine) == utc(20, 0)


def test_a_decree_of_the_unit_that_owns_the_procedure_counts(engine: Engine) -> None:
    engine.do(SaveUnit("dinas", "Dinas"), by=EVERYBODY)
    engine.do(SaveDecree("dinas", date(2026, 1, 6), (), "188/1/2026", "Hari jadi"), by=EVERYBODY)
    deploy(engine, p=drawn("camunda8", "2 hari kerja"))
    start(engine, "p")
    assert due(engine) == utc(8, 9)


def test_giving_the_task_to_somebody_leaves_its_date(engine: Engine) -> None:
    deploy(engine, p=drawn("camunda8", "2 hari kerja"))
    case = start(engine, "p")
    engine.do(AssignTask(tasks(engine, case)["check"], "budi", known=False), by=EVERYBODY)
    assert due(engine) == utc(7, 9)


def test_a_time_in_iso_8601_gives_no_date(engine: Engine) -> None:
    """It is what the portal says of a step, and was never more."""
    deploy(engine, p=drawn("camunda8", "P2D"))
    start(engine, "p")
    assert due(engine) is None
