"""Reporting and escalating a task in a real browser: with a form that is half filled in, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from engine import Engine
from engine.person import Person
from tests.web.paying import deployed, paying

from .conftest import Open, axe_violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 390])
def test_report_with_a_form_half_filled_in(
    open_page: Open, populated: Engine, person_of: Callable[[str], Person], width: int
) -> None:
    deployed(populated)
    key = paying(populated, person_of("ana"))
    page = open_page(f"/tasks/{key}", "ana", width=width)
    page.wait_for_selector("[data-mounted]")
    page.fill("input[id*=f3]", "page 2")
    page.click("button:has-text('Report: Amount is missing …')")
    expect(page.locator("dialog[open]")).to_contain_text("The task ends with this")
    assert not axe_violations(page)
    page.fill("dialog[open] textarea", "It is not on the invoice")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("main")).to_contain_text("This task is not needed any more.")
    with populated.read() as connection:
        found = connection.exec_driver_sql("SELECT name, value FROM variable").all()
    assert {row.name: row.value for row in found} == {
        "note": "page 2", "error": "UNCLEAR", "why": "It is not on the invoice",
    }  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= width
