"""Decisions: hit policies, requirements between decisions, and what is told about them."""

from __future__ import annotations

from time import perf_counter

import pytest

from bpmn.languages import EvaluationError
from bpmn.languages.dmn import Decided, DecisionError, check, decide, names, read
from tests.bpmn.languages.dmn_files import CAMUNDA7, MOMENT, decision, file, literal, table


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


def test_camunda7_converts_inputs_and_outputs_by_their_types() -> None:
    rows = [["> 5", "7"], ["-", "8"]]
    content = file(decision("a", table(["x:integer"], ["y:string"], rows, "FIRST")), platform=CAMUNDA7)
    found = taken(content, "a", x="6")
    assert (found.value, found.evaluations[0].inputs[0].value) == ("7", 6)
    with pytest.raises(DecisionError, match='inputExpression0: "six" cannot be converted to integer, which x asks for'):
        taken(content, "a", x="six")
    with pytest.raises(DecisionError, match=r"1\.5 cannot be converted to integer"):
        taken(content, "a", x=1.5)


def test_camunda7_compares_java_dates_on_the_engines_clock() -> None:
    rows = [['< date and time("2026-03-02T12:00:00")', '"before"'], ["-", '"after"']]
    content = file(decision("a", table(["x:date"], ["y:string"], rows, "FIRST")), platform=CAMUNDA7)
    assert taken(content, "a", x="2026-03-02T04:30:00.000+0000").value == "before"  # 11.30 in Jakarta
    assert taken(content, "a", x="2026-03-02T05:30:00.000+0000").value == "after"


def test_camunda7_gives_the_outputs_of_a_required_decision_as_variables() -> None:
    many = table(["x"], ["score:integer"], [["> 1", "1"], ["> 2", "2"]], "COLLECT")
    content = file(decision("a", many), decision("b", literal("sum(score)"), "a"), platform=CAMUNDA7)
    assert taken(content, "b", x=5).value == 3


def test_camunda7_leaves_an_empty_output_out() -> None:
    content = file(decision("a", table(["x"], ["y", "z"], [["1", "5", ""]])), platform=CAMUNDA7)
    assert taken(content, "a", x=1).outputs == ({"y": 5},)


@pytest.mark.parametrize("dialect", [CAMUNDA7, ""])
def test_juel_in_a_table(dialect: str) -> None:
    made = table(["order.total"], ["fee", "note"], [["", "${order.total * 2}", '"a"'], ["", "", '"b"']], "FIRST")
    made = made.replace('<inputEntry id="cell1_0">', '<inputEntry id="cell1_0" expressionLanguage="juel">', 1)
    made = made.replace("<text></text>", "<text>${total &gt; 5}</text>", 1)
    made = made.replace('<outputEntry id="cell1_1">', '<outputEntry id="cell1_1" expressionLanguage="juel">')
    content = file(decision("a", made), platform=dialect)
    assert {"order", "total"} <= names(read(content), "a")
    found = taken(content, "a", order={"total": 4}, total=6)
    assert found.value == {"fee": 8, "note": "a"}
    assert found.evaluations[0].rules[0].index == 1
    assert taken(content, "a", order={"total": 4}, total=5).evaluations[0].rules[0].index == 2


def test_the_language_of_a_whole_file() -> None:
    content = file(decision("a", literal("x * 2")), platform=CAMUNDA7, attributes=' expressionLanguage="juel"')
    assert taken(content, "a", x=4).value == 8
    [finding] = check(read(file(decision("a", literal("x = ", "juel")))))
    assert (finding.rule, finding.severity) == ("decision_expression", "error")


@pytest.mark.parametrize("text", ["a + b", " a + b ", "${a + b}", "#{a + b}"])
def test_juel_in_a_decision_needs_no_braces(text: str) -> None:
    content = file(decision("d", literal(text, "juel")), platform=CAMUNDA7)
    assert taken(content, "d", a=1, b=2).value == 3


def test_juel_that_begins_with_something_else_stands_within_braces() -> None:
    [finding] = check(read(file(decision("d", literal("Invoice ${id}", "juel")), platform=CAMUNDA7)))
    assert (finding.rule, finding.severity) == ("decision_expression", "error")
    assert finding.spot is not None
    assert finding.spot.text == "${Invoice ${id}}"


