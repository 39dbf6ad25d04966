"""Lists narrowed by values of variables: compared by type, as Camunda 7 does."""

from __future__ import annotations

from typing import Any

import pytest

from engine import Deploy, Engine
from engine.person import SYSTEM
from tests.web.api.camunda7.conftest import Rest
from tests.web.api.camunda7.test_kinds import DIAGRAM

SENT: dict[str, dict[str, Any]] = {
    "text": {"value": "Five", "type": "String"}, "digits": {"value": "5", "type": "String"},
    "short": {"value": 5, "type": "Short"}, "long": {"value": 6, "type": "Long"},
    "double": {"value": 5.0, "type": "Double"}, "flag": {"value": True, "type": "Boolean"},
    "date": {"value": "2026-01-05T08:30:00.000+0700", "type": "Date"},
    "dated": {"value": "2026-01-05T08:30:00.000+0700", "type": "String"},
    "none": {"value": None, "type": "String"}, "json": {"value": "5", "type": "Json"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("eq", 5, "short double"), ("neq", 5, "long"), ("gt", 5, "long"), ("gteq", 5.0, "short long double"),
        ("eq", "5", "digits"), ("eq", "Five", "text"), ("eq", "five", ""), ("like", "F%", "text"),
        ("notLike", "F%", "digits dated"), ("eq", True, "flag"), ("eq", None, "none"),
        ("eq", "2026-01-05T01:30:00.000+0000", "date"), ("lt", "2026-01-06T00:00:00.000+0000", "date"),
        ("gt", "2026-01-06T00:00:00.000+0000", ""), ("neq", "5", "text dated"), ("lt", "A", "digits dated"),
    ],
)  # fmt: skip
def test_by_type(rest: Rest, populated: Engine, operator: str, value: Any, found: str) -> None:
    populated.do(Deploy("kinds", {"kinds.bpmn": DIAGRAM}), SYSTEM)
    names = {}
    for name, sent in SENT.items():
        case = rest("POST", "/process-definition/key/kinds/start", {"variables": {"v": sent}})["id"]
        names[case] = name
    query: dict[str, Any] = {"variables": [{"name": "v", "operator": operator, "value": value}]}
    assert {names[each["id"]] for each in rest("POST", "/process-instance", query)} == set(found.split())
    tasks = rest("POST", "/task", {"processVariables": query["variables"]})
    assert {names[each["processInstanceId"]] for each in tasks} == set(found.split())


def test_without_regard_to_case(rest: Rest, populated: Engine) -> None:
    populated.do(Deploy("kinds", {"kinds.bpmn": DIAGRAM}), SYSTEM)
    case = rest.start("kinds", Name="Five")
    for operator, value, count in (("eq", "fIVE", 1), ("like", "fI%", 1), ("neq", "FIVE", 0), ("eq", "six", 0)):
        query = {
            "variables": [{"name": "NAME", "operator": operator, "value": value}], "variableNamesIgnoreCase": True,
            "variableValuesIgnoreCase": True,
        }  # fmt: skip
        assert rest("POST", "/process-instance/count", query) == {"count": count}
    query = {"variables": "Name_eq_Five", "processInstanceIds": case}
    assert rest("GET", "/process-instance/count", query_string=query) == {"count": 1}
