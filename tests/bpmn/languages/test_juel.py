"""JUEL: what expressions give, case by case, and what is refused."""

from __future__ import annotations

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.diagram import Expression
from bpmn.kinds import base
from bpmn.languages import Deed, EvaluationError, Given, calls, check, names
from tests.bpmn.languages.evaluate import evaluation, value

VARIABLES = {
    "amount": 1500,
    "rate": 2.5,
    "name": "Siti",
    "text": "7",
    "yes": True,
    "no": False,
    "nothing": None,
    "blank": "",
    "items": [1, 2, "x"],
    "none": [],
    "order": {"id": 7, "who": {"name": "Budi"}, "lines": [{"price": 10}], "size": 3},
    "__class__": "a variable like any other",
}

CASES = [
    # texts and parts
    ("plain", "plain"),
    ("", ""),
    ("${amount}", 1500),
    ("#{amount}", 1500),
    ("Dear ${name}, ${amount + 1}!", "Dear Siti, 1501!"),
    ("${yes}${no}", "truefalse"),
    ("${items} ", "[1, 2, x] "),
    ("${order} ", "{id=7, who={name=Budi}, lines=[{price=10}], size=3} "),
    ("\\${amount}", "${amount}"),
    ("${'}'}", "}"),
    ("${'it\\'s'}", "it's"),
    ('${"a\\\\b"}', "a\\b"),
    ("is ${nothing}.", "is ."),
    ("x${1e7}y${12345678.5}z${0.00001}w${2.0}", "x1.0E7y1.23456785E7z1.0E-5w2.0"),
    # logic
    ("${yes && !no}", True),
    ("${yes and not no}", True),
    ("${no || yes}", True),
    ("${no or 'TRUE'}", True),
    ("${no && missing}", False),
    ("${yes ? 1 : missing}", 1),
    ("${amount > 1000 ? 'high' : amount > 500 ? 'middle' : 'low'}", "high"),
    ("${nothing ? 1 : 2}", 2),
    # comparison
    ("${amount == 1500.0}", True),
    ("${amount eq '1500'}", True),
    ("${text == 7}", True),
    ("${name == 'Siti'}", True),
    ("${name != 'Budi'}", True),
    ("${name ne nothing}", True),
    ("${nothing == null}", True),
    ("${blank == null}", False),
    ("${yes == 'true'}", True),
    ("${amount >= 1500}", True),
    ("${amount le 1499}", False),
    ("${text < 10}", True),
    ("${'10' < '9'}", True),
    ("${'b' gt 'a'}", True),
    ("${nothing < 1}", False),
    ("${nothing <= null}", True),
    ("${items == items}", True),
    # arithmetic
    ("${1 + 2 * 3}", 7),
    ("${(1 + 2) * 3}", 9),
    ("${7 / 2}", 3.5),
    ("${6 div 2}", 3.0),
    ("${7 % 4}", 3),
    ("${-7 mod 4}", -3),
    ("${7.5 % 2}", 1.5),
    ("${'5' + 1}", 6),
    ("${'5.5' + 1}", 6.5),
    ("${nothing + 1}", 1),
    ("${nothing + nothing}", 0),
    ("${-text}", -7),
    ("${-'1.5'}", -1.5),
    ("${0.1 + 0.2}", 0.30000000000000004),
    ("${rate * 2}", 5.0),
    # empty
    ("${empty nothing}", True),
    ("${empty blank}", True),
    ("${empty none}", True),
    ("${not empty items}", True),
    ("${empty 0}", False),
    # properties and items
    ("${order.who.name}", "Budi"),
    ("${order['who']['name']}", "Budi"),
    ("${order.lines[0].price}", 10),
    ("${order.missing}", None),
    ("${order.missing.deeper}", None),
    ("${order.size}", 3),
    ("${items[2]}", "x"),
    ("${items[9]}", None),
    ("${items['1']}", 2),
    ("${order.__class__}", None),
    ("${__class__}", "a variable like any other"),
    # methods
    ("${name.length()}", 4),
    ("${name.equals('Siti')}", True),
    ("${name.equalsIgnoreCase('SITI')}", True),
    ("${name.substring(1, 3)}", "it"),
    ("${name.substring(2)}", "ti"),
    ("${name.toUpperCase().startsWith('SI')}", True),
    ("${name.contains('it')}", True),
    ("${name.indexOf('t')}", 2),
    ("${name.replace('i', 'o')}", "Soto"),
    ("${name.concat('!')}", "Siti!"),
    ("${' x '.trim()}", "x"),
    ("${'a,b,,'.split(',')}", ["a", "b"]),
    ("${'a.b'.split('\\\\.')}", ["a", "b"]),
    ("${'a'.compareTo('c')}", -2),
    ("${items.size()}", 3),
    ("${items.contains(2)}", True),
    ("${items.contains('2')}", False),
    ("${items.get(0)}", 1),
    ("${items.indexOf('x')}", 2),
    ("${none.isEmpty()}", True),
    ("${order.get('id')}", 7),
    ("${order.containsKey('who')}", True),
    ("${order.keySet()}", ["id", "who", "lines", "size"]),
    ("${order.getOrDefault('none', 1)}", 1),
    ("${amount.equals(1500)}", True),
    ("${amount.equals('1500')}", False),
    ("${rate.intValue()}", 2),
    ("${amount.toString()}", "1500"),
    ("${yes.equals(true)}", True),
    # JSON as Spin reads it
    ('${order.prop("who").prop("name").stringValue()}', "Budi"),
    ('${order.prop("id").numberValue() >= 7}', True),
    ('${order.prop("lines").elements().size()}', 1),
    ('${order.hasProp("nothing")}', False),
    ("${order.isObject() && items.isArray() && !items.isString() && amount.isNumber()}", True),
    # the execution, times
    ("${execution.getVariable('amount')}", 1500),
    ("${execution.getVariable('missing')}", None),
    ("${execution.hasVariable('missing')}", False),
    ("${now()}", "2026-01-05T08:30:15.250+07:00"),
    ("${dateTime()}", "2026-01-05T08:30:15.250+07:00"),
    ("${dateTime().plusWeeks(1).toDate()}", "2026-01-12T08:30:15.250+07:00"),
    ("${dateTime().plusMonths(1).minusDays(5).plusHours(1)}", "2026-01-31T09:30:15.250+07:00"),
    ("${dateTime().withTimeAtStartOfDay().plusDays(1)}", "2026-01-06T00:00:00.000+07:00"),
    ("${dateTime().dayOfWeek}", 1),
    ("${dateTime().getHourOfDay() < 12}", True),
    ("${dateTime().isBefore(dateTime().plusSeconds(1))}", True),
    ("${now().getTime()}", 1767576615250),
    ("${now().time < dateTime().plusDays(1).toDate().time}", True),
    ("at ${dateTime()}", "at 2026-01-05T08:30:15.250+07:00"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_value(text: str, expected: object) -> None:
    found = value("juel", text, VARIABLES)
    assert found == expected
    assert base(found) is type(expected)
    assert check(Expression("juel", text)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${missing}", "Cannot resolve identifier 'missing'"),
        ("${missing == null}", "Cannot resolve identifier 'missing'"),
        ("${empty missing}", "Cannot resolve identifier 'missing'"),
        ("${name + 1}", "needs a number and found 'Siti'"),
        ("${name == 1}", "needs a number"),
        ("${amount && yes}", "needs a boolean and found 1500"),
        ("${items < 1}", "needs a number"),
        ("${order < items}", "can be compared"),
        ("${1 / 0}", "not finite"),
        ("${1 % 0}", "divides by zero"),
        ("${1e308 * 10}", "not finite"),
        ("${nothing.length()}", "was called on null"),
        ("${amount.length()}", "A number has no method length"),
        ("${name.substring(3, 9)}", "outside of a text of 4"),
        ("${name.substring()}", "does not take these 0 values"),
        ("${items.get(9)}", "no item 9"),
        ("${name.class}", "no property 'class'"),
        ("${order.prop('nothing')}", "no property 'nothing'"),
        ("${name.numberValue()}", "numberValue() needs a JSON number and found string"),
        ("${amount.real}", "no property 'real'"),
        ("${''.__class__}", "no property '__class__'"),
        ("${'a1b'.split(name.concat('[0-9]'))}", "plain text"),
        ("${dateTime().plusYears(99999)}", "beyond the calendar"),
    ],
)
def test_what_has_no_value_is_an_error_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(EvaluationError) as refusal:
        value("juel", text, VARIABLES)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("${", 2, "not closed"),
        ("${a", 2, "not closed"),
        ("${ }", 2, "empty"),
        ("${1 +}", 5, "not complete"),
        ("x ${a b}", 6, 'at "b"'),
        ("${a} #{b}", 5, "cannot mix"),
        ("${a = 1}", 4, 'at "= 1"'),
        ("${myBean.doIt()}", 2, "no Java bean myBean"),
        ("${a.b.execute(execution)}", 2, "may not call the method execute"),
        ("${execution.getParentId()}", 2, "execution.getParentId() is not run"),
        ("${execution.removeVariable()}", 2, "takes 1 values and was given 0"),
        ("${execution.removeVariables('a', 'b')}", 2, "takes 0 / 1 values and was given 2"),
        ("${task.setOwner('a')}", 2, "task.setOwner() is not run"),
        ("${execution.setVariable('a')}", 2, "takes 2 values and was given 1"),
        ("${task.complete()}", 2, "task.complete() is not run"),
        ("${execution.getVariable()}", 2, "takes 1 values and was given 0"),
        ("${'a1b'.split('[0-9]')}", 2, "plain text"),
        ("${execution.engineServices}", 2, "may not read engineServices"),
        ("${a == 1 && XML(b).attr('c').value()}", 12, "XML() is not run"),
        ("${g:now()}", 2, "no function g:now"),
        ("${''.getClass().forName('x')}", 2, "may not call the method"),
        ("${" + "(" * 70 + "a" + " + 1)" * 70 + "}", 2, "nested deeper"),
        ("${" + "!" * 90 + "a}", 2, "nested deeper"),
    ],
)
def test_what_can_be_seen_to_fail_is_a_problem_with_its_place(text: str, offset: int, words: str) -> None:
    problem = check(Expression("juel", text))[0]
    assert words in str(problem.sentence)
    assert problem.offset == offset
    with pytest.raises(EvaluationError):
        value("juel", text, VARIABLES)


