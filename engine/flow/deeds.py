"""What JUEL asks to be done to the execution or the task (Camunda 7), and how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bpmn.diagram import Expression
from bpmn.languages import Deed, Given
from bpmn.sentence import say
from engine.flow import expressions, terms
from engine.flow.problem import EXTRACT_VALUE, Problem, shown
from engine.flow.variables import Layer, Sight, local_layer, remove, take_away, write, write_beside, write_local

if TYPE_CHECKING:
    from engine.flow.token import Token

Done = Callable[[], None]
OF_TASK = ("name", "assignee", "priority", "due_at", "follow_up_at")


def act(
    token: Token,
    expression: Expression,
    event: str = "",
    task: Mapping[str, Any] | None = None,
    code: str = EXTRACT_VALUE,
) -> Any:
    """The value of an expression or script that may change something; what it asks for is done, all or nothing.
    ``task``: what is known of a user task, for its listeners. ``code`` is that of the Problem if it fails."""
    over: dict[str, Any] = {"execution": expressions.execution(token, event)}
    if task is not None:
        known = {name: task.get(name) for name in OF_TASK}
        over["task"] = Given(over["execution"], **known, description=token.node.element.documentation or None)
        over["task"].local = token.data
    evaluation = expressions.evaluated(token, expression, code, Sight(token, over))
    for done in [_prepared(token, deed, expression, code) for deed in evaluation.deeds]:
        done()
    return evaluation.value


def _prepared(token: Token, deed: Deed, expression: Expression, code: str) -> Done:
    """The deed with its values checked, ready to be done."""
    try:
        return DEEDS[deed.subject, deed.method](token, *deed.values)
    except _Unfit as unfit:
        sentence = say(
            "{call}() in {expression} needs {expected}, not {found}.", call=f"{deed.subject}.{deed.method}",
            expression=expression.text, expected=unfit.expected, found=shown(unfit.found),
        )  # fmt: skip
        raise Problem(code, sentence) from unfit


class _Unfit(Exception):
    def __init__(self, expected: object, found: object) -> None:
        super().__init__()
        self.expected, self.found = expected, found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _Unfit(say("a text"), value)
    return value


def _texts(value: Any) -> list[str]:
    return [_text(one) for one in (value if isinstance(value, list) else [value])]


def _listed(value: Any) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise _Unfit(say("a list"), value)
    return value or []


def _variable(token: Token, name: Any, value: Any) -> Done:
    wanted = _text(name)
    return lambda: write(token, wanted, value)


def _local(token: Token, name: Any, value: Any) -> Done:
    wanted = _text(name)
    return lambda: write_local(token, wanted, value)


def _beside(token: Token, name: Any, value: Any) -> Done:
    wanted = _text(name)
    return lambda: write_beside(token, wanted, value)


def _all(one: Callable[[Token, Any, Any], Done]) -> Callable[[Token, Any], Done]:
    """The same for a map of variables."""

    def prepared(token: Token, values: Any) -> Done:
        if not isinstance(values, dict):
            raise _Unfit(say("a map"), values)
        return _in_turn([one(token, name, value) for name, value in values.items()])

    return prepared


def _in_turn(steps: list[Done]) -> Done:
    def done() -> None:
        for step in steps:
            step()

    return done


def _removed(token: Token, name: Any) -> Done:
    wanted = _text(name)
    return lambda: remove(token, wanted)


def _own_removed(of: Callable[[Token], Layer]) -> Callable[[Token, Any], Done]:
    """Takes one of the variables away that are the execution's, or the task's, own."""

    def prepared(token: Token, name: Any) -> Done:
        wanted = _text(name)
        return lambda: take_away(token, *of(token), wanted)

    return prepared


def _all_removed(of: Callable[[Token], Layer], one: Callable[[Token, Any], Done]) -> Callable[..., Done]:
    """The same for a list of names; without one for all variables that are its own."""

    def prepared(token: Token, *names: Any) -> Done:
        if names:
            return _in_turn([one(token, name) for name in _listed(names[0])])
        return lambda: _in_turn([_own_removed(of)(token, name) for name in of(token)[1]])()

    return prepared


def _of_task(token: Token) -> Layer:
    return token.number, token.data


def _changes(of: Callable[[Token], Layer], local: Callable[[Token, Any, Any], Done]) -> dict[str, Callable[..., Done]]:
    """Changes of variables; those that are its own are ``of`` the execution or the task."""
    return {
        "setVariable": _variable,
        "setVariables": _all(_variable),
        "setVariableLocal": local,
        "setVariablesLocal": _all(local),
        "removeVariable": _removed,
        "removeVariables": _all_removed(of, _removed),
        "removeVariableLocal": _own_removed(of),
        "removeVariablesLocal": _all_removed(of, _own_removed(of)),
    }


def _detail(name: str, checked: Callable[[Token, Any], Any]) -> Callable[..., Done]:
    """Sets a property of the task that is about to be created."""

    def prepared(token: Token, value: Any) -> Done:
        found = checked(token, value)

        def done() -> None:
            token.memo.setdefault("detail", {})[name] = found

        return done

    return prepared


def _nobody_or_text(_token: Token, value: Any) -> str | None:
    return None if value is None or value == "" else _text(value)


def _number(_token: Token, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _Unfit(say("a whole number not below {least}", least=0), value)


def _date(token: Token, value: Any) -> str | None:
    return None if value is None else terms.date_text(token, Expression("literal", _text(value)))


def _more(name: str) -> Callable[..., Done]:
    def prepared(token: Token, value: Any) -> Done:
        found = _texts(value)

        def done() -> None:
            detail = token.memo.setdefault("detail", {})
            detail[name] = list(dict.fromkeys([*detail.get(name, []), *found]))

        return done

    return prepared


def _less(name: str) -> Callable[..., Done]:
    def prepared(token: Token, value: Any) -> Done:
        gone = _texts(value)

        def done() -> None:
            detail = token.memo.setdefault("detail", {})
            detail[name] = [one for one in detail.get(name, []) if one not in gone]

        return done

    return prepared


DEEDS: Mapping[tuple[str, str], Callable[..., Done]] = {
    **{("execution", name): done for name, done in _changes(local_layer, _beside).items()},
    **{("task", name): done for name, done in _changes(_of_task, _local).items()},
    ("task", "setName"): _detail("name", lambda _, value: _text(value)),
    ("task", "setAssignee"): _detail("assignee", _nobody_or_text),
    ("task", "setPriority"): _detail("priority", _number),
    ("task", "setDueDate"): _detail("due_at", _date),
    ("task", "setFollowUpDate"): _detail("follow_up_at", _date),
    ("task", "addCandidateUser"): _more("candidate_users"),
    ("task", "addCandidateUsers"): _more("candidate_users"),
    ("task", "addCandidateGroup"): _more("candidate_groups"),
    ("task", "addCandidateGroups"): _more("candidate_groups"),
    ("task", "deleteCandidateUser"): _less("candidate_users"),
    ("task", "deleteCandidateGroup"): _less("candidate_groups"),
}
"""THE table: what ``bpmn.languages.juel_objects`` lets a diagram ask for, and what is done. A test compares them."""
