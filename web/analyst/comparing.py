"""Two versions beside each other: the changes in words, both drawings with what is new, gone and different."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import render_template, request

from bpmn import Unreadable
from bpmn.compare import Change, compare
from bpmn.diagram import Process
from bpmn.forms import Form, read_form
from bpmn.sentence import Sentence, say
from engine import NotFound
from engine.queries import library, proposals
from web.access import allow
from web.analyst.area import blueprint
from web.diagrams import process_of
from web.here import the_engine

TOPICS: Mapping[str, Sentence] = {
    "step": say("Steps"), "people": say("People"), "time": say("Times"), "form": say("Forms"),
    "condition": say("Conditions"), "flow": say("Ways"), "data": say("Behind the scenes"), "about": say("Words"),
}  # fmt: skip
STATES = {"added": "done", "removed": "error", "changed": "warning"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its file, process and forms."""

    source: bytes
    process: Process
    forms: Mapping[str, Form]


@blueprint.get("/sop/<process_id>/compare")
@allow("analyst", "administrator")
def versions_compared(process_id: str) -> str:
    """Version ``old`` (else the one before) and ``new`` (else the latest) of an SOP."""
    with the_engine().read() as connection:
        versions = library.versions(connection, process_id)
        if not versions:
            raise NotFound(say("There is no SOP with the id {process_id}.", process_id=process_id))
        new = _version(versions, request.args.get("new", versions[0].version, type=int))
        old = _version(versions, request.args.get("old", max(new.version - 1, 1), type=int))
        sides = [_side(library.contents(connection, one.deployment_key), process_id) for one in (old, new)]
    return _page(process_id, versions, sides, old, str(new.version), None)


@blueprint.get("/proposals/<int:key>/compare/<process_id>")
@allow("analyst", "administrator")
def proposal_compared(key: int, process_id: str) -> str:
    """What a proposal would change in the latest version (or version ``old``) of an SOP."""
    with the_engine().read() as connection:
        found = proposals.one(connection, key)
        versions = library.versions(connection, process_id)
        if found is None or process_id not in found.processes or not versions:
            raise NotFound(say("There is nothing to compare: the proposal or an earlier version is missing."))
        old = _version(versions, request.args.get("old", versions[0].version, type=int))
        before = _side(library.contents(connection, old.deployment_key), process_id)
        after = _side(proposals.files(connection, key), process_id)
    return _page(process_id, versions, [before, after], old, "", found)


def _page(
    process_id: str, versions: tuple[library.Version, ...], sides: list[Side], old: library.Version, new: str,
    proposal: proposals.Proposal | None,
) -> str:  # fmt: skip
    before, after = sides
    changes = list(enumerate(compare(before.process, after.process, before.forms, after.forms), 1))
    return render_template(
        "analyst/compare.html", pid=process_id, versions=versions, old=old, new=new, proposal=proposal,
        changes=changes, topics={topic: [each for each in changes if each[1].topic == topic] for topic in TOPICS},
        TOPICS=TOPICS, running=[version for version in versions if version.running],
        drawings=(
            ("old", before.source.decode("utf-8", "replace"), list(_marks(changes, ("removed", "changed")))),
            ("new", after.source.decode("utf-8", "replace"), list(_marks(changes, ("added", "changed")))),
        ),
    )  # fmt: skip


def _marks(changes: Iterable[tuple[int, Change]], kinds: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """One mark for each element, with the numbers of its changes."""
    found: dict[str, list[tuple[int, Change]]] = {}
    for number, change in changes:
        if change.element_id and change.kind in kinds:
            found.setdefault(change.element_id, []).append((number, change))
    for element, those in found.items():
        badge = ", ".join(str(number) for number, _ in those[:3]) + (" …" if len(those) > 3 else "")
        yield {"element": element, "state": STATES[those[0][1].kind], "badge": badge}


def _version(versions: tuple[library.Version, ...], number: int) -> library.Version:
    found = next((version for version in versions if version.version == number), None)
    if found is None:
        raise NotFound(say("There is no version {version} of this SOP.", version=number))
    return found


def _side(files: Iterable[library.File], process_id: str) -> Side:
    forms: dict[str, Form] = {}
    for file in files:
        if file.kind == "form":
            try:
                form = read_form(file.content)
            except Unreadable:  # accepted by an older reader: it is not compared
                continue
            forms[form.id] = form
    for file in files:
        process = process_of(file.content, process_id) if file.kind == "bpmn" else None
        if process is not None:
            return Side(file.content, process, forms)
    raise NotFound(say("The diagram of that version cannot be read any more, so it cannot be compared."))