def test_a_text_in_braces_is_juel_in_camunda7_whatever_the_file_says() -> None:
    content = file(decision("a", table(["${x + 1}"], ["y"], [["2", "${x}"]])), platform=CAMUNDA7)
    assert taken(content, "a", x=1).value == 1
    assert check(read(content)) == ()


def test_javascript_in_a_table() -> None:
    made = table(["x"], ["y"], [["-", "x * 3"]]).replace(
        "<outputEntry ", '<outputEntry expressionLanguage="javascript" '
    )
    assert taken(file(decision("a", made), platform=CAMUNDA7), "a", x=2).value == 6


def test_a_failure_in_juel_names_the_cell() -> None:
    made = table(["x"], ["y"], [["-", "${nobody}"]]).replace("<outputEntry ", '<outputEntry expressionLanguage="juel" ')
    with pytest.raises(DecisionError) as raised:
        taken(file(decision("a", made), platform=CAMUNDA7), "a", x=1)
    assert raised.value.element_id == "cell1_1"


def test_other_languages_are_refused() -> None:
    found = check(read(file(decision("a", literal("1", "groovy")))))
    assert "groovy" in str(found[0].sentence)
    assert found[0].severity == "error"


KNOWLEDGE = (
    '<businessKnowledgeModel id="bk_rate" name="rate"><encapsulatedLogic><formalParameter name="amount" '
    f'typeRef="number"/>{literal("amount * 2")}</encapsulatedLogic></businessKnowledgeModel>'
)


def test_knowledge_models_are_functions() -> None:
    binding = f'<binding><parameter name="amount"/>{literal("x")}</binding>'
    content = file(
        KNOWLEDGE,
        decision("called", literal("rate(x) + 1"), "bk_rate"),
        decision("invoked", f"<invocation>{literal('rate')}{binding}</invocation>", "bk_rate"),
        decision("mapped", literal("for each in [1, 2] return rate(each)"), "bk_rate"),
    )
    assert taken(content, "called", x=5).value == 11
    assert taken(content, "invoked", x=5).value == 10
    assert taken(content, "mapped").value == [2, 4]
    assert check(read(content)) == ()


def test_boxed_expressions_of_dmn_1_4() -> None:
    def part(name: str, text: str) -> str:
        return f"<{name}>{literal(text)}</{name}>"

    content = file(
        decision("if", f"<conditional>{part('if', 'x > 1')}{part('then', '1')}{part('else', '2')}</conditional>"),
        decision("filter", f"<filter>{part('in', 'x')}{part('match', 'item > 1')}</filter>"),
        decision("for", f'<for iteratorVariable="i">{part("in", "x")}{part("return", "i + count(partial)")}</for>'),
        decision("some", f'<some iteratorVariable="i">{part("in", "x")}{part("satisfies", "i > 2")}</some>'),
        decision("every", f'<every iteratorVariable="i">{part("in", "x")}{part("satisfies", "i > 2")}</every>'),
        decision("context", f'<context><contextEntry><variable name="two words"/>{literal("x")}</contextEntry>'
                 f"<contextEntry>{literal('two words + 1')}</contextEntry></context>"),
        decision("list", f"<list>{literal('x')}{literal('2')}</list>"),
        decision("relation", f'<relation><column name="a"/><column name="b"/><row>{literal("1")}{literal("x")}</row>'
                 "</relation>"),
        decision("function", "<context><contextEntry><variable name='f'/><functionDefinition><formalParameter "
                 f"name='a'/>{literal('a + x')}</functionDefinition></contextEntry><contextEntry>{literal('f(1)')}"
                 "</contextEntry></context>"),
        space="https://www.omg.org/spec/DMN/20211108/MODEL/",
    )  # fmt: skip
    assert taken(content, "if", x=5).value == 1
    assert taken(content, "if", x=None).value == 2
    assert taken(content, "filter", x=[1, 2, 3]).value == [2, 3]
    assert taken(content, "for", x=[10, 20]).value == [10, 21]
    assert taken(content, "some", x=[1, 3]).value is True
    assert taken(content, "every", x=[1, 3]).value is False
    assert taken(content, "context", x=5).value == 6
    assert taken(content, "list", x=1).value == [1, 2]
    assert taken(content, "relation", x=5).value == [{"a": 1, "b": 5}]
    assert taken(content, "function", x=5).value == 6


