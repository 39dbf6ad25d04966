"""History events in words: what happened, who did it, by what way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from bpmn.diagram import Element, Flow, Process
from bpmn.sentence import Sentence, say
from engine.flow.problem import unpacked
from engine.masking import masked
from engine.queries.replay import Case, HistoryEvent
from web.audit.tellings import CHANNELS, GUARDING, TELLINGS, UNTOLD
from web.diagrams import process_of
from web.languages import words

LONGEST = 80


class Teller:
    """Tells the events of one case. It knows the names of elements, flows and people."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.processes: dict[int, Process | None] = {
            part.key: process_of(part.source, part.process_id) for part in case.parts
        }
        self.elements: dict[int, dict[str, Element]] = {}
        self.flows: dict[int, dict[str, Flow]] = {}
        for key, process in self.processes.items():
            self.elements[key] = {element.id: element for element in process.elements()} if process else {}
            self.flows[key] = {flow.id: flow for flow in process.flows()} if process else {}
        for one in case.earlier:  # what happened before a migration has its names from there
            if (before := process_of(one.source, one.process_id)) is not None:
                for element in before.elements():
                    self.elements[one.instance_key].setdefault(element.id, element)
                for flow in before.flows():
                    self.flows[one.instance_key].setdefault(flow.id, flow)
        self.names = {part.key: part.name for part in case.parts}

    def icon(self, event: HistoryEvent) -> str:
        return TELLINGS.get(event.kind, UNTOLD).icon

    def group(self, event: HistoryEvent) -> str:
        return TELLINGS.get(event.kind, UNTOLD).group

    def title(self, event: HistoryEvent) -> str:
        """What happened."""
        sentence = TELLINGS.get(event.kind, UNTOLD).sentence
        if event.kind in GUARDING and self.kind(event) == "boundaryEvent":
            sentence = GUARDING[event.kind]
        wanted = (name for name in PLACES if "{" + name + "}" in sentence.template)
        told = words(Sentence(sentence.template, {name: _place(self, event, name) for name in wanted}))
        if event.values.get("reason") and "{reason}" not in sentence.template:
            told += ". " + gettext("Reason: %(reason)s", reason=event.values["reason"])
        return told if event.kind in ("variable_set", "variable_removed") else told[:1].upper() + told[1:]

    def kind(self, event: HistoryEvent) -> str:
        """The BPMN name of the event's element."""
        found = self.elements.get(event.instance_key or 0, {}).get(event.element_id or "")
        return found.kind if found else ""

    def person(self, login: str) -> str:
        """A person's name; the citizen and the system have names of their own."""
        return actor(self.case.people.get(login, login))

    def who(self, event: HistoryEvent) -> str:
        """Who did it, for whom, by what way."""
        actor = self.person(event.actor)
        if event.acting_for:
            actor = gettext("%(actor)s for %(other)s", actor=actor, other=self.person(event.acting_for))
        channel = CHANNELS.get(event.channel)
        return f"{actor} · {words(channel)}" if channel else actor

    def element(self, event: HistoryEvent, element_id: str | None = None) -> str:
        wanted = element_id or event.element_id or ""
        found = self.elements.get(event.instance_key or 0, {}).get(wanted)
        if found is None:
            return wanted
        if found.kind.endswith("Gateway") and len(found.outgoing) < 2 and not found.name:
            return words(say("a joining of ways"))
        return found.name or words(KIND_NAMES.get(found.kind, say("{id}", id=found.id)))

    def flow(self, event: HistoryEvent) -> str:
        found = self.flows.get(event.instance_key or 0, {}).get(event.flow_id or "")
        if found is None:
            return event.flow_id or ""
        target = self.element(event, found.target)
        if found.name:
            return str(gettext("“%(name)s” to %(target)s", name=found.name, target=target))
        return str(gettext("From %(source)s to %(target)s", source=self.element(event, found.source), target=target))

    def value(self, event: HistoryEvent, place: str, name: str = "") -> Any:
        """A value of the event as it may be shown; ERASED if it is kept apart and gone."""
        if place in event.values:
            return masked(name, event.values[place])
        found = event.detail.get(place)
        return ERASED if found is not None and place in APART else found


