"""FEEL and JUEL under generated texts and data: a value or the language's own refusal, in time, and the same again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.diagram import Expression
from bpmn.languages import EvaluationError, check, evaluate, names
from bpmn.languages.dmn import decide, read
from tests.bpmn.languages.dmn_files import MOMENT as DMN_MOMENT
from tests.bpmn.languages.dmn_files import decision, file, table
from tests.bpmn.languages.evaluate import MOMENT

SECONDS = 20
"""More than the wall clock's limit of one evaluation, three times over on a busy machine."""

# what JavaScript says when the interpreter itself is wrong
INTERNAL = re.compile(r"TypeError|ReferenceError|is not (a function|iterable|defined)|undefined|not implemented|BigInt")

NAMES = ["n", "s", "b", "l", "c", "d", "nothing", "missing"]
DATA: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8).filter(lambda text: "\0" not in text),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "n"]), inner, max_size=3),
    max_leaves=6,
)
VARIABLES = st.fixed_dictionaries({}, optional={name: DATA for name in NAMES if name != "missing"})

LITERALS = st.sampled_from(
    [
        *("0", "1", "-1", "2.5", "0.1", "-7", "1e3", "12345678901234567890", "0.12345678901234567890", "10 ** 40"),
        *('""', '"a"', '"2026-01-05"', '"10:00"', '"PT1H"', '"[1..3]"', '"("', '"😀é"', '"{\\"a\\": 1}"', '"a.b"'),
        *("true", "false", "null", "[]", "{}", "?", "item", "partial"),
        *('@"2026-01-05"', '@"10:00:00"', '@"10:00:00+07:00"', '@"2026-01-05T10:00:00@Asia/Jakarta"', '@"P1Y"'),
        *('@"P1DT2H"', '@"2026-01-05T10:00:00"', "now()", "today()", "[1..5]", "(1..3)", '["a".."c"]', "(< 3)", "1..3"),
        *("function(x) x", "function(x, y) x < y", "function() 1", "sum", "string"),
        *NAMES,
    ]
)
FUNCTIONS = [
    *("abs", "after", "all", "any", "append", "assert", "before", "ceiling", "coincides", "concatenate", "contains"),
    *(
        "context",
        "context merge",
        "context put",
        "count",
        "date",
        "date and time",
        "day of week",
        "day of year",
        "decimal",
    ),
    *(
        "distinct values",
        "duplicate values",
        "duration",
        "during",
        "ends with",
        "even",
        "exp",
        "extract",
        "finished by",
    ),
    *("finishes", "flatten", "floor", "from base64", "from json", "fromAi", "get entries", "get or else", "get value"),
    *("includes", "index of", "insert before", "is", "is blank", "is defined", "is empty", "last day of month"),
    *(
        "list contains",
        "list replace",
        "log",
        "lower case",
        "matches",
        "max",
        "mean",
        "median",
        "meets",
        "met by",
        "min",
    ),
    *("mode", "modulo", "month of year", "not", "number", "odd", "overlaps", "overlaps after", "overlaps before"),
    *(
        "partition",
        "product",
        "put",
        "put all",
        "range",
        "remove",
        "replace",
        "reverse",
        "round down",
        "round half down",
    ),
    *("round half up", "round up", "sort", "split", "sqrt", "started by", "starts", "starts with", "stddev", "string"),
    *("string join", "string length", "sublist", "substring", "substring after", "substring before", "sum", "time"),
    *("to base64", "to json", "trim", "union", "upper case", "week of year", "years and months duration"),
]
SIGNS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"])
TYPES = st.sampled_from(
    ["number", "string", "list<number>", "context<a: number>", "date and time", "Any", "range<number>"]
)


def _more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(inner, SIGNS, inner).map(" ".join),
        st.tuples(st.sampled_from(FUNCTIONS), several).map(lambda call: f"{call[0]}({call[1]})"),
        st.tuples(st.sampled_from(FUNCTIONS), several).map(lambda call: f"{call[0]}({call[1]})"),
        several.map(lambda items: f"[{items}]"),
        st.tuples(inner, inner).map(lambda pair: f"{{a: {pair[0]}, b: {pair[1]}}}"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]})[{pair[1]}]"),
        st.tuples(inner, st.sampled_from(["a", "b", "start", "year", "time offset", "days"])).map(
            lambda p: f"({p[0]}).{p[1]}"
        ),
        st.tuples(inner, inner, inner).map(lambda three: "if {} then {} else {}".format(*three)),
        st.tuples(inner, inner, inner).map(lambda three: "({}) between {} and {}".format(*three)),
        st.tuples(inner, inner).map(lambda pair: f"for x in {pair[0]} return {pair[1]}"),
        st.tuples(inner, inner).map(lambda pair: f"some x in {pair[0]} satisfies {pair[1]}"),
        st.tuples(inner, inner).map(lambda pair: f"every x in {pair[0]} satisfies {pair[1]}"),
        st.tuples(inner, TYPES).map(lambda pair: f"({pair[0]}) instance of {pair[1]}"),
        st.tuples(inner, inner).map(lambda pair: f"[{pair[0]}..{pair[1]})"),
        inner.map(lambda one: f"-({one})"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]})({pair[1]})"),
    )


