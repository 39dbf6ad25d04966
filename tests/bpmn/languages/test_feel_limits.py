"""FEEL in the sandbox: runaways end in a sentence, nothing leaks, and threads do not meet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bpmn.diagram import Expression
from bpmn.languages import EvaluationError, Moment, check, evaluate
from tests.bpmn.languages.evaluate import value

TEXT = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("count(for a in 1..100000, b in 1..100000 return 1)", "too"),
        ("for i in 1..10000000000 return i", "too much memory"),
        ("{f: function(x) f(x) + 1}.f(1)", "calls itself"),
        (f'matches("{TEXT}", "^(a+)+$")', "too long"),
        ("{g: function(n) if n = 0 then 0 else g(n - 1) + g(n - 1)}.g(60)", "too long"),
    ],
)
def test_a_runaway_is_stopped_and_the_next_expression_works(text: str, reason: str) -> None:
    with pytest.raises(EvaluationError) as refusal:
        value("feel", text)
    assert reason in str(refusal.value)
    assert value("feel", "1 + 1") == 2


def test_a_text_that_is_too_long_is_refused() -> None:
    expression = Expression("feel", "1" + " + 1" * 10_000)
    assert "40001 characters" in str(check(expression)[0].sentence)
    with pytest.raises(EvaluationError):
        evaluate(expression, {}, Moment(datetime.now(UTC)))


def test_deep_nesting_is_a_problem_or_an_error_but_no_crash() -> None:
    text = "(" * 4_000 + "1" + ")" * 4_000
    assert len(check(Expression("feel", text))) <= 1
    with pytest.raises(EvaluationError, match="nested too deeply"):
        value("feel", text)


def test_a_deep_value_is_an_error() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(EvaluationError):
        value("feel", "x", {"x": deep})


@pytest.mark.parametrize(
    "text",
    [
        "x.constructor",
        "x.__proto__",
        "x.toString",
        "constructor",
        "globalThis",
        "feel",
        '"".length',
        "[].length",
        "x.hasOwnProperty",
        'get value(x, "constructor")',
    ],
)
def test_javascript_is_out_of_reach(text: str) -> None:
    assert value("feel", text, {"x": {}}) in (None, [])


def test_nothing_is_left_behind_for_the_next_expression() -> None:
    value("feel", 'context put({}, "__proto__", {polluted: 1})')
    value("feel", "context merge([{}, x])", {"x": {"__proto__": {"polluted": 1}}})
    assert value("feel", "{}.polluted") is None
    assert value("feel", "polluted") is None


def test_threads_evaluate_at_the_same_time_each_with_its_own_clock_and_data() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def work(n: int) -> tuple[object, ...]:
        moment = Moment(start + timedelta(days=n % 28), "Asia/Makassar")
        expression = Expression("feel", 'string(today()) + "/" + string(n * 2)')
        return evaluate(expression, {"n": n}, moment).value, n

    with ThreadPoolExecutor(6) as pool:
        for found, n in pool.map(work, range(600)):
            assert found == f"2026-01-{n % 28 + 1:02}/{n * 2}"


def test_a_runaway_in_one_thread_does_not_stop_the_others() -> None:
    def runaway() -> str:
        with pytest.raises(EvaluationError) as refusal:
            value("feel", f'matches("{TEXT}", "^(a+)+$")')
        return str(refusal.value)

    with ThreadPoolExecutor(2) as pool:
        hanging = pool.submit(runaway)
        while not hanging.done():
            assert pool.submit(value, "feel", "1 + 1").result(timeout=30) == 2
    assert "too long" in hanging.result()
