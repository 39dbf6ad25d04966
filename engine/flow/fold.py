"""Fold the trail: what was live and which values held after a list of facts. Pure; the audit replays with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.flow.facts import Fact

LEFT = frozenset({"element_completed", "element_terminated", "merged"})


def fold(facts: Iterable[Fact]) -> tuple[dict[int, str], dict[int, dict[str, Any]]]:
    """(live tokens with their elements, guards included; instance-level variables by instance key)."""
    live: dict[int, str] = {}
    variables: dict[int, dict[str, Any]] = {}
    for fact in facts:
        if fact.kind == "element_entered":
            assert fact.token is not None
            assert fact.element is not None
            live[fact.token] = fact.element
        elif fact.kind in LEFT:
            assert fact.token is not None
            live.pop(fact.token, None)
        elif fact.kind == "instance_started":
            variables.setdefault(fact.instance, {})
        elif fact.kind == "variable_set" and fact.detail["scope"] is None:
            variables.setdefault(fact.instance, {})[fact.detail["name"]] = fact.detail["after"]
        elif fact.kind == "variable_removed" and fact.detail["scope"] is None:
            variables.setdefault(fact.instance, {}).pop(fact.detail["name"], None)
    return live, variables
