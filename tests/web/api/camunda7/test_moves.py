"""Cases of /engine-rest that begin elsewhere than at their start."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.camunda7.conftest import STORIES, Rest

PERMIT = STORIES / "moves" / "permit-7.bpmn"


@pytest.fixture
def permits(rest: Rest) -> Rest:
    """A procedure: check, then an examination with a visit and a report, then sign."""
    rest.deploy(PERMIT)
    return rest


def begin(rest: Rest, *instructions: Any, **more: Any) -> str:
    body = {"startInstructions": list(instructions), **more}
    return str(rest("POST", "/process-definition/key/permit-7/start", body)["id"])


def before(activity: str, **variables: Any) -> dict[str, Any]:
    return {"type": "startBeforeActivity", "activityId": activity, "variables": variables}


def test_a_case_begins_where_the_instructions_say(permits: Rest) -> None:
    case = begin(permits, before("report", a={"value": 1, "type": "Integer"}, b={"value": 2, "local": True}),
                 {"type": "startTransition", "transitionId": "f4"}, variables={"c": {"value": 3}})  # fmt: skip
    assert permits.names(case) == ["Write the report"]
    found = permits("GET", f"/process-instance/{case}/variables")
    assert {name: one["value"] for name, one in found.items()} == {"a": 1, "c": 3}
    permits.complete(case, "Write the report")
    assert permits.names(case) == ["Sign the permit"]


def test_after_an_activity(permits: Rest) -> None:
    case = begin(permits, {"type": "startAfterActivity", "activityId": "check"}, skipCustomListeners=True)
    assert permits.names(case) == ["Visit the place"]


@pytest.mark.parametrize("instruction", [
    {"type": "startBeforeActivity"}, {"type": "startBeforeActivity", "activityId": "nowhere"},
    {"type": "startTransition", "transitionId": "nowhere"}, {"type": "startAfterActivity", "activityId": "done"},
    {"type": "cancel", "activityId": "check"}, {"activityId": "check"},
])  # fmt: skip
def test_what_is_not_there_is_refused(permits: Rest, instruction: dict[str, Any]) -> None:
    permits("POST", "/process-definition/key/permit-7/start", {"startInstructions": [instruction]}, status=400)
    assert permits("GET", "/process-instance/count") == {"count": 0}
