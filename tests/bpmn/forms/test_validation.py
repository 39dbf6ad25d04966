"""Checking submitted values and what they set, table by table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bpmn.forms import Form, form_from, prefill, submitted, validate
from bpmn.languages import Moment
from tests.bpmn.forms.cases import BOTH, STRICTER, VARIABLES

NOW = Moment(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))


def form(*components: object) -> Form:
    return form_from({"type": "default", "id": "f", "components": list(components)})


def wrong(read: Form, values: dict[str, Any], variables: dict[str, Any] | None = None) -> dict[str, list[str]]:
    found = validate(read, values, variables or {}, NOW)
    return {key: [str(sentence) for sentence in sentences] for key, sentences in found.items()}


@pytest.mark.parametrize(
    ("field", "value", "messages"), [case[1:] for case in BOTH + STRICTER], ids=[case[0] for case in BOTH + STRICTER]
)
def test_a_field(field: dict[str, Any], value: Any, messages: list[str]) -> None:
    assert wrong(form(field), {"x": value}, VARIABLES) == ({"x": messages} if messages else {})


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "id": key, "label": key, **more}


FLAG = {"type": "checkbox", "key": "flag", "label": "Flag"}


@pytest.mark.parametrize(
    ("components", "values", "variables", "sets"),
    [
        ([text("a")], {"a": "1", "role": "administrator"}, {}, {"a": "1"}),
        ([text("a")], {"a": "two\nlines"}, {}, {"a": "two lines"}),
        ([text("a"), FLAG], {}, {}, {"a": "", "flag": False}),
        ([text("a", defaultValue="d")], {}, {}, {"a": "d"}),
        ([text("a", defaultValue="d")], {}, {"a": "v"}, {"a": "v"}),
        ([text("a", defaultValue="d")], {"a": ""}, {"a": "v"}, {"a": ""}),
        ([text("a", disabled=True)], {"a": "x"}, {"a": "v"}, {}),
        ([text("a", readonly=True)], {"a": "x"}, {"a": "v"}, {}),
        ([text("a", readonly="=flag"), FLAG], {"a": "x", "flag": True}, {"a": "v"}, {"flag": True}),
        ([text("a", readonly="=flag"), FLAG], {"a": "x", "flag": False}, {"a": "v"}, {"a": "x", "flag": False}),
        ([FLAG, text("a", conditional={"hide": "=flag"})], {"a": "x", "flag": True}, {"a": "v"}, {"flag": True}),
        ([FLAG, text("a", conditional={"hide": "=flag"})], {"a": "x"}, {"flag": True}, {"flag": True}),
        ([{"type": "number", "key": "n", "label": "N"}], {"n": "12"}, {}, {"n": 12}),
        ([{"type": "number", "key": "n", "label": "N"}], {"n": 1.5}, {}, {"n": 1.5}),
        ([{"type": "number", "key": "n", "label": "N", "serializeToString": True}], {"n": 1.5}, {}, {"n": "1.5"}),
        ([{"type": "radio", "key": "r", "values": [{"value": "true"}]}], {"r": True}, {}, {"r": "true"}),
        ([{"type": "expression", "key": "e", "expression": "=n * 2"}], {"e": 99}, {"n": 4}, {"e": 8}),
        (
            [{"type": "number", "key": "n", "label": "N"}, {"type": "expression", "key": "e", "expression": "=n * 2"}],
            {"n": 5, "e": 99}, {"n": 4}, {"n": 5, "e": 10},
        ),
    ],
)  # fmt: skip
def test_what_a_submission_sets(
    components: list[Any], values: dict[str, Any], variables: dict[str, Any], sets: dict[str, Any]
) -> None:
    read = form(*components)
    assert wrong(read, values, variables) == {}
    assert submitted(read, values, variables, NOW) == sets


def test_a_field_in_a_hidden_group_is_neither_asked_nor_set() -> None:
    inner = text("a", validate={"required": True})
    read = form(FLAG, {"type": "group", "components": [inner], "conditional": {"hide": "=flag"}})
    assert wrong(read, {"flag": True, "a": ""}) == {}
    assert submitted(read, {"flag": True, "a": "sly"}, {}, NOW) == {"flag": True}
    assert wrong(read, {"flag": False, "a": ""}) == {"a": ["Field is required."]}


def test_nested_values_leave_their_neighbours_alone() -> None:
    read = form(
        {"type": "group", "path": "home", "components": [text("city"), text("old", readonly=True)]}, text("x.y")
    )
    variables = {"home": {"city": "A", "old": "o", "other": 1}, "x": {"z": 2}}
    assert submitted(read, {"home": {"city": "B", "old": "sly"}, "x": {"y": "1"}}, variables, NOW) == {
        "home": {"city": "B", "old": "o", "other": 1},
        "x": {"y": "1", "z": 2},
    }


PEOPLE = {
    "type": "dynamiclist",
    "path": "people",
    "components": [
        text("name", validate={"required": True}),
        text("why", conditional={"hide": '=this.name != "Ana"'}, validate={"required": True}),
        {"type": "number", "key": "age", "label": "Age", "validate": {"max": "=oldest - i[1]"}},
    ],
}


def test_rows_of_a_list_are_checked_one_by_one() -> None:
    values = {"people": [{"name": "Ana", "age": 99}, {"name": "", "age": 3}, {"name": "Bob", "age": 98}]}
    assert wrong(form(PEOPLE), values, {"oldest": 100}) == {
        "people.0.why": ["Field is required."],
        "people.1.name": ["Field is required."],
        "people.2.age": ["Field must have maximum value of 97."],
    }


def test_rows_of_a_list_replace_the_rows_before() -> None:
    before = {"people": [{"name": "A", "age": 1}, {"name": "B", "age": 2}]}
    values = {"people": [{"name": "C", "age": "3", "role": "sly", "why": "hidden"}]}
    assert submitted(form(PEOPLE), values, before, NOW) == {"people": [{"name": "C", "age": 3}]}


def test_rows_are_kept_when_the_list_was_not_touched() -> None:
    before = {"people": [{"name": "A", "age": 1}, {"name": "B", "age": 2}]}
    assert submitted(form(PEOPLE), {}, before, NOW) == before


def test_no_rows_can_be_added_where_the_form_forbids_it() -> None:
    read = form(PEOPLE | {"allowAddRemove": False, "defaultRepetitions": 1})
    values = {"people": [{"name": "A", "age": 1}, {"name": "B", "age": 2}]}
    assert submitted(read, values, {}, NOW) == {"people": [{"name": "A", "age": 1}]}


def test_an_old_date_that_was_not_touched_may_stay() -> None:
    read = form({"type": "datetime", "key": "d", "subtype": "date", "disallowPassedDates": True})
    assert wrong(read, {"d": "2025-01-01"}, {"d": "2025-01-01"}) == {}
    assert wrong(read, {"d": "2025-01-02"}, {"d": "2025-01-01"}) == {"d": ["The date must not lie in the past."]}


def test_the_form_opens_with_the_values_of_the_case_and_with_nothing_else() -> None:
    read = form(
        text("a"), text("b", defaultValue="d"), FLAG, PEOPLE, {"type": "text", "text": "Dear {{who}}"},
        {"type": "select", "key": "s", "values": [{"label": "One", "value": 1}], "label": "S"},
        {"type": "number", "key": "n", "label": "N"},
    )  # fmt: skip
    variables = {"a": 7, "who": "Ana", "secret": "x", "s": 9, "n": "no number", "people": [{"name": "A", "age": 1}, 3]}
    assert prefill(read, variables) == {
        "a": "7", "b": "d", "flag": False, "who": "Ana", "s": None, "n": None,
        "people": [{"name": "A", "why": "", "age": 1}, {"name": "", "why": "", "age": None}],
    }  # fmt: skip


def test_filling_a_form_does_not_change_the_case() -> None:
    variables = {"people": [{"name": "A"}]}
    prefill(form(PEOPLE), variables)["people"][0]["name"] = "changed"
    submitted(form(PEOPLE), {"people": [{"name": "B"}]}, variables, NOW)
    assert variables == {"people": [{"name": "A"}]}
