"""The table of operations in web/README.md is that of the code."""

from __future__ import annotations

from pathlib import Path

import web.api.camunda8.routes  # noqa: F401
from web.api.camunda8.api import api
from web.api.camunda8.refused import strange
from web.api.table import lines

README = Path(__file__).resolve().parents[3] / "web" / "README.md"


def test_the_table_is_complete() -> None:
    written = README.read_text(encoding="utf-8").splitlines()
    missing = [line for line in lines(api, strange()) if line not in written]
    assert not missing, "python -m web.api.table prints it anew"


def test_no_operation_is_both_served_and_refused() -> None:
    places = [(one.method, one.path) for one in api.operations]
    assert len(places) == len(set(places))