def test_names_are_the_variables_that_are_read() -> None:
    text = "${a.b + c[d]} and ${execution.getVariable('e') == 'f' ? g.size() : now()}"
    assert names(Expression("juel", text)) == {"a", "c", "d", "e", "g"}


def test_a_long_parenthesis_is_no_nesting() -> None:
    assert value("juel", "${" + "(" * 2000 + "1" + ")" * 2000 + "}") == 1


numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)


@given(numbers, numbers)
def test_comparison_is_that_of_numbers(a: float, b: float) -> None:
    given_values = {"a": a, "b": b}
    as_double = isinstance(a, float) or isinstance(b, float)
    x, y = (float(a), float(b)) if as_double else (a, b)
    assert value("juel", "${a < b}", given_values) is (x < y)
    assert value("juel", "${a == b}", given_values) is (x == y)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_written_as_text_is_read_again(number: float) -> None:
    text = str(value("juel", "${n}_", {"n": number})).removesuffix("_")
    assert math.isclose(float(text), number, rel_tol=0, abs_tol=0)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, "${" + text + "}"):
        problems = check(Expression("juel", whole))
        assert all(0 <= problem.offset <= len(whole) for problem in problems)


def test_a_date_can_be_read_as_a_timer_reads_it() -> None:
    assert datetime.fromisoformat(str(value("juel", "${dateTime().plusWeeks(1).toDate()}"))).day == 12


