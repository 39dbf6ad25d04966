"""What JUEL may use of Camunda 7's `execution` and `task`: tables of what is read and of what is asked to be done.

Evaluating does nothing: each call of a deed is noted in ``Evaluation.deeds``, and whoever evaluates carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping

from lark import Token, Tree

from bpmn.languages.language import Subject

LOOKS = frozenset({"getVariable", "hasVariable", "getVariableLocal", "hasVariableLocal"})
"""Reads of a variable, on both. (``Local`` looks as far as the others do.)"""

PROPERTIES: Mapping[Subject, Mapping[str, str]] = {
    "execution": {
        "processInstanceId": "process_instance",
        "currentActivityId": "element",
        "currentActivityName": "element_name",
        "eventName": "event",
    },
    "task": {
        "name": "name",
        "assignee": "assignee",
        "taskDefinitionKey": "element",
        "processInstanceId": "process_instance",
        "eventName": "event",
        "priority": "priority",
    },
}
"""What can be read as a property or by its getter: its name in Camunda -> in what the evaluating side gives."""

DEEDS: Mapping[Subject, Mapping[str, int]] = {
    "execution": {"setVariable": 2, "setVariables": 1},
    "task": {
        "setVariable": 2,
        "setVariables": 1,
        "setVariableLocal": 2,
        "setName": 1,
        "setAssignee": 1,
        "setPriority": 1,
        "setDueDate": 1,
        "setFollowUpDate": 1,
        "addCandidateUser": 1,
        "addCandidateGroup": 1,
        "addCandidateUsers": 1,
        "addCandidateGroups": 1,
        "deleteCandidateUser": 1,
        "deleteCandidateGroup": 1,
    },
}
"""Calls that change something, and how many values they take."""


def subject_of(node: Tree[Token] | Token) -> Subject | None:
    """``execution`` or ``task`` if the node names one of them; ``task.execution`` is the execution."""
    if not isinstance(node, Tree):
        return None
    if node.data == "identifier":
        name = str(node.children[0])
        return "execution" if name == "execution" else "task" if name == "task" else None
    if node.data == "member" and str(node.children[1]) == "execution" and subject_of(node.children[0]) == "task":
        return "execution"
    return None


def property_of(subject: Subject, name: str) -> str | None:
    """What a property or its getter is called by the evaluating side, None if JUEL may not read it."""
    if name.startswith("get") and len(name) > len("get"):
        name = name[3].lower() + name[4:]
    return PROPERTIES[subject].get(name)
