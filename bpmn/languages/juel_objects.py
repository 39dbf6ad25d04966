"""What JUEL may use of Camunda 7's `execution` and `task`: tables of what is read and of what is asked to be done.

Evaluating does nothing: each call of a deed is noted in ``Evaluation.deeds``, and whoever evaluates carries it out.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from lark import Token, Tree

from bpmn.kinds import bare
from bpmn.languages.juel_coercion import shown
from bpmn.languages.language import Deed, EvaluationError, Subject
from bpmn.sentence import say

PROPERTIES: Mapping[Subject, Mapping[str, str]] = {
    "execution": {
        "id": "token",
        "processInstanceId": "process_instance",
        "processDefinitionId": "definition",
        "processDefinitionKey": "process",
        "processBusinessKey": "business_key",
        "businessKey": "business_key",
        "currentActivityId": "element",
        "currentActivityName": "element_name",
        "activityInstanceId": "token",
        "eventName": "event",
        "tenantId": "tenant",
    },
    "task": {
        "id": "token",
        "name": "name",
        "description": "description",
        "assignee": "assignee",
        "dueDate": "due_at",
        "followUpDate": "follow_up_at",
        "taskDefinitionKey": "element",
        "processInstanceId": "process_instance",
        "processDefinitionId": "definition",
        "executionId": "token",
        "eventName": "event",
        "priority": "priority",
        "tenantId": "tenant",
    },
}
"""What can be read as a property or by its getter: its name in Camunda -> in what the evaluating side gives."""

ONE, TWO, NONE_OR_ONE = (1,), (2,), (0, 1)

VARIABLE_DEEDS: Mapping[str, tuple[int, ...]] = {
    "setVariable": TWO,
    "setVariables": ONE,
    "setVariableLocal": TWO,
    "setVariablesLocal": ONE,
    "removeVariable": ONE,
    "removeVariables": NONE_OR_ONE,
    "removeVariableLocal": ONE,
    "removeVariablesLocal": NONE_OR_ONE,
}
"""Changes of variables, on both."""

DEEDS: Mapping[Subject, Mapping[str, tuple[int, ...]]] = {
    "execution": VARIABLE_DEEDS,
    "task": {
        **VARIABLE_DEEDS,
        "setName": ONE,
        "setAssignee": ONE,
        "setPriority": ONE,
        "setDueDate": ONE,
        "setFollowUpDate": ONE,
        "addCandidateUser": ONE,
        "addCandidateGroup": ONE,
        "addCandidateUsers": ONE,
        "addCandidateGroups": ONE,
        "deleteCandidateUser": ONE,
        "deleteCandidateGroup": ONE,
    },
}
"""Calls that change something, and how many values they take."""

Variables = Mapping[str, object]


def _named(name: object) -> str:
    if isinstance(name, str):
        return name
    raise EvaluationError(say("The name of a variable is a text, not {value}.", value=shown(name)))


def _all(seen: Variables) -> dict[str, object]:
    return {name: value for name, value in seen.items() if not isinstance(value, Given)}


LOOKS: Mapping[str, tuple[int, Callable[..., object]]] = {
    "getVariable": (1, lambda seen, name: seen.get(_named(name))),
    "hasVariable": (1, lambda seen, name: _named(name) in seen),
    "hasVariables": (0, lambda seen: bool(_all(seen))),
    "getVariables": (0, lambda seen: _all(seen)),
    "getVariableNames": (0, lambda seen: list(_all(seen))),
}
"""Reads of variables, on both: how many values they take, and what they give of the variables that are seen."""

LOCAL_LOOKS: Mapping[str, str] = {
    "getVariableLocal": "getVariable",
    "hasVariableLocal": "hasVariable",
    "hasVariablesLocal": "hasVariables",
    "getVariablesLocal": "getVariables",
    "getVariableNamesLocal": "getVariableNames",
}
"""The same of the execution's own variables only."""


BY_NAME = frozenset({"getVariable", "hasVariable", "getVariableLocal", "hasVariableLocal"})
"""Those that are told one variable's name."""

REMOVE_BY_NAME = frozenset({"removeVariable", "removeVariableLocal"})


class Given(dict[str, object]):
    """What the evaluating side says about `execution` or `task`; a variable of that name is no such thing. ``local``
    are the variables of the execution itself."""

    local: Variables = {}


def subject_of(node: Tree[Token] | Token) -> Subject | None:
    """``execution`` or ``task`` if the node names one of them; ``task.execution`` is the execution."""
    if not isinstance(node, Tree):
        return None
    if node.data == "identifier":
        name = str(node.children[0])
        return "execution" if name == "execution" else "task" if name == "task" else None
    named = node.data == "member" and str(node.children[1]) == "execution"
    called = node.data == "method" and str(node.children[1]) == "getExecution"
    return "execution" if (named or called) and subject_of(node.children[0]) == "task" else None


def property_of(subject: Subject, name: str) -> str | None:
    """What a property or its getter is called by the evaluating side, None if JUEL may not read it."""
    if name.startswith("get") and len(name) > len("get"):
        name = name[3].lower() + name[4:]
    return PROPERTIES[subject].get(name)


def values_taken(subject: Subject, name: str) -> tuple[int, ...] | None:
    """How many values a method of the execution or the task takes; None if it is in none of the tables."""
    if name in DEEDS[subject]:
        return DEEDS[subject][name]
    look = LOOKS.get(LOCAL_LOOKS.get(name, name))
    if look is not None:
        return (look[0],)
    return (0,) if name.startswith("get") and property_of(subject, name) is not None else None


def look(name: str, given: object, seen: Variables, arguments: list[Any]) -> object:
    """The answer to a read of variables."""
    if name not in LOCAL_LOOKS:
        return LOOKS[name][1](seen, *arguments)
    if not isinstance(given, Given):
        raise EvaluationError(say("There is no {subject} here that could be asked.", subject="execution"))
    local = {each: bare(value) for each, value in given.local.items()}
    return LOOKS[LOCAL_LOOKS[name]][1](local, *arguments)


def foreseen(deed: Deed, seen: Variables) -> Variables:
    """The variables as the deed will leave them: what stands behind it in the same text sees them so already. (What
    is removed is gone there, also if a scope further out has a variable of that name.)"""
    values = deed.values
    if deed.method in ("setVariable", "setVariableLocal") and isinstance(values[0], str):
        return ChainMap({values[0]: values[1]}, cast(dict[str, object], seen))
    if deed.method in ("setVariables", "setVariablesLocal") and isinstance(values[0], dict):
        return ChainMap(values[0], cast(dict[str, object], seen))
    if deed.method in ("removeVariables", "removeVariablesLocal") and not values:
        given = seen.get(deed.subject)
        return _Without(seen, frozenset(given.local if isinstance(given, Given) else ()))
    if deed.method.startswith("remove"):
        names = values[0] if isinstance(values[0], list) else values
        return _Without(seen, frozenset(name for name in names if isinstance(name, str)))
    return seen


class _Without(Mapping[str, object]):
    """Variables without some of them."""

    def __init__(self, seen: Variables, gone: frozenset[str]) -> None:
        self._seen, self._gone = seen, gone

    def __getitem__(self, name: str) -> object:
        if name in self._gone:
            raise KeyError(name)
        return self._seen[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._seen if name not in self._gone)

    def __len__(self) -> int:
        return sum(1 for _ in self)
