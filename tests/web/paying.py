"""A Camunda 7 procedure whose task offers other ways out: two escalations and an error; one form, one without."""

from __future__ import annotations

from pathlib import Path

from engine import ClaimTask, Deploy, Engine, StartInstance
from engine.person import SYSTEM, Person
from tests.engine import diagrams as d

STORIES = Path(__file__).resolve().parents[1] / "stories" / "tasks"
DIAGRAM = (STORIES / "ways-out-7.bpmn").read_bytes()
WITH_FORM = DIAGRAM.replace(
    b'name="Pay the invoice" camunda:candidateGroups="clerks"',
    b'name="Pay the invoice" camunda:candidateGroups="clerks" camunda:formRef="payment" '
    b'camunda:formRefBinding="latest"',
)
FORM = d.form(
    "payment",
    {"id": "f1", "type": "textfield", "key": "account", "label": "Account", "validate": {"required": True}},
    {"id": "f2", "type": "number", "key": "amount", "label": "Amount", "validate": {"max": 100}},
    {"id": "f3", "type": "textfield", "key": "note", "label": "Note"},
)


def deployed(engine: Engine, form: bool = True) -> None:
    files = {"ways-out-7.bpmn": WITH_FORM if form else DIAGRAM} | ({"payment.form": FORM} if form else {})
    engine.do(Deploy("pay", files), SYSTEM)


def paying(engine: Engine, person: Person) -> int:
    """The task of a new case, claimed."""
    case = engine.do(StartInstance("ways-out-7"), SYSTEM).instance_key
    with engine.read() as connection:
        key: int = connection.exec_driver_sql(f"SELECT key FROM task WHERE root_key = {case}").scalar_one()
    engine.do(ClaimTask(key), person)
    return key
