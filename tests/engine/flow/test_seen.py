"""What an incident tells of an expression that failed: which, where, why, what it saw, nothing personal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Diagram, Dialect, Expression, Script
from engine.flow.problem import packed, unpacked
from tests.engine.flow.kit import Player, diagram, element, end, scope, start, user, xor
from tests.engine.flow.test_languages import RealHost

NIK = "3201150101900001"


def asks(language: str, condition: str) -> Diagram:
    """A gateway that asks the condition first."""
    inside = scope("s > g > a; g > b", start(), xor("g", default="g_b"), user("a"), user("b"))
    flows = tuple(
        replace(flow, condition=Expression(language, condition)) if flow.id == "g_a" else flow for flow in inside.flows
    )
    dialect: Dialect = "camunda8" if language == "feel" else "camunda7"
    return diagram(replace(inside, flows=flows), dialect)


def runs(language: str, text: str) -> Diagram:
    task = element("scriptTask", "t", script=Script(Expression(language, text), "result"))
    return diagram(scope("s > t > e", start(), task, end()), "camunda7")


def incident(drawn: Diagram, **variables: Any) -> str:
    player = Player(drawn, False, RealHost(), **variables).start()
    (one,) = player.stuck.values()
    assert unpacked(packed(one.sentence)) == one.sentence  # as the rows keep it
    return str(one.sentence)


def test_a_null_of_feel_says_what_made_it() -> None:
    assert incident(asks("feel", "amount > 100")) == (
        "the condition of flow g_a must be true or false, but amount > 100 gave null: "
        "There is no variable amount; it counts as null. There was no amount."
    )


def test_the_incident_names_the_values() -> None:
    said = incident(asks("feel", "a + b"), a=1, b=[1, {"c": True}])
    assert said.endswith('It saw a = 1, b = [1, {"c": true}].')


@pytest.mark.parametrize(
    ("text", "variables", "words"),
    [
        ("${amount > limit}", {"amount": 5}, "has no value at character 12: Cannot resolve identifier 'limit'"),
        ("${amount > limit}", {"amount": 5}, "It saw amount = 5; there was no limit."),
        ("${ok and amount + 1 > 3}", {"ok": True, "amount": "x"}, "at character 10: "),
        ("${1 + 1}", {}, "but ${1 + 1} gave 2. It read no variables."),
    ],
)
def test_juel_says_at_which_character(text: str, variables: dict[str, Any], words: str) -> None:
    assert words in incident(asks("juel", text), **variables)


def test_of_a_script_the_line_that_failed_is_quoted() -> None:
    said = incident(runs("javascript", "var a = 1;\n  a.b.c(price);\na"), price=7)
    assert said.startswith("Line 2 of the text, a.b.c(price);, has no value at character 3: ")
    assert said.endswith("It saw price = 7.")


def test_a_long_text_and_many_variables_are_cut() -> None:
    names = [f"v{number:02}" for number in range(12)]
    text = f"${{{' + '.join(names)} + {'1' * 400}}}"
    said = incident(asks("juel", text), **dict.fromkeys(names, 1))
    assert "111..." in said
    assert "v07 = 1." in said
    assert "v08 = 1" not in said
    assert len(said) < 600


@pytest.mark.parametrize(
    ("language", "text", "variables"),
    [
        ("feel", "nik", {"nik": NIK}),
        ("feel", "pemohon.nik + 5", {"pemohon": {"nik": "998877665"}}),
        ("feel", "substring(rekening, 1, 9) + 5", {"rekening": "998877665544"}),
        ("feel", "number(paspor)", {"paspor": "A998877665"}),
        ("feel", "[pemohon]", {"pemohon": {"no_rekening": 998877665}}),
        ("juel", "${nik + 1}", {"nik": "x998877665"}),
        ("juel", "${keterangan + 1}", {"keterangan": f"NIK {NIK}"}),
        ("juel", "${pemohon.npwp - 1}", {"pemohon": {"npwp": "998877665-x"}}),
        ("javascript", "throw new Error('no ' + nik)", {"nik": "998877665"}),
        ("javascript", "throw new Error(orang[0].nik)", {"orang": [{"nik": "998877665"}]}),
    ],
)
def test_nothing_personal_stands_in_an_incident(language: str, text: str, variables: dict[str, Any]) -> None:
    drawn = runs(language, text) if language == "javascript" else asks(language, text)
    said = incident(drawn, **variables)
    assert "998877" not in said
    assert "32011501" not in said
    assert "••••" in said


def test_what_the_analyst_wrote_is_not_hidden() -> None:
    said = incident(asks("juel", "${nik == '1234567' ? 5 : 6000}"), nik="998877665")
    assert "'1234567'" in said
    assert "998877" not in said
