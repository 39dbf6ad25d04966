"""The sample SOP that asks a decision, and a case of it, for the tests of pages."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

import bpmn
from engine import ROLES, CompleteTask, Deploy, Engine, StartInstance
from engine.person import Person
from engine.store.deployments import decision
from engine.store.history import history_event
from tests.web.permit import Permits

SAMPLE = Path(bpmn.__file__).parent / "samples" / "pemakaian-balai"
ROOT = Person("root", "Root", roles=frozenset(ROLES), groups=frozenset({"petugas-loket"}))
GIVEN = {"nama": "Dewi", "tempat": "lapangan", "keperluan": "usaha", "hari": 6, "acara": "Bazar"}


def asked(engine: Engine) -> int:
    """A case in which the decision has been asked."""
    files = {path.name: path.read_bytes() for path in SAMPLE.iterdir() if path.suffix in (".bpmn", ".form", ".dmn")}
    engine.do(Deploy("balai", files), ROOT)
    case = engine.do(StartInstance("pemakaian-balai", variables=GIVEN), ROOT).instance_key
    engine.do(CompleteTask(Permits(engine).task(case, "periksa_permohonan"), {"disetujui": "ya"}), ROOT)
    return case


def places(engine: Engine) -> dict[str, int]:
    """What an address of the decision's page takes: a table's key, and the case and event in which it was asked."""
    case = asked(engine)
    event = history_event.c
    with engine.read() as connection:
        key = connection.execute(select(decision.c.key).where(decision.c.decision_id == "keringanan-retribusi"))
        seq = connection.execute(
            select(event.seq).where(event.root_key == case, event.kind == "decision_evaluated")
        ).scalar_one()
        return {"decision": key.scalar_one(), "asked": case, "event": seq}