FEEL = st.recursive(LITERALS, _more, max_leaves=7)
UNARY = st.one_of(
    FEEL,
    st.just("-"),
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), FEEL).map(" ".join),
    st.lists(FEEL, min_size=1, max_size=3).map(", ".join),
    FEEL.map(lambda test: f"not({test})"),
    st.tuples(FEEL, FEEL).map(lambda pair: f"[{pair[0]}..{pair[1]}]"),
)
NOISE = st.lists(
    st.sampled_from([*'()[]{}.,:"`@?<>=!+-*/0a \n\\', "if ", "then ", "for ", "in ", "..", "é", "😀"]),
    max_size=12,
)

CALM = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _outcome(evaluated: Callable[[], object]) -> tuple[str, object]:
    """The value, or the refusal in plain words; soon."""
    began = time.monotonic()
    try:
        outcome: tuple[str, object] = "value", evaluated()
    except EvaluationError as refusal:
        outcome = "refused", str(refusal)
    assert time.monotonic() - began < SECONDS
    assert outcome[0] == "value" or not INTERNAL.search(str(outcome[1])), outcome
    return outcome


def _of(language: str, text: str, variables: Mapping[str, object]) -> tuple[str, object]:
    def evaluated() -> object:
        found = evaluate(Expression(language, text), variables, MOMENT)
        return repr(found.value), [str(each) for each in found.warnings]

    return _outcome(evaluated)


@CALM
@given(text=FEEL, variables=VARIABLES)
def test_feel_gives_a_value_or_its_own_refusal_and_the_same_again(text: str, variables: dict[str, object]) -> None:
    problems = check(Expression("feel", text))
    first = _of("feel", text, variables)
    assert _of("feel", text, variables) == first
    assert (
        names(Expression("feel", text)) <= set(NAMES) | {"x", "y", "item", "partial", "?"} | set(FUNCTIONS) or problems
    )


@CALM
@given(text=NOISE.map("".join))
def test_noise_is_a_problem_or_a_value(text: str) -> None:
    check(Expression("feel", text))
    _of("feel", text, {"a": 1})


@CALM
@given(text=UNARY, value=DATA)
def test_unary_tests_give_a_verdict_or_their_own_refusal(text: str, value: object) -> None:
    model = read(file(decision("d", table(["x"], ["y"], [[text, "1"]]))))

    def decided() -> object:
        return repr(decide(model, "d", {"x": value}, DMN_MOMENT).value)

    assert _outcome(decided) == _outcome(decided)


JUEL_VALUES = st.sampled_from(
    [
        *("0", "1", "-1", "2.5", "1e3", "12345678901234567890", "'a'", '"b"', "true", "null", "''"),
        *NAMES,
        "execution",
        "now()",
    ]
)
JUEL_SIGNS = st.sampled_from(
    ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "and", "or", "div"]
)
METHODS = st.sampled_from(
    [
        "length()",
        "size()",
        "get(0)",
        "isEmpty()",
        "toString()",
        "substring(1)",
        "a",
        "prop('a')",
        "plusDays(1)",
        "contains('a')",
    ]
)


def _more_juel(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, JUEL_SIGNS, inner).map(" ".join),
        st.tuples(inner, METHODS).map(".".join),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]}[{pair[1]}]"),
        st.tuples(inner, inner, inner).map(lambda three: "{} ? {} : {}".format(*three)),
        st.tuples(st.sampled_from(["!", "-", "empty ", "not "]), inner).map("".join),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"S({one})"),
    )


JUEL = st.recursive(JUEL_VALUES, _more_juel, max_leaves=6).map(lambda text: f"${{{text}}}")


@CALM
@given(text=JUEL | NOISE.map("".join) | st.tuples(JUEL, JUEL).map(" and ".join), variables=VARIABLES)
def test_juel_gives_a_value_or_its_own_refusal_and_the_same_again(text: str, variables: dict[str, object]) -> None:
    check(Expression("juel", text))
    assert _of("juel", text, variables) == _of("juel", text, variables)
