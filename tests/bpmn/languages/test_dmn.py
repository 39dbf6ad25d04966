"""Decisions: hit policies, requirements between decisions, and what is told about them."""

from __future__ import annotations

import pytest

from bpmn.languages.dmn import Decided, DecisionError, check, decide, names, read
from tests.bpmn.languages.dmn_files import MOMENT, decision, file, literal, table


def taken(content: bytes, id_: str, **variables: object) -> Decided:
    return decide(read(content), id_, variables, MOMENT)


AMOUNTS = [["< 100", '"low"', "1"], ["< 1000", '"middle"', "2"], ["-", '"high"', "3"]]


def by_policy(policy: str, outputs: list[str], more: str = "", rules: list[list[str]] = AMOUNTS) -> bytes:
    return file(decision("level", table(["amount"], outputs, rules, policy, more)))


SIZE = 'size:string:"high","middle","low"'


@pytest.mark.parametrize(
    ("policy", "amount", "value", "matched"),
    [
        ("FIRST", 50, {"size": "low", "rank": 1}, [1]),
        ("FIRST", 500, {"size": "middle", "rank": 2}, [2]),
        ("PRIORITY", 50, {"size": "high", "rank": 3}, [1, 2, 3]),
        ("RULE ORDER", 500, [{"size": "middle", "rank": 2}, {"size": "high", "rank": 3}], [2, 3]),
        ("OUTPUT ORDER", 500, [{"size": "high", "rank": 3}, {"size": "middle", "rank": 2}], [2, 3]),
        ("COLLECT", 5000, [{"size": "high", "rank": 3}], [3]),
        ("UNIQUE", 5000, {"size": "high", "rank": 3}, [3]),
    ],
)
def test_hit_policies(policy: str, amount: int, value: object, matched: list[int]) -> None:
    found = taken(by_policy(policy, [SIZE, "rank:number"]), "level", amount=amount)
    assert found.value == value
    [evaluation] = found.evaluations
    assert [rule.index for rule in evaluation.rules] == matched
    assert [(each.id, each.label, each.value) for each in evaluation.inputs] == [("input0", "amount", amount)]
    assert list(found.outputs) == (value if isinstance(value, list) else [value])


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", 5), ("COUNT", 2), ("MIN", 2), ("MAX", 3)])
def test_aggregations(aggregation: str, value: int) -> None:
    rules = [[cells[0], cells[2]] for cells in AMOUNTS]
    found = taken(by_policy("COLLECT", ["rank:number"], f' aggregation="{aggregation}"', rules), "level", amount=500)
    assert found.value == value
    assert found.outputs == ({"rank": value},)


def test_two_rules_under_unique_are_an_error_that_names_them() -> None:
    with pytest.raises(DecisionError) as raised:
        taken(by_policy("UNIQUE", [SIZE, "rank"]), "level", amount=500)
    assert str(raised.value) == "table: Hit policy UNIQUE lets one rule match, but these match: 2 (rule2), 3 (rule3)."
    assert raised.value.element_id == "table"


def test_different_outputs_under_any_are_an_error_that_names_them() -> None:
    with pytest.raises(DecisionError, match=r"ANY .* 2 \(rule2\), 3 \(rule3\)"):
        taken(by_policy("ANY", [SIZE, "rank"]), "level", amount=500)
    same = [["< 100", '"low"', "1"], ["< 1000", '"low"', "1"]]
    assert taken(by_policy("ANY", ["size", "rank"], "", same), "level", amount=5).value == {"size": "low", "rank": 1}


def test_no_rule_matches() -> None:
    found = taken(file(decision("a", table(["x"], ["y"], [["1", "2"]]))), "a", x=5)
    assert (found.value, found.outputs, found.evaluations[0].rules) == (None, (), ())


def test_required_decisions_come_first_and_only_named_variables_are_asked_for() -> None:
    content = file(
        '<inputData id="in_age" name="age"><variable name="age"/></inputData>',
        decision("risk", table(["age"], ["level:string"], [["< 25", '"high"'], [">= 25", '"low"']]), "in_age"),
        decision("fee", literal('if risk = "high" then 200 else 100'), "risk"),
    )
    found = read(content)
    assert names(found, "fee") >= {"age"}
    assert "amount" not in names(found, "fee")
    told = taken(content, "fee", age=20)
    assert told.value == 200
    assert [each.decision_id for each in told.evaluations] == ["risk", "fee"]


def test_the_check_names_the_text_and_its_place() -> None:
    [finding] = check(read(file(decision("a", table(["x"], ["y"], [["< ", "2"]])))))
    assert (finding.rule, finding.severity, finding.element_id) == ("decision_expression", "error", "cell1_0")


def test_an_unknown_decision_is_an_error() -> None:
    with pytest.raises(DecisionError, match="no decision nobody"):
        taken(file(decision("a", literal("1"))), "nobody")