SERVICE = (
    '<decisionService id="bk_service" name="service"><outputDecision href="#b"/><encapsulatedDecision href="#b"/>'
    '<inputDecision href="#a"/><inputData href="#in_x"/></decisionService>'
)


def test_decision_services_by_name_and_as_functions() -> None:
    content = file(
        '<inputData id="in_x" name="x"><variable name="x"/></inputData>',
        decision("a", literal("1")),
        decision("b", literal("a + x"), "a in_x"),
        SERVICE,
        decision("c", literal("service(10, 20)"), "bk_service"),
    )
    assert taken(content, "service", x=1, a=5).value == 6
    assert taken(content, "c").value == 30
    assert taken(content, "b", x=1).value == 2


def test_types_of_the_file() -> None:
    person = (
        '<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="age"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>'
        '</itemComponent></itemDefinition><inputData id="in_p" name="p"><variable name="p" typeRef="tPerson"/>'
        "</inputData>"
    )
    content = file(person, decision("a", literal("p.full name"), "in_p"), decision("b", literal("p"), "in_p"))
    good = {"full name": "Siti", "age": 30}
    assert taken(content, "a", p=good).value == "Siti"
    assert taken(content, "b", p=[good]).value == good
    refused = taken(content, "b", p={**good, "age": 200})
    assert refused.value is None
    assert "not of the type tPerson" in str(refused.warnings[0])


def test_requirements_that_cannot_be_met_are_findings() -> None:
    content = file(decision("a", literal("1"), "b"), decision("b", literal("1"), "a c"), decision("d", ""))
    found = {(finding.rule, finding.element_id, finding.severity) for finding in check(read(content))}
    assert ("decision_cycle", "a", "error") in found
    assert ("decision_required_missing", "b", "error") in found
    assert ("decision_without_logic", "d", "warning") in found


def test_tables_that_cannot_work_are_findings() -> None:
    content = file(
        decision("a", table(["x"], ["y"], [["1", "2", "3"]], "SOMETIMES")),
        decision("b", table(["x"], ["y"], [])),
        decision("c", table(["x"], ["y", "z"], [["1", "2", "3"]], "COLLECT", ' aggregation="SUM"')),
        decision("d", table(["x:tNobody"], ["y"], [["1", "unheard(2)"]])),
    )
    rules = {finding.rule for finding in check(read(content))}
    assert {"decision_hit_policy", "decision_rule_cells", "decision_table_empty", "decision_type"} <= rules
    assert any("unheard" in str(finding.sentence) for finding in check(read(content)))


def test_a_limit_of_the_sandbox_is_one_refused_decision() -> None:
    content = file(
        decision("a", literal("count(for a in 1..100000, b in 1..100000 return a)")), decision("b", literal("1"))
    )
    with pytest.raises(EvaluationError):
        taken(content, "a")
    assert taken(content, "b").value == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{f: function(n) if n = 0 then [] else [f(n - 1)]}.f(102)", "nested deeper than 100 levels"),
        ('"a\\u0000"', "zero character"),
        ('"\\ud800"', "half of a character"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_wherever_it_is_told(text: str, reason: str) -> None:
    for asked, content in (
        ("d", file(decision("d", literal(text)))),
        ("e", file(decision("d", literal(text)), decision("e", literal("1"), requires="d"))),
        ("d", file(decision("d", table(["1"], ["a"], [["-", text]])))),
    ):
        with pytest.raises(DecisionError, match=reason):
            decide(read(content), asked, {}, MOMENT)


def test_a_large_variable_that_no_text_names_costs_nothing() -> None:
    found = read(by_policy("FIRST", [SIZE, "rank"]))
    given: dict[str, object] = {"amount": 5000}
    large = {**given, "large": ["x" * 1000] * 1000}

    def seconds(variables: dict[str, object]) -> float:
        start = perf_counter()
        for _ in range(50):
            decide(found, "level", variables, MOMENT)
        return perf_counter() - start

    seconds(given)
    assert min(seconds(large) for _ in range(3)) < 2 * max(seconds(given) for _ in range(3))
