"""A small public SOP for the tests of portal, desk and replay: asked for by form, checked, returned or signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from bpmn import check
from engine import CITIZEN, CompleteTask, Deploy, Engine, Propose, StartInstance
from engine.clock import MovableClock
from engine.person import SYSTEM, Person
from engine.queries.library import known
from engine.store.waiting import task
from tests.engine import diagrams as d

NIK = "3574011234564821"
ASK = d.form(
    "ask",
    {"id": "n1", "type": "textfield", "key": "name", "label": "Name", "validate": {"required": True}},
    {"id": "n2", "type": "textfield", "key": "nik", "label": "NIK",
     "validate": {"required": True, "minLength": 16, "maxLength": 16}},
)  # fmt: skip
CHECK = d.form(
    "verdict",
    {"id": "v1", "type": "checkbox", "key": "missing", "label": "Something is missing"},
    {"id": "v2", "type": "checkbox", "key": "never", "label": "Refuse"},
)
SUPPLY = d.form(
    "supply", {"id": "s1", "type": "textfield", "key": "name", "label": "Name", "validate": {"required": True}}
)


def permit(extra: Mapping[str, str] | None = None) -> bytes:
    """start -> check -> decide -> (supply -> check | sign -> granted | rejected)."""
    return d.diagram(
        "permit",
        [
            d.Node("startEvent", "start", '<zeebe:formDefinition formId="ask"/>'),
            d.user("check", groups="clerks", form="verdict"),
            d.exclusive("decide", default="decide_sign"),
            d.user("supply", groups="pemohon", form="supply"),
            d.user("sign", groups="heads"),
            d.end("granted"),
            d.end("rejected"),
        ],
        "start>check>decide>sign>granted decide>rejected?never decide>supply?missing supply>check",
        properties={
            "alur:audience": "public", "alur:unit": "town", "alur:duration": "P3D", "alur:applicantSecret": "nik",
            "alur:requirements": "Identity card|Letter", "alur:cost": "Free", "alur:product": "A permit",
            **(extra or {}),
        },
    )  # fmt: skip


FILES = {"permit.bpmn": permit(), "ask.form": ASK, "verdict.form": CHECK, "supply.form": SUPPLY}
PEMOHON = replace(CITIZEN, groups=frozenset({"pemohon"}))
CLERK = Person("ana", "Ana", roles=frozenset({"staff"}), groups=frozenset({"clerks"}))
HEAD = Person("bob", "Bob", roles=frozenset({"staff"}), groups=frozenset({"clerks", "heads"}))


@dataclass(frozen=True)
class Permits:
    """The SOP deployed, and its cases."""

    engine: Engine

    def ask(self, name: str = "Dewi", nik: str = NIK) -> tuple[int, str]:
        """A request; its case and tracking number."""
        values = {"name": name, "nik": nik}
        command = StartInstance("permit", variables=values, tracking=True, validate_form=True)
        started = self.engine.do(command, CITIZEN)
        return started.instance_key, started.tracking_number

    def task(self, root_key: int, element: str) -> int:
        """The open task at an element."""
        query = select(task.c.key).where(task.c.root_key == root_key, task.c.element_id == element)
        with self.engine.read() as connection:
            return int(connection.execute(query.where(task.c.state == "open")).scalar_one())

    def do(self, root_key: int, element: str, by: Person, hours: int = 1, **values: object) -> None:
        """Somebody completes the task at an element, some hours later."""
        clock = self.engine.clock
        assert isinstance(clock, MovableClock)
        clock.move(timedelta(hours=hours))
        self.engine.do(CompleteTask(self.task(root_key, element), values), by)


def deployed(engine: Engine) -> Permits:
    """Deploy it."""
    engine.do(Deploy("permit", FILES), SYSTEM)
    return Permits(engine)


def proposed(engine: Engine) -> int:
    """The SOP with a longer time, handed in and not enacted; the key of the proposal."""
    files = {**FILES, "permit.bpmn": permit({"alur:duration": "P5D"})}
    with engine.read() as connection:
        reports = check(files, known(connection))
    warnings = sum(one.severity == "warning" for report in reports.values() for one in report.findings)
    analyst = Person("tono", "Tono", roles=frozenset({"analyst"}))
    return engine.do(Propose("permit", files, warnings), analyst).key  # type: ignore[no-any-return]
