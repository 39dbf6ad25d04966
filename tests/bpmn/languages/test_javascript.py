"""JavaScript as Camunda 7 runs it: what a script sees, what it gives, what it asks for, and how it fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bpmn.diagram import Expression
from bpmn.languages import Deed, Evaluation, EvaluationError, Given, Moment, calls, check, evaluate, names, place_in

MOMENT = Moment(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), "Asia/Jakarta")
EXECUTION = Given(process_instance="7", element="Task_1", element_name="Weigh", event="start")
TASK = Given(EXECUTION, name="Check", assignee="ana", priority=50)
DEEPEST = 100


def run(text: str, **variables: object) -> Evaluation:
    return evaluate(Expression("javascript", text), {"execution": EXECUTION, **variables}, MOMENT)


def failure(text: str, **variables: object) -> str:
    with pytest.raises(EvaluationError) as refusal:
        run(text, **variables)
    if refusal.value.offset is None:
        return str(refusal.value)
    line, column = place_in(text, refusal.value.offset)
    return f"line {line}, character {column}: {refusal.value}"


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("1 + 1", {}, 2),
        ("amount * 2", {"amount": 21}, 42),
        ("0.1 + 0.2", {}, 0.30000000000000004),
        ("10 / 4", {}, 2.5),
        ("10 / 2", {}, 5),
        ("-0", {}, 0),
        ("1e21", {}, 1e21),
        ("id", {"id": 2**60 + 1}, 2**60 + 1),
        ("'id ' + id", {"id": 2**60 + 1}, f"id {2**60 + 1}"),
        ("ids[1].n", {"ids": [1, {"n": -(2**70)}]}, -(2**70)),
        ("[1, 'a', null, undefined, true]", {}, [1, "a", None, None, True]),
        ("({a: {b: [1]}, f: function () {}, u: undefined})", {}, {"a": {"b": [1]}}),
        ("new Map([['a', 1]])", {}, {"a": 1}),
        ("new Set([1, 1, 2])", {}, [1, 2]),
        ("undefined", {}, None),
        ("", {"x": 1}, "refused"),
        ("var x = 5;", {}, None),
        ("if (amount > 1) { 'many' } else { 'few' }", {"amount": 2}, "many"),
        ("x = x + 1; x", {"x": 1}, 2),
        ("var x = x + 1; x", {"x": 1}, 2),
        ("let x = 3; x", {"x": 1}, 3),
        ("typeof missing", {}, "undefined"),
        ("execution.getVariable('x')", {"x": {"a": 1}}, {"a": 1}),
        ("execution.getVariable('missing')", {}, None),
        ("execution.getVariable('na' + 'me')", {"name": "budi"}, "budi"),
        ("execution.hasVariable('x') && !execution.hasVariable('y')", {"x": None}, True),
        ("execution.setVariable('x', 2); x + execution.getVariable('x')", {"x": 1}, 4),
        ("execution.setVariable('n', 2); n", {}, 2),
        ("Object.keys(execution.getVariables()).sort()", {"b": 1, "a": 2}, ["a", "b"]),
        ("execution.removeVariable('x'); [typeof x, execution.getVariable('x')]", {"x": 1}, ["undefined", None]),
        ("execution.removeVariables(['a', 'c']); execution.getVariableNames()", {"a": 1, "b": 2}, ["b"]),
        ("execution.removeVariableLocal('x'); x", {"x": 1}, 1),
        ("var e = execution; e.setVariableLocal('x', 2); e.removeVariables(); e.getVariableNames()", {"y": 1}, ["y"]),
        ("[execution.getVariableLocal('x'), execution.hasVariablesLocal()]", {"x": 1}, [None, False]),
        ("execution.setVariablesLocal({x: 3}); execution.getVariablesLocal()", {"x": 1, "y": 1}, {"x": 3}),
        ("execution.getVariableNames().length", {"b": 1, "a": 2}, 2),
        ("execution.getProcessInstanceId()", {}, "7"),
        ("execution.getCurrentActivityId() + execution.currentActivityName", {}, "Task_1Weigh"),
        ("execution.getEventName()", {}, "start"),
        ("e = execution; e.getVariable('x')", {"x": 1}, 1),
        ("globalThis['x']", {"x": 1}, 1),
        ("JSON.parse(given).a", {"given": '{"a": [1, 2]}'}, [1, 2]),
        ("given.replace(/'/g, '\"')", {"given": "{'a'}"}, '{"a"}'),
        ("parseFloat('1.5') + Number('2')", {}, 3.5),
        ("order.total = 5; order", {"order": {}}, {"total": 5}),
        ("print('x'); console.log('y'); 1", {}, 1),
        ("x", {"x": {"__proto__": {"a": 1}}}, {"__proto__": {"a": 1}}),
        ("Object.prototype.polluted", {}, None),
        ("`${name} ${1 + 1}`", {"name": "a"}, "a 2"),
    ],
)  # fmt: skip
def test_values(text: str, variables: dict[str, object], expected: object) -> None:
    if expected == "refused":
        assert "empty" in failure(text, **variables)
    else:
        found = run(text, **variables).value
        assert found == expected
        assert type(found) is type(expected)


def test_there_is_no_clock_but_the_engines() -> None:
    milliseconds = int(MOMENT.now.timestamp() * 1000)
    assert run("[Date.now(), new Date().getTime(), +new Date(), new (new Date().constructor)().getTime()]").value == (
        [milliseconds] * 4
    )
    assert run("new Date()").value == "2026-03-04T12:06:07.000+07:00"
    assert run("new Date(2026, 0, 31, 9)").value == "2026-01-31T09:00:00.000+07:00"
    assert run("new Date('2026-01-31T00:00:00Z').getHours()").value == 7
    assert run("Date().slice(0, 15)").value == "Wed Mar 04 2026"
    assert run("new Date() instanceof Date && Date.UTC(1970, 0, 1) === 0").value is True


def test_each_zone_has_its_own_hours() -> None:
    hours = Expression("javascript", "new Date().getHours()")
    for zone, hour in (("Asia/Jakarta", 12), ("Asia/Jayapura", 14), ("America/New_York", 0), ("UTC", 5)):
        assert evaluate(hours, {}, Moment(MOMENT.now, zone)).value == hour


def test_chance_is_the_same_for_the_same_moment_case_and_text() -> None:
    first = run("[Math.random(), Math.random()]").value
    assert isinstance(first, list)
    assert first[0] != first[1]
    assert all(0 <= number < 1 for number in first)
    assert run("[Math.random(), Math.random()]").value == first
    assert run("[Math.random(), Math.random()] ").value != first


def test_nothing_is_left_for_the_next_script() -> None:
    run("left = 1; Array.prototype.left = 2; Object.prototype.left = 3; JSON.stringify = null; Math.abs = null; 1")
    assert run("[typeof left, [].left, ({}).left, Math.abs(-1), JSON.stringify(1)]").value == [
        "undefined", None, None, 1, "1",
    ]  # fmt: skip


def test_deeds_come_back_in_order_with_the_values_as_they_are_in_the_end() -> None:
    found = run("var o = {n: 1}; execution.setVariable('o', o); o.n = 2; execution.setVariables({a: [1], b: null}); 5")
    assert found.value == 5
    assert found.deeds == (
        Deed("execution", "setVariable", ("o", {"n": 2})),
        Deed("execution", "setVariables", ({"a": [1], "b": None},)),
    )


def test_a_task_listener_has_the_task() -> None:
    text = (
        "task.setName(task.getName() + '!'); task.setAssignee('bob'); task.execution.currentActivityId + task.assignee"
    )
    found = run(text, task=TASK)
    assert found.value == "Task_1bob"
    assert found.deeds == (Deed("task", "setName", ("Check!",)), Deed("task", "setAssignee", ("bob",)))
    assert "task is not defined" in failure("task.getName()")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;", "line 1, character 1: The script failed: ReferenceError: a is not defined"),
        ("var x = 1;\n\n  x.y.z", "line 3, character 3: The script failed: TypeError"),
        ("\nthrow new Error('no stock')", "line 2, character 11: The script failed: Error: no stock"),
        ("throw 'no'", "failed: no"),
        ("throw {code: 5}", 'failed: {"code":5}'),
        ("0 / 0", "not finite"),
        ("(function () {})", "a function"),
        ("Symbol('a')", "a symbol"),
        ("async function f() {}\nf()", "a promise"),
        ("var a = {}; a.a = a; a", "contains itself"),
        ("var a = []; for (var i = 0; i < 200; i++) a = [a]; a", "nested deeper than 100"),
        ("new Array(9000000).join('x')", "more data"),
        ("new Date(NaN)", "a date outside"),
        ("x + 1", "BigInt"),
        ("var e = execution; e.createIncident('x')", "character 21: The script failed: TypeError: not a function"),
        ("execution.removeVariables('a', 'b')", "takes 0 / 1 values and was given 2"),
        ("execution.removeVariable('x'); x", "ReferenceError: x is not defined"),
        ("execution.setVariable('a')", "takes 2 values and was given 1"),
        ("execution.setVariable(5, 1)", "has to be a text"),
        (
            "\n execution.setVariable('a', function () {})",
            "line 2, character 12: The script failed: TypeError: a function",
        ),
        ("for (;;) {}", "took too long"),
        ("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "took too long"),
        ("var a = []; for (;;) a.push('x'.repeat(1000) + a.length)", "too much memory"),
        ("function f() { return f() + 1 }\nf()", "calls itself"),
    ],
)
def test_failures_say_where_and_why(text: str, words: str) -> None:
    assert words in failure(text, x=2**60)


@pytest.mark.parametrize(
    ("text", "words", "offset"),
    [
        ("var x = ;", "cannot be read: Unexpected token", 8),
        ("a\nb c", "cannot be read: Unexpected token", 4),
        ("return 1", "return", 0),
        (" ", "empty", 0),
        ("var S1 = Java.type('java.lang.System')", "Java.type is Java", 9),
        ("java.lang.System.exit(1)", "java.lang", 0),
        ("throw new org.camunda.bpm.engine.delegate.BpmnError('a')", "is Java", 10),
        ("S('{}').prop('a')", "Camunda Spin", 0),
        ("connector.getVariable('a')", "no connector", 0),
        ("fetch('http://a')", "fetch() is not there", 0),
        ("require('fs')", "require() is not there", 0),
        ("import('fs')", "import() is not there", 0),
        ("execution.getProcessEngineServices().getRuntimeService()", "execution.getProcessEngineServices", 0),
        ("task.claim('a')", "task.claim is not there", 0),
        ("execution.getVariable", "has to be called", 0),
    ],
)
def test_what_is_refused_at_upload(text: str, words: str, offset: int) -> None:
    found = check(Expression("javascript", text))
    assert [words in str(problem.sentence) for problem in found] == [True], found
    assert found[0].offset == offset
    assert run_refuses(text)


def run_refuses(text: str) -> bool:
    with pytest.raises(EvaluationError):
        run(text)
    return True


@pytest.mark.parametrize(
    "text",
    [
        "function S(x) { return x } S(1)",
        "var java = {lang: 1}; java.lang",
        "var connector = {getVariable: function () {}}; connector.getVariable()",
        "({fetch: 1}).fetch",
        "label: for (;;) { break label }",
        "let {a, b: [c], ...rest} = o; a?.b ?? c",
    ],
)
def test_names_of_its_own_are_a_scripts_own_affair(text: str) -> None:
    assert check(Expression("javascript", text)) == ()


def test_names_and_calls_are_known_before() -> None:
    text = "var n = execution.getVariable('a'); task.setName(b.c); execution.setVariable('d', {e: f})"
    expression = Expression("javascript", text)
    assert names(expression) >= {"a", "b", "f"}
    assert not names(expression) & {"c", "e", "execution", "task"}
    assert calls(expression) == {("task", "setName"), ("execution", "setVariable")}


def test_a_script_asks_only_for_what_it_names() -> None:
    class Asked(dict[str, object]):
        def __getitem__(self, name: str) -> object:
            assert name != "large"
            return super().__getitem__(name)

    variables = Asked(small=1, large="x", execution=EXECUTION)
    assert evaluate(Expression("javascript", "execution.getVariable('small') + small"), variables, MOMENT).value == 2


def test_long_texts_made_of_pieces_come_out_whatever_the_script_does_to_lists() -> None:
    text = "a" * 20_000
    source = "Array.prototype.join = () => 'x'; ['[' + s + ']', s + s]"
    assert evaluate(Expression("javascript", source), {"s": text}, MOMENT).value == [f"[{text}]", text + text]
