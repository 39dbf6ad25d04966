"""axe-core finds nothing on any page of the frame and the inbox, in both themes, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Open, axe_violations

pytestmark = pytest.mark.browser

PAGES = [
    "/inbox", "/inbox?view=groups", "/inbox?view=done", "/inbox?q=nothing", "/tasks/{task}", "/cases/{case}", "/akun",
    "/admin/people", "/admin/people/ana", "/admin/people/new", "/admin/groups", "/nothing",
    "/docs/elements", "/docs/elements?q=nothing-like-it",
]  # fmt: skip


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_no_violations(open_page: Open, case_key: int, open_task: Callable[[int], int], width: int, dark: bool) -> None:
    page = open_page("/inbox", "admin", width=width, dark=dark)
    found = []
    for path in PAGES:
        page.goto(path.format(task=open_task(case_key), case=case_key))
        if "task}" in path or "case}" in path:
            expect(page.locator(".djs-container")).to_be_visible()
        if "task}" in path:
            expect(page.locator("form[data-mounted]")).to_be_visible()
        found += axe_violations(page)
    assert not found, "\n".join(found)


def test_no_violations_at_the_door(open_page: Open) -> None:
    page = open_page("/masuk")
    found = axe_violations(page)
    page.fill("input[name=login]", "ana")
    page.fill("input[name=password]", "wrong")
    page.click("main button[type=submit]")
    expect(page.locator("[role=alert]")).to_be_visible()
    found += axe_violations(page)
    assert not found, "\n".join(found)
