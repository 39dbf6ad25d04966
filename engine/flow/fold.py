"""Fold the trail: what was live and which values held after a list of facts. Pure; the audit replays with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bpmn.kinds import with_kind
from engine.flow.facts import Fact

GONE = object()
"""Stands for the value of a variable that has been removed."""
LEFT = frozenset({"element_completed", "element_terminated", "merged"})


def fold(facts: Iterable[Fact]) -> tuple[dict[int, str], dict[int, dict[str, Any]]]:
    """(live tokens with their elements, guards included; instance-level variables by instance key)."""
    live: dict[int, str] = {}
    variables: dict[int, dict[str, Any]] = {}
    for fact in facts:
        if fact.kind in ("element_entered", "element_migrated"):
            assert fact.token is not None
            assert fact.element is not None
            live[fact.token] = fact.element
        elif fact.kind in LEFT:
            assert fact.token is not None
            live.pop(fact.token, None)
        elif fact.kind == "instance_started":
            variables.setdefault(fact.instance, {})
        elif fact.kind == "variable_set" and fact.detail["scope"] is None:
            variables.setdefault(fact.instance, {})[fact.detail["name"]] = value_set(fact)
        elif fact.kind == "variable_removed" and fact.detail["scope"] is None:
            variables.setdefault(fact.instance, {}).pop(fact.detail["name"], None)
    return live, variables


def value_set(fact: Fact) -> Any:
    """The value of a variable that was set, with its kind."""
    detail = fact.detail
    return with_kind(detail["after"], detail["kind"]) if "kind" in detail else detail["after"]


def changes_of(facts: Iterable[Fact]) -> dict[tuple[int, str], Any]:
    """Instance-level variables as the facts leave them; called instances that have ended are among them."""
    found: dict[tuple[int, str], Any] = {}
    for fact in facts:
        detail = fact.detail
        if fact.kind == "variable_set" and detail["scope"] is None:
            found[fact.instance, detail["name"]] = value_set(fact) if "kind" in detail else detail["after"]
        elif fact.kind == "variable_removed" and detail["scope"] is None:
            found[fact.instance, detail["name"]] = GONE
    return found