def actor(name: str) -> str:
    """The name of whoever acted; the citizen of the portal and the system have no account and get words."""
    return {"citizen": str(gettext("The applicant")), "system": "Alur"}.get(name, name)


ERASED = object()
APART = frozenset({"before", "after", "values", "business_key", "correlation_key", "variables", "reason", "submitted",
                   "message", "sentence", "evaluations"})  # fmt: skip
"""Places whose values are kept apart from the chain; the event's detail holds a commitment only."""

KIND_NAMES: Mapping[str, Sentence] = {
    "startEvent": say("the start"),
    "endEvent": say("the end"),
    "exclusiveGateway": say("a decision"),
    "parallelGateway": say("a fork or join"),
    "inclusiveGateway": say("a decision with several ways"),
    "eventBasedGateway": say("a wait for what comes first"),
    "boundaryEvent": say("an event at the border"),
    "intermediateCatchEvent": say("a wait"),
    "intermediateThrowEvent": say("a message out"),
    "subProcess": say("a subprocess"),
}


PLACES = ("element", "process", "flow", "name", "after", "said", "reason", "names", "assignee", "code", "message",
          "sentence", "kind", "decision", "rules", "moves", "from_version", "to_version")  # fmt: skip


def _place(teller: Teller, event: HistoryEvent, name: str) -> object:
    if name == "element":
        return teller.element(event)
    if name == "process":
        return teller.names.get(event.instance_key or 0, "")
    if name == "flow":
        return teller.flow(event)
    if name == "said":
        return _said(event.detail.get("sentence"), event.values.get("values"))
    if name == "after":
        return shown(teller.value(event, "after", str(event.detail.get("name", ""))))
    if name == "names":
        changed = event.values.get("after")
        return ", ".join(changed) if isinstance(changed, Mapping) else ""
    if name == "assignee":
        return teller.person(str(event.detail.get("assignee") or ""))
    if name == "sentence":
        stored = event.values.get("sentence")
        return words(unpacked(stored)) if isinstance(stored, Mapping) else shown(teller.value(event, "sentence"))
    if name == "moves":
        return _moves(teller, event)
    if name in ("from_version", "to_version"):
        return event.detail.get(name)
    if name == "kind":
        return event.kind
    if name == "decision":
        return gettext("%(decision)s (version %(version)s)", decision=event.detail.get("decision_id"),
                       version=event.detail.get("version"))  # fmt: skip
    if name == "rules":
        return matched_rules(event)
    return shown(teller.value(event, name))


def _moves(teller: Teller, event: HistoryEvent) -> str:
    """What was to begin and to end."""
    told: list[str] = []
    elements = teller.elements.get(event.instance_key or 0, {})

    def named(id: str) -> str:
        found = elements.get(id.partition("#")[0])
        return (found.name if found is not None else None) or id

    told += [gettext("%(element)s ends", element=named(one["at"])) for one in event.detail.get("ends", ())]
    for one in event.detail.get("begins", ()):
        where = {"after": gettext("after %(element)s begins", element=named(one["at"])),
                 "transition": gettext("the way %(flow)s is taken", flow=one["at"])}  # fmt: skip
        told.append(where.get(one["how"]) or gettext("%(element)s begins", element=named(one["at"])))
    told += [gettext("it is over after %(element)s", element=named(id)) for id in event.detail.get("ends_after", ())]
    return "; ".join(told)


def matched_rules(event: HistoryEvent) -> str:
    """Which rules of the decision that was asked matched, by their place in the table."""
    asked = event.detail.get("decision_id")
    places = [str(rule["index"]) for rule in event.detail.get("rules", ()) if rule["decision"] == asked]
    if not event.detail.get("table"):
        return str(gettext("what its expression gives"))
    return str(gettext("rule %(numbers)s", numbers=", ".join(places)) if places else gettext("that no rule fits"))


def _said(template: object, values: object) -> str:
    if not isinstance(template, str):
        return ""
    if isinstance(values, Mapping):
        return words(unpacked({"template": template, "values": values}))
    return str(gettext("(details erased)"))


def shown(value: Any) -> str:
    """A value as a short text."""
    if value is ERASED:
        return str(gettext("(erased)"))
    if value is None or value == "":
        return str(gettext("empty"))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, Mapping | list):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
