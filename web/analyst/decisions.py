"""The page of one deployed decision: its table as people read it; for a case, what it saw and which rules matched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import render_template, request
from flask_login import current_user

from bpmn import Unreadable
from bpmn.diagram import Element
from bpmn.languages import dmn
from bpmn.sentence import Sentence, say
from engine import NotFound
from engine.masking import masked
from engine.queries import decisions as queries
from engine.queries import library
from web.access import allow
from web.analyst.area import blueprint
from web.audit.telling import shown as as_text
from web.diagrams import process_of
from web.here import the_engine

HIT_POLICIES: Mapping[str, Sentence] = {
    "UNIQUE": say("Unique: at most one rule may fit."),
    "ANY": say("Any: several rules may fit, if they say the same."),
    "FIRST": say("First: the topmost rule that fits counts."),
    "PRIORITY": say("Priority: of the rules that fit, the one whose result comes first in the list of values."),
    "RULE ORDER": say("Rule order: all rules that fit, from top to bottom."),
    "OUTPUT ORDER": say("Output order: all rules that fit, in the order of the list of values."),
    "COLLECT": say("Collect: the results of all rules that fit."),
}
AGGREGATIONS: Mapping[str, Sentence] = {
    "SUM": say("Collect: the sum of the results of all rules that fit."),
    "COUNT": say("Collect: how many results the rules that fit give."),
    "MIN": say("Collect: the smallest result of the rules that fit."),
    "MAX": say("Collect: the largest result of the rules that fit."),
}
BINDINGS: Mapping[str, Sentence] = {
    "latest": say("always the latest version"),
    "deployment": say("the version it was deployed with"),
    "version": say("a fixed version"),
    "versionTag": say("the version with the tag {tag}"),
}

OF_SOPS = {"analyst", "administrator"}
"""Who may open the pages of SOPs; auditors see their names."""


@dataclass(frozen=True, slots=True)
class User:
    """A task that asks the decision."""

    process_id: str
    process_name: str
    task: str
    binding: Sentence


@blueprint.get("/decisions/<int:key>")
@allow("analyst", "administrator", "auditor")
def decision_page(key: int) -> str:
    """One version of a decision; with ``case`` and ``event`` as that event of the case found it."""
    with the_engine().read() as connection:
        version = queries.decision_of(connection, key)
        if version is None:
            raise NotFound(say("There is no decision with the number {key}.", key=key))
        source = library.file(connection, version.resource_key)
        versions = queries.versions(connection, version.decision_id)
        beside = queries.of_file(connection, version.resource_key)
        asking = queries.naming(connection, version.decision_id)
        asked = _asked(connection)
    shown = _shown(source.content if source else b"", version.decision_id)
    return render_template(
        "analyst/decision.html", version=version, versions=versions, beside=beside, shown=shown, asked=asked,
        matched=asked.matched.get(version.decision_id, ()) if asked else (),
        saw=_saw(asked, version.decision_id), users=tuple(_users(asking, version.decision_id)),
        hit=_hit(shown.logic) if shown else None, analyst=bool(current_user.person.roles & OF_SOPS),
    )  # fmt: skip


def _asked(connection: Any) -> queries.Asked | None:
    case, event = request.args.get("case", type=int), request.args.get("event", type=int)
    return queries.asked(connection, case, event) if case and event else None


@lru_cache(maxsize=64)
def _shown(content: bytes, decision_id: str) -> dmn.ShownDecision | None:
    try:
        return dmn.shown(dmn.read(content), decision_id)
    except Unreadable:  # deployed by an older reader
        return None


def _saw(asked: queries.Asked | None, decision_id: str) -> Mapping[str, Any]:
    """The inputs (id -> value), results of rules (place -> name -> value) and value of one decision, as short texts."""
    found = asked.evaluations.get(decision_id) if asked else None
    if not found:
        return {}
    return {
        "inputs": {one["id"]: as_text(masked(one["label"], one["value"])) for one in found["inputs"]},
        "rules": {
            rule["index"]: {name: as_text(masked(name, value)) for name, value in rule["outputs"].items()}
            for rule in found["rules"]
        },
        "value": as_text(masked(found["name"], found["value"])),
    }


def _users(asking: tuple[queries.Asking, ...], decision_id: str) -> Iterator[User]:
    for one in asking:
        process = process_of(one.source, one.process_id)
        for element in process.elements() if process else ():
            if asks(element) == decision_id and element.decision is not None:
                told = BINDINGS[element.decision.binding]
                binding = Sentence(told.template, {"tag": element.decision.version_tag or ""})
                yield User(one.process_id, one.name, element.name or element.id, binding)


def asks(element: Element) -> str | None:
    """The id of the decision that a task asks; None if it asks none, or works the id out when it gets there."""
    link = element.decision
    return link.decision.text if link is not None and link.decision.language == "literal" else None


def _hit(logic: Mapping[str, Any] | None) -> Sentence | None:
    if not logic or logic["kind"] != "table":
        return None
    return AGGREGATIONS.get(logic["aggregation"] or "") or HIT_POLICIES.get(logic["hitPolicy"])
