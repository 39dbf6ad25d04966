"""A decision as people read it: its boxes as they were drawn, and what it requires."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.languages.dmn.model import Decision, Decisions


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the file by its name; ``logic`` of a knowledge model is its function."""

    id: str
    name: str
    logic: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """``logic`` is the boxed expression (see ``boxes.py``), None where the decision has none. ``inputs`` are the input
    data that it requires, ``decisions`` the decisions, ``knowledge`` the knowledge models; ``serves`` those that
    require it."""

    decision: Decision
    logic: Mapping[str, Any] | None
    inputs: tuple[Named, ...]
    decisions: tuple[Named, ...]
    knowledge: tuple[Named, ...]
    serves: tuple[Named, ...] = ()


def shown(decisions: Decisions, decision_id: str) -> ShownDecision | None:
    """The decision with this id, None if there is none."""
    decision = decisions.decision(decision_id)
    if decision is None:
        return None
    model = json.loads(decisions.model)
    made = model["decisions"][decision_id]

    def required(kind: str) -> tuple[Named, ...]:
        ids = [each["id"] for each in made["requires"][kind] if each["id"] in model[kind]]
        return tuple(Named(id_, model[kind][id_]["name"], model[kind][id_].get("logic")) for id_ in ids)

    serves = tuple(Named(one.id, one.name) for one in decisions.decisions if decision_id in one.required)
    return ShownDecision(
        decision, made["logic"], required("inputs"), required("decisions"), required("knowledge"), serves
    )
