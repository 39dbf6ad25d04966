"""What a service's diagram says about itself, in the words of its published standard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from bpmn.diagram import Process
from bpmn.languages.working_time import parse_span
from engine.queries.journey import PublicStep, procedure

_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")


@dataclass(frozen=True, slots=True)
class Standard:
    """The six components that the law wants published, and the legal basis."""

    requirements: tuple[str, ...]
    procedure: tuple[PublicStep, ...]
    time: str
    cost: tuple[str, ...]
    product: tuple[str, ...]
    complaints: tuple[str, ...]
    legal_basis: tuple[str, ...]
    performers: tuple[str, ...]


def standard(process: Process) -> Standard:
    """Read the components from the process's properties and its drawing."""
    said = dict(process.properties)

    def lines(name: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in said.get(f"alur:{name}", "").split("|") if line.strip())

    return Standard(
        lines("requirements"), procedure(process), length(said.get("alur:duration", "")), lines("cost"),
        lines("product"), lines("complaints"), lines("legalBasis"), process.lanes,
    )  # fmt: skip


def length(text: str) -> str:
    """A duration (working time, or ISO 8601) in words; empty for a text that is none."""
    if worked := _working_time(text):
        return worked
    found = _LENGTH.fullmatch(text.strip())
    if not found or not any(found.groups()):
        return ""
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    parts = (
        years and ngettext("%(num)d year", "%(num)d years", years),
        months and ngettext("%(num)d month", "%(num)d months", months),
        weeks and ngettext("%(num)d week", "%(num)d weeks", weeks),
        days and ngettext("%(num)d day", "%(num)d days", days),
        hours and ngettext("%(num)d hour", "%(num)d hours", hours),
        minutes and ngettext("%(num)d minute", "%(num)d minutes", minutes),
    )
    return " ".join(part for part in parts if part)


def _working_time(text: str) -> str:
    try:
        span = parse_span(text)
    except ValueError:
        return ""
    if span is None:
        return ""
    words = {
        "menit": ngettext("%(num)d working minute", "%(num)d working minutes", span.amount),
        "jam kerja": ngettext("%(num)d working hour", "%(num)d working hours", span.amount),
        "hari kerja": ngettext("%(num)d working day", "%(num)d working days", span.amount),
        "hari kalender": ngettext("%(num)d calendar day", "%(num)d calendar days", span.amount),
        "jam": ngettext("%(num)d hour", "%(num)d hours", span.amount),
    }
    return str(words[span.unit])


def step_name(step: PublicStep) -> str:
    """What a step is called where the drawing gives it no name."""
    if step.name:
        return step.name
    return str(gettext("Request received") if step.start else gettext("Finished"))
