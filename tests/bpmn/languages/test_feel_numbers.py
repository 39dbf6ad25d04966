"""FEEL's numbers: decimals of 34 digits, as Java's BigDecimal gives them in Camunda, checked against Python's."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.bpmn.languages.evaluate import value

DECIMAL128 = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-9999, Emax=9999)
THIRD = "0.3333333333333333333333333333333333"
BIG = 12345678901234567890

TEXTS = [
    ("1 / 3", THIRD),
    ("2 / 3", "0.6666666666666666666666666666666667"),
    ("-2 / 3", "-0.6666666666666666666666666666666667"),
    ("1 / 3 * 3", "0.9999999999999999999999999999999999"),
    ("sum([1 / 3, 1 / 3, 1 / 3])", "0.9999999999999999999999999999999999"),
    ("12345678901234567.89 + 0.01", "12345678901234567.9"),
    ("0.12345678901234567890123", "0.12345678901234567890123"),
    ("1.1 ** 100", "13780.61233982227018411833717208964"),
    ("2 ** -3", "0.125"),
    ("2 ** 0.5", "1.4142135623730951"),
    ("sqrt(2)", "1.4142135623730951"),
    ("mean([1, 2, 2])", "1.666666666666666666666666666666667"),
    ("median([1 / 3, 2 / 3])", "0.5"),
    ("product([1 / 3, 3])", "0.9999999999999999999999999999999999"),
    ("decimal(1 / 3, 20)", "0.33333333333333333333"),
    ("round up(1 / 3, 5)", "0.33334"),
    ("modulo(10, 1 / 3)", "0.0000000000000000000000000000000010"),
    ("abs(-1 / 3)", THIRD),
    ("-(1 / 3)", f"-{THIRD}"),
    ("1 / 30000000", "0.00000003333333333333333333333333333333333"),
    ('number("0.12345678901234567890123")', "0.12345678901234567890123"),
    ('from json("[0.12345678901234567890123]")[1]', "0.12345678901234567890123"),
    ("to json([1 / 3])", f"[{THIRD}]"),
    (f"{BIG} * {BIG}", "152415787532388367501905199875019100000"),
    ("10 ** 400 / 10 ** 399", "10"),
    ("exact", "123456789.123456789123456789"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_all_digits_are_there(text: str, expected: str) -> None:
    found = value("feel", f"string({text})", {"exact": Decimal("123456789.123456789123456789")})
    assert found == (expected if expected.startswith("[") else format(Decimal(expected).normalize(DECIMAL128), "f"))


TRUTHS = [
    "1 / 3 = 2 / 6",
    "1 / 3 < 0.33333333333333333333333333333333331",
    "list contains([0.5, 1 / 3], 1 / 3)",
    "index of([1, 1 / 3], 1 / 3) = [2]",
    "count(distinct values([1 / 3, 2 / 6, 1])) = 2",
    "mode([1 / 3, 2 / 6, 1]) = [1 / 3]",
    "max([1 / 3, 0.3]) = 1 / 3",
    "1 / 3 in [0..1]",
    "1 / 3 in (1 / 3, 5)",
    f"sort([2 / 3, {BIG}, 1 / 3, 0.5], function(a, b) a < b) = [1 / 3, 0.5, 2 / 3, {BIG}]",
    "[1, 2, 3][7 / 3] = 2",
    f"[1, 2, 3][{BIG}] = null",
    f"count(for i in {BIG}..{BIG} + 2 return i) = 3",
    "(for i in 0.5..2 return i) = [0.5, 1.5]",
    "(1 / 3) instance of number",
    "10 ** 5000 = null",
    "0 ** -1 = null",
    "(-8) ** 0.5 = null",
    "exp(10000) = null",
    "log(0) = null",
    "sqrt(-1) = null",
    "odd(12345678901234567891)",
    "not(even(1.5))",
]


@pytest.mark.parametrize("text", TRUTHS)
def test_truths(text: str) -> None:
    assert value("feel", text) is True


def test_a_value_that_leaves_feel_is_an_integer_or_the_nearest_float() -> None:
    assert value("feel", "[1 / 3, 4 / 2, 9007199254740993, x]", {"x": Decimal("0.1")}) == [
        1 / 3,
        2,
        9007199254740993,
        0.1,
    ]


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=None, min_value=-(10**20), max_value=10**20).map(
    lambda number: DECIMAL128.plus(number).quantize(Decimal("1e-12"), context=decimal.Context(prec=60))
)
OPERATIONS = {
    "+": DECIMAL128.add,
    "-": DECIMAL128.subtract,
    "*": DECIMAL128.multiply,
    "/": DECIMAL128.divide,
}


@settings(max_examples=400, deadline=None)
@given(a=numbers, b=numbers, sign=st.sampled_from(sorted(OPERATIONS)))
@example(a=Decimal("0.1"), b=Decimal("0.2"), sign="+")
@example(a=Decimal(-1), b=Decimal(3), sign="/")
def test_arithmetic_is_that_of_decimals_with_34_digits(a: Decimal, b: Decimal, sign: str) -> None:
    found = value("feel", f"string(a {sign} b)", {"a": a, "b": b})
    if sign == "/" and b == 0:
        assert found is None
    else:
        assert isinstance(found, str)
        assert Decimal(found) == OPERATIONS[sign](a, b)


@settings(max_examples=200, deadline=None)
@given(a=numbers, b=numbers)
def test_comparisons_are_those_of_decimals(a: Decimal, b: Decimal) -> None:
    assert value("feel", "[a < b, a <= b, a = b, a != b, min(a, b) = a]", {"a": a, "b": b}) == [
        a < b,
        a <= b,
        a == b,
        a != b,
        a <= b,
    ]


@settings(max_examples=200, deadline=None)
@given(a=numbers, exponent=st.integers(-9, 9))
def test_powers_are_those_of_decimals(a: Decimal, exponent: int) -> None:
    found = value("feel", "string(a ** n)", {"a": a, "n": exponent})
    if a == 0 and exponent < 0:
        assert found is None
        return
    wanted = DECIMAL128.power(a, exponent) if a or exponent else Decimal(1)
    assert isinstance(found, str)
    # Java's algorithm and Python's may differ in the last digit
    assert abs(Decimal(found) - wanted) <= abs(wanted) * Decimal("1e-33")


ROUNDINGS = {
    "decimal": decimal.ROUND_HALF_EVEN,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
    "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN,
    "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN,
}


@settings(max_examples=200, deadline=None)
@given(a=numbers, scale=st.integers(-5, 14), name=st.sampled_from(sorted(ROUNDINGS)))
def test_rounding_is_that_of_decimals(a: Decimal, scale: int, name: str) -> None:
    found = value("feel", f"string({name}(a, s))", {"a": a, "s": scale})
    assert isinstance(found, str)
    assert Decimal(found) == a.quantize(Decimal(1).scaleb(-scale), ROUNDINGS[name], decimal.Context(prec=60))
