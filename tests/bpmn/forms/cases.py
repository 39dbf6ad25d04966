"""Fields with values and what is wrong with them; played on the server here and in the browser by form-js itself."""

from __future__ import annotations

from typing import Any

MIN, MAX = "Field must have minimum value of {}.", "Field must have maximum value of {}."
SHORT, LONG = "Field must have minimum length of {}.", "Field must have maximum length of {}."
REQUIRED = "Field is required."
EMAIL, PHONE = "Field must be a valid email.", "Field must be a valid international phone number. (e.g. +4930664040900)"
OPTIONS = [{"label": "One", "value": "one"}, {"label": "Two", "value": 2}]


def _field(kind: str, validate: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": "x", "id": "x", "label": "X", **({"validate": validate} if validate else {}), **more}


NEAREST = "Please select a valid value, the two nearest valid values are {} and {}."

BOTH: list[tuple[str, dict[str, Any], Any, list[str]]] = [
    # what is tried, the field, the value of x, the messages
    ("required, given", _field("textfield", {"required": True}), "a", []),
    ("required, empty", _field("textfield", {"required": True}), "", [REQUIRED]),
    ("required, none", _field("textarea", {"required": True}), None, [REQUIRED]),
    ("not required, empty", _field("textfield"), "", []),
    ("empty with rules", _field("textfield", {"minLength": 3, "pattern": "a", "validationType": "email"}), "", []),
    ("short", _field("textfield", {"minLength": 3}), " ab ", [SHORT.format(3)]),
    ("long enough", _field("textfield", {"minLength": 3}), "abc", []),
    ("long", _field("textarea", {"maxLength": 3}), "abcd", [LONG.format(3)]),
    ("not too long without blanks", _field("textfield", {"maxLength": 3}), "  abc  ", []),
    ("an emoji is two long", _field("textfield", {"maxLength": 1}), "😀", [LONG.format(1)]),
    ("a length by FEEL", _field("textfield", {"maxLength": "=n + 1"}), "abcd", [LONG.format(3)]),
    ("a length by FEEL that is null", _field("textfield", {"maxLength": "=missing"}), "abcd", []),
    ("pattern, good", _field("textfield", {"pattern": "^C-[0-9]+$"}), "C-12", []),
    ("pattern, bad", _field("textfield", {"pattern": "^C-[0-9]+$"}), "D-12", ["Field must match pattern ^C-[0-9]+$."]),
    ("pattern somewhere", _field("textfield", {"pattern": "[0-9]"}), "a1b", []),
    (
        "pattern of JavaScript",
        _field("textfield", {"pattern": r"^[^\u0020]+$"}),
        "a b",
        [r"Field must match pattern ^[^\u0020]+$."],
    ),
    (
        "pattern, own words",
        _field("textfield", {"pattern": "^a", "patternErrorMessage": "Begin with {a}."}),
        "b",
        ["Begin with {a}."],
    ),
    (
        "several at once",
        _field("textfield", {"pattern": "^a", "minLength": 5}),
        "b",
        ["Field must match pattern ^a.", SHORT.format(5)],
    ),
    ("e-mail", _field("textfield", {"validationType": "email"}), "a.b@kota-contoh.example", []),
    ("e-mail, bad", _field("textfield", {"validationType": "email"}), "a.b", [EMAIL]),
    ("e-mail, two", _field("textfield", {"validationType": "email"}), "a@b.c, d@e.f", [EMAIL]),
    ("phone", _field("textfield", {"validationType": "phone"}), "+6281234567890", []),
    ("phone with 00", _field("textfield", {"validationType": "phone"}), "006281234567890", []),
    ("phone at home", _field("textfield", {"validationType": "phone"}), "081234567890", [PHONE]),
    ("number", _field("number"), 5, []),
    ("number, none but required", _field("number", {"required": True}), None, [REQUIRED]),
    ("zero is a value", _field("number", {"required": True, "min": 1}), 0, [MIN.format(1)]),
    ("least", _field("number", {"min": 5}), 4, [MIN.format(5)]),
    ("least zero", _field("number", {"min": 0}), -1, [MIN.format(0)]),
    ("exactly the least", _field("number", {"min": 5}), 5, []),
    ("most", _field("number", {"max": 5}), 5.5, [MAX.format(5)]),
    ("most by FEEL", _field("number", {"max": "=n * 2"}), 5, [MAX.format(4)]),
    ("most that is no number", _field("number", {"max": "many"}), 5, ["Max validation value is not a valid number."]),
    ("whole", _field("number", None, decimalDigits=0), 1.5, ["Value is expected to be an integer."]),
    (
        "one digit",
        _field("number", None, decimalDigits=1),
        1.25,
        ["Value is expected to have at most 1 decimal digit."],
    ),
    (
        "two digits",
        _field("number", None, decimalDigits=2),
        1.255,
        ["Value is expected to have at most 2 decimal digits."],
    ),
    ("two digits, fits", _field("number", None, decimalDigits=2), 1.25, []),
    ("steps", _field("number", None, increment="0.5"), 1.3, [NEAREST.format(1, 1.5)]),
    ("steps below zero", _field("number", None, increment="5"), -7, [NEAREST.format(-5, 0)]),
    ("steps, fits", _field("number", None, increment="0.1"), 0.3, []),
    ("a number kept as text", _field("number", {"max": 3}, serializeToString=True), "3.5", [MAX.format(3)]),
    ("checkbox", _field("checkbox", {"required": True}), True, []),
    ("checkbox, unchecked", _field("checkbox", {"required": True}), False, [REQUIRED]),
    ("checkbox, free", _field("checkbox"), False, []),
    ("radio", _field("radio", {"required": True}, values=OPTIONS), "one", []),
    ("radio, none", _field("radio", {"required": True}, values=OPTIONS), None, [REQUIRED]),
    ("select a number", _field("select", {"required": True}, values=OPTIONS), 2, []),
    ("checklist", _field("checklist", {"required": True}, values=OPTIONS), ["one", 2], []),
    ("checklist, none", _field("checklist", {"required": True}, values=OPTIONS), [], [REQUIRED]),
    ("taglist by key", _field("taglist", {"required": True}, valuesKey="tags"), ["a"], []),
    ("taglist by FEEL", _field("taglist", {"required": True}, valuesExpression="=tags"), ["b"], []),
    ("date", _field("datetime", {"required": True}, subtype="date"), "2026-02-03", []),
    ("date, none", _field("datetime", {"required": True}, subtype="date"), None, [REQUIRED]),
    ("time", _field("datetime", None, subtype="time"), "10:30", []),
    ("hidden", _field("textfield", {"required": True}, conditional={"hide": "=n = 2"}), "", []),
    ("not hidden", _field("textfield", {"required": True}, conditional={"hide": "=n = 3"}), "", [REQUIRED]),
    (
        "hidden by a comparison with nothing",
        _field("textfield", {"required": True}, conditional={"hide": "=missing > 3"}),
        "",
        [],
    ),
    (
        "not hidden by an error",
        _field("textfield", {"required": True}, conditional={"hide": "=n +"}),
        "",
        [REQUIRED],
    ),
    ("hidden by a number", _field("textfield", {"required": True}, conditional={"hide": "=n"}), "", [REQUIRED]),
    ("hidden by an empty list", _field("textfield", {"required": True}, conditional={"hide": "=[]"}), "", [REQUIRED]),
    ("hidden by a text", _field("textfield", {"required": True}, conditional={"hide": '="x"'}), "", [REQUIRED]),
    ("hidden by plain true", _field("textfield", {"required": True}, conditional={"hide": True}), "", [REQUIRED]),
    ("disabled", _field("textfield", {"required": True}, disabled=True), "", []),
]

VARIABLES: dict[str, Any] = {"n": 2, "tags": ["a", "b"]}
"""What the case knows while the fields above are checked."""

STRICTER: list[tuple[str, dict[str, Any], Any, list[str]]] = [
    # values no browser would send: the server does not believe them
    ("a list as text", _field("textfield"), ["a"], ["Value is not a text."]),
    ("a word as number", _field("number"), "many", ["Value is not a number."]),
    ("no number at all", _field("number"), "NaN", ["Value is not a number."]),
    ("a truth as number", _field("number"), True, ["Value is not a number."]),
    ("a number as truth", _field("checkbox"), 1, ["Value is neither true nor false."]),
    ("no option", _field("radio", None, values=OPTIONS), "three", ["three is not one of the options."]),
    (
        "true is not 1",
        _field("select", None, values=[{"label": "1", "value": 1}]),
        True,
        ["True is not one of the options."],
    ),
    (
        "some no options",
        _field("checklist", None, values=OPTIONS),
        ["one", "x", "y"],
        ["x, y is not one of the options."],
    ),
    ("no list", _field("taglist", None, valuesKey="tags"), "a", ["Value is not a list."]),
    ("no option by FEEL", _field("select", None, valuesExpression='=["a"]'), "b", ["b is not one of the options."]),
    ("no date", _field("datetime", None, subtype="date"), "2026-02-30", ["Value is not a date, such as 2026-01-31."]),
    ("no date but a number", _field("datetime", None, subtype="date"), 7, ["Value is not a date, such as 2026-01-31."]),
    ("no time", _field("datetime", None, subtype="time"), "25:00", ["Value is not a time, such as 14:30."]),
    (
        "no date and time",
        _field("datetime", None, subtype="datetime"),
        "2026-02-03",
        ["Value is not a date and time, such as 2026-01-31T14:30."],
    ),
    ("a date and time", _field("datetime", None, subtype="datetime"), "2026-02-03T10:00+07:00", []),
    (
        "yesterday",
        _field("datetime", None, subtype="date", disallowPassedDates=True),
        "2026-01-04",
        ["The date must not lie in the past."],
    ),
    ("today", _field("datetime", None, subtype="date", disallowPassedDates=True), "2026-01-05", []),
    (
        "a pattern without end",
        _field("textfield", {"pattern": "^(a+)+$"}),
        "a" * 40 + "b",
        ["It took too long to compare the value with the pattern ^(a+)+$."],
    ),
]