DEEDS = [
    ("${execution.setVariable('a', x)}", [Deed("execution", "setVariable", ("a", 7))]),
    ("${task.setName('n')}", [Deed("task", "setName", ("n",))]),
    (
        "${execution.removeVariable('x')}${empty execution.getVariable('x')}",
        [Deed("execution", "removeVariable", ("x",))],
    ),
    ("${execution.removeVariablesLocal()}", [Deed("execution", "removeVariablesLocal")]),
    (
        "${task.execution.setVariable('a', now())}",
        [Deed("execution", "setVariable", ("a", "2026-01-05T08:30:15.250+07:00"))],
    ),
    ("${x > 1 ? execution.setVariable('a', 1) : null}", [Deed("execution", "setVariable", ("a", 1))]),
    ("${x > 9 ? execution.setVariable('a', 1) : null}", []),
    ("${execution.getVariable('x')}", []),
]


@pytest.mark.parametrize(("text", "expected"), DEEDS)
def test_a_deed_is_noted_and_not_done(text: str, expected: list[Deed]) -> None:
    variables = {"x": 7}
    assert list(evaluation("juel", text, variables).deeds) == expected
    assert variables == {"x": 7}


def test_calls_are_known_before_anything_is_evaluated() -> None:
    assert calls(Expression("juel", "${execution.setVariable('a', 1)}")) == {("execution", "setVariable")}
    assert ("task", "setName") in calls(Expression("juel", "${task.setName('a')}"))
    assert calls(Expression("juel", "${execution.getVariable('a')}${task.size()}")) == frozenset()
    assert calls(Expression("feel", "execution.setVariable")) == frozenset()


def test_what_is_given_of_the_task_can_be_read() -> None:
    known = {"task": Given(name="Ask", assignee="budi"), "execution": Given(element="A")}
    text = "${task.name}/${task.getAssignee()}/${execution.currentActivityId}"
    assert value("juel", text, known) == "Ask/budi/A"
    assert value("juel", "${task.name}", {"task": {"name": "a variable"}}) == "a variable"
    with pytest.raises(EvaluationError):
        value("juel", "${task.getName()}")


@pytest.mark.parametrize("text", ["${S(now())}", "${S(now()).toString()}", "${S(execution).toString()}"])
def test_spin_takes_no_java_objects(text: str) -> None:
    with pytest.raises(EvaluationError):
        value("juel", text)
