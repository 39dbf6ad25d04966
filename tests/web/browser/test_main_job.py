"""The daily work of staff in a real browser: sign in, find the task, claim it, fill in the form, complete it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from engine import CompleteTask, Engine
from engine.clock import MovableClock
from engine.person import Person

from .conftest import Open

pytestmark = pytest.mark.browser


def test_from_sign_in_to_completion_by_mouse(open_page: Open, case_key: int) -> None:
    page = open_page("/inbox", "ana")
    page.click("nav.a-views a:has-text('My groups')")
    page.click(".a-item")
    page.click("#reading button:has-text('Claim')")
    expect(page.locator("#reading")).to_contain_text("My task")
    expect(page.locator(".a-item-who")).to_have_text("Mine")
    page.click("#reading a:has-text('Work on it')")
    expect(page.locator("form[data-mounted]")).to_be_visible()
    expect(page.locator(".fjs-container")).to_contain_text("Complete?")
    page.click("[data-complete]")
    expect(page.locator(".fjs-form-field-error")).to_contain_text("Field is required.")
    page.check("input[type=radio] >> nth=0")
    page.get_by_label("Note").fill("all there")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    page.reload()
    expect(page.get_by_label("Note")).to_have_value("all there")
    page.click("[data-complete]")
    expect(page.locator("main")).to_contain_text("Task completed.")
    expect(page.locator("main")).to_contain_text("Do sign")


def test_the_whole_inbox_by_keyboard(open_page: Open, start: Callable[..., int]) -> None:
    for name in ("One", "Two", "Three"):
        start(name)
    page = open_page("/inbox?view=groups", "ana")
    page.keyboard.press("j")
    expect(page.locator(".a-item[aria-current]")).to_contain_text("L-Two")
    expect(page.locator("#reading")).to_contain_text("L-Two")
    page.keyboard.press("k")
    expect(page.locator("#reading")).to_contain_text("L-One")
    page.keyboard.press("a")
    expect(page.locator("#reading")).to_contain_text("My task")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("input[name=q]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_url(re.compile(r"/tasks/\d+"))
    expect(page.locator("form[data-mounted]")).to_be_visible()
    page.check("input[type=radio] >> nth=0")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Task completed.")


def test_new_tasks_are_told_and_nothing_moves(open_page: Open, start: Callable[..., int], clock: MovableClock) -> None:
    start("One")
    page = open_page("/inbox?view=groups", "ana")
    clock.move(timedelta(minutes=1))
    start("Two")
    page.evaluate("htmx.ajax('GET', document.querySelector('#new-since').getAttribute('hx-get'), '#new-since')")
    expect(page.locator("#new-since")).to_contain_text("1 new task since 08:00")
    expect(page.locator(".a-item")).to_have_count(1)
    page.click("#new-since a")
    expect(page.locator(".a-item")).to_have_count(2)


def test_on_a_phone_a_line_leads_to_the_task(open_page: Open, case_key: int) -> None:
    page = open_page("/inbox?view=groups", "ana", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".a-item")
    page.wait_for_url(re.compile(r"/tasks/\d+"))
    expect(page.locator("form[data-mounted]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("[data-menu-switch]")
    expect(page.locator("#menu")).to_be_visible()


def test_the_servers_words_appear_at_their_field(
    open_page: Open, case_key: int, open_task: Callable[[int], int]
) -> None:
    page = _working(open_page, open_task(case_key))
    page.check("input[type=radio] >> nth=0")
    # the browser's own check is passed by; the server's answer must look the same
    page.evaluate("document.querySelector('[data-form]').alurForm.viewer.validate = () => ({})")
    page.get_by_label("Note").fill("x" * 30)
    page.click("[data-complete]")
    expect(page.locator(".fjs-form-field-error")).to_have_text("Field must have maximum length of 20.")
    expect(page.locator("[data-summary]")).to_contain_text("what you typed is kept")
    expect(page.get_by_label("Note")).to_have_value("x" * 30)


def test_a_lost_race_keeps_what_was_typed(
    open_page: Open, case_key: int, open_task: Callable[[int], int], populated: Engine,
    person_of: Callable[[str], Person],
) -> None:  # fmt: skip
    key = open_task(case_key)
    page = _working(open_page, key)
    page.check("input[type=radio] >> nth=0")
    page.get_by_label("Note").fill("mine")
    populated.do(CompleteTask(key, {"complete": "no"}), person_of("ana"))
    page.click("[data-complete]")
    expect(page.locator("[role=alert]").first).to_contain_text("Ana has completed the task Do check already.")
    expect(page.get_by_label("Note")).to_have_value("mine")


def test_the_diagram_is_drawn_and_coloured(open_page: Open, case_key: int) -> None:
    page = open_page(f"/cases/{case_key}", "ana")
    expect(page.locator("[data-element-id=check].a-mark-now")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    before = page.locator("[data-element-id=check]").bounding_box()
    page.click("[data-zoom=in]")
    page.wait_for_timeout(100)
    after = page.locator("[data-element-id=check]").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]


def _working(open_page: Open, key: int) -> Page:
    page = open_page(f"/tasks/{key}", "ana")
    page.click("button[form=claim]")
    expect(page.locator("form[data-mounted]")).to_be_visible()
    expect(page.locator("[data-complete]")).to_be_visible()
    return page
