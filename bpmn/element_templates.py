"""Element templates for Camunda Modeler: analysts fill in fields instead of typing the names of Alur's properties.

Labels are Indonesian, with the terms of Permenpan RB 35/2012 for the identity of an SOP and its mutu baku.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

SCHEMAS: Mapping[str, str] = {
    "camunda7": "https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json",
    "camunda8": "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json",
}
"""By dialect, the published schema that its templates follow."""
BINDINGS: Mapping[str, str] = {"camunda7": "camunda:property", "camunda8": "zeebe:property"}
VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: the property it writes. ``choices``: value -> what it is called."""

    property: str
    label: str
    description: str = ""
    type: Literal["String", "Text", "Dropdown"] = "String"
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """One template and what it may be put on."""

    id: str
    name: str
    description: str
    applies_to: tuple[str, ...]
    entries: tuple[Entry, ...]


TEMPLATES = (
    Template("alur-sop", "Identitas SOP", "Identitas prosedur menurut Permenpan RB 35/2012.", ("bpmn:Process",), (
        Entry("alur:number", "Nomor SOP"),
        Entry("alur:unit", "Unit pemilik", "Id unit di Alur."),
        Entry("alur:audience", "Yang boleh memulai", "", "Dropdown",
              {"": "Analis saja", "staff": "Pegawai", "public": "Masyarakat"}),
        Entry("alur:legalBasis", "Dasar hukum", "Beberapa dipisah dengan |", "Text"),
        Entry("alur:qualification", "Kualifikasi pelaksana", "Beberapa dipisah dengan |", "Text"),
        Entry("alur:related", "Keterkaitan", "Nomor SOP lain, dipisah dengan |", "Text"),
        Entry("alur:equipment", "Peralatan dan perlengkapan", "Beberapa dipisah dengan |", "Text"),
        Entry("alur:warnings", "Peringatan", "", "Text"),
        Entry("alur:records", "Pencatatan dan pendataan", "", "Text"),
        Entry("alur:requirements", "Persyaratan", "Beberapa dipisah dengan |", "Text"),
        Entry("alur:duration", "Jangka waktu", "Misalnya 3 hari kerja, atau P3D"),
        Entry("alur:cost", "Biaya"),
        Entry("alur:product", "Produk layanan"),
        Entry("alur:applicantSecret", "Rahasia pemohon", "Nama isian yang harus diketahui untuk membuka permohonan."),
    )),
    Template("alur-mutu-baku", "Mutu baku dan aturan langkah", "Kelengkapan, waktu, keluaran, pemisahan tugas, jam.",
             ("bpmn:UserTask",), (
        Entry("alur:requirements", "Kelengkapan", "Beberapa dipisah dengan |", "Text"),
        Entry("alur:duration", "Waktu", "Misalnya 2 jam kerja, 1 hari kerja, atau PT2H"),
        Entry("alur:output", "Keluaran"),
        Entry("alur:publicName", "Nama bagi pemohon"),
        Entry("alur:clock", "Jam pelayanan", "", "Dropdown",
              {"": "Tidak berpengaruh", "start": "Mulai saat langkah ini selesai",
               "pause": "Berhenti selama langkah ini"}),
        Entry("alur:separateFrom", "Orang lain daripada", "Id langkah, dan applicant, dipisah dengan koma."),
        Entry("alur:reasonFor", "Alasan wajib bila", "variabel=nilai, dipisah dengan koma."),
        Entry("alur:reasonIn", "Alasan disimpan di", "Nama variabel; alasan bila kosong."),
        Entry("alur:queue", "Antrean", "", "Dropdown",
              {"": "Bebas", "strict": "Melewati yang lebih lama perlu alasan"}),
    )),
)  # fmt: skip


def element_templates(dialect: str) -> list[dict[str, Any]]:
    """What the Modeler reads from resources/element-templates; KeyError for a dialect without templates. What an
    empty field writes (Camunda 7: a property without a value) is read as nothing."""
    return [
        {
            "$schema": SCHEMAS[dialect], "name": template.name, "id": f"id.go.alur.{dialect}.{template.id}",
            "version": VERSION, "description": template.description, "appliesTo": list(template.applies_to),
            "properties": [_property(entry, dialect) for entry in template.entries],
        }
        for template in TEMPLATES
    ]  # fmt: skip


def _property(entry: Entry, dialect: str) -> dict[str, Any]:
    text = "String" if dialect == "camunda7" else "Text"  # the schema for Camunda 7 has no long texts for properties
    made: dict[str, Any] = {"label": entry.label, "type": text if entry.type == "Text" else entry.type}
    if entry.description:
        made["description"] = entry.description
    if entry.choices is not None:
        made["choices"] = [{"name": told, "value": value} for value, told in entry.choices.items()]
    if dialect == "camunda8":
        made["optional"] = True
    return made | {"binding": {"type": BINDINGS[dialect], "name": entry.property}}
