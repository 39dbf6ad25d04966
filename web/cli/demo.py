"""The demo: units, groups and people of a fictional city, and the library of SOPs, in a database made for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpmn
from engine import Engine
from engine.commands.deployments import Deploy
from engine.commands.people import CreatePerson
from engine.commands.settings import ChangeSetting
from engine.commands.units import SaveGroup, SaveUnit
from engine.errors import InvalidDeployment, InvalidValues
from engine.person import ROLES, SYSTEM
from engine.queries import operations
from web.cli.settings import DEMO
from web.passwords import hash_password

SAMPLES = Path(bpmn.__file__).parent / "samples"
KINDS = (".bpmn", ".form", ".dmn")

UNITS = {
    "kel-sukamaju": "Kelurahan Sukamaju",
    "bkpsdm": "Badan Kepegawaian dan Pengembangan SDM",
    "diskominfo": "Dinas Komunikasi dan Informatika",
    "inspektorat": "Inspektorat",
}

GROUPS = {
    # id: (name, unit)
    "petugas-loket": ("Petugas Loket", "kel-sukamaju"),
    "kasi-pemerintahan": ("Kepala Seksi Pemerintahan", "kel-sukamaju"),
    "sekretaris-kelurahan": ("Sekretaris Kelurahan", "kel-sukamaju"),
    "lurah": ("Lurah", "kel-sukamaju"),
    "kepegawaian": ("Pengelola Kepegawaian", "bkpsdm"),
    "atasan-langsung": ("Atasan Langsung", "diskominfo"),
    "kepala-unit": ("Kepala Unit Kerja", "diskominfo"),
    "admin-pengaduan": ("Admin Pengaduan", "diskominfo"),
    "pejabat-penghubung": ("Pejabat Penghubung", "diskominfo"),
    "bidang-teknis": ("Bidang Teknis", "diskominfo"),
    "kepala-opd": ("Kepala Perangkat Daerah", "diskominfo"),
    "inspektorat": ("Inspektorat", "inspektorat"),
    "pemohon": ("Pemohon", None),
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the demo. The password is the login."""

    login: str
    name: str
    position: str
    unit: str | None
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("staff",)


PEOPLE = (
    Someone("siti", "Siti Aminah", "Petugas Loket", "kel-sukamaju", ("petugas-loket",)),
    Someone("budi", "Budi Santoso", "Kasi Pemerintahan", "kel-sukamaju", ("kasi-pemerintahan",)),
    Someone("ratna", "Ratna Dewanti", "Lurah Sukamaju", "kel-sukamaju", ("lurah", "sekretaris-kelurahan")),
    Someone("dewi", "Dewi Lestari", "Pengelola Kepegawaian", "bkpsdm", ("kepegawaian",)),
    Someone("agus", "Agus Wijaya", "Kepala Bidang", "diskominfo", ("atasan-langsung", "kepala-unit")),
    Someone("rini", "Rini Puspita", "Admin Pengaduan", "diskominfo", ("admin-pengaduan",)),
    Someone("joko", "Joko Prasetyo", "Pejabat Penghubung", "diskominfo", ("pejabat-penghubung", "bidang-teknis")),
    Someone("hendra", "Hendra Gunawan", "Kepala Dinas", "diskominfo", ("kepala-opd",)),
    Someone("wulan", "Wulan Sari", "Auditor", "inspektorat", ("inspektorat",), ("staff", "auditor")),
    Someone("tono", "Tono Hartono", "Analis SOP", "diskominfo", (), ("staff", "analyst")),
    Someone("admin", "Administrator", "Administrator", None, (), ROLES),
)


def load(engine: Engine) -> None:
    """Put the demo into the database. May be repeated: what is there already stays."""
    engine.do(ChangeSetting(DEMO, "loading"), SYSTEM)
    for key, name in UNITS.items():
        engine.do(SaveUnit(key, name), SYSTEM)
    for key, (name, unit) in GROUPS.items():
        engine.do(SaveGroup(key, name, unit), SYSTEM)
    with engine.read() as connection:
        known = {person.login for person, _ in operations.active_people(connection)}
    for someone in PEOPLE:
        if someone.login not in known:
            _create(engine, someone)
    deploy_samples(engine)
    engine.do(ChangeSetting(DEMO, "yes"), SYSTEM)


def deploy_samples(engine: Engine) -> None:
    """Each SOP of the library is a deployment of its own; one that calls another comes after it."""
    waiting = sorted(path for path in SAMPLES.iterdir() if any(file.suffix in KINDS for file in path.glob("*")))
    while waiting:
        refused: list[tuple[Path, InvalidDeployment]] = []
        for folder in waiting:
            files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in KINDS}
            try:
                engine.do(Deploy(folder.name, files, source="demo"), SYSTEM)
            except InvalidDeployment as error:
                refused.append((folder, error))
        if len(refused) == len(waiting):
            raise RuntimeError(f"The library's own files are refused: {refused[0][0]}: {refused[0][1].findings}")
        waiting = [folder for folder, _ in refused]


def _create(engine: Engine, someone: Someone) -> None:
    command = CreatePerson(
        someone.login, someone.name, someone.position, None, someone.unit, someone.roles, someone.groups,
        hash_password(someone.login),
    )  # fmt: skip
    try:
        engine.do(command, SYSTEM)
    except InvalidValues as error:
        raise RuntimeError(f"The demo's own data are wrong: {error.fields}") from error
