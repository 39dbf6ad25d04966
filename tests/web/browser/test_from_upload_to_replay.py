"""The main job in one browser story: upload, request, inbox, a time limit that runs out, completion, replay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine import Engine, FireTimers
from engine.clock import MovableClock
from engine.person import SYSTEM
from tests.engine import diagrams as d
from tests.web.permit import ASK, CHECK

from .conftest import Open

pytestmark = pytest.mark.browser

NIK = "3574011234564821"
LICENCE = d.diagram(
    "licence",
    [
        d.Node("startEvent", "start", '<zeebe:formDefinition formId="ask"/>'),
        d.user("check", groups="clerks", form="verdict"),
        d.timer_boundary("two_days", "check", "timeDuration", "P2D", interrupting=False),
        d.user("urge", groups="heads"),
        d.user("sign", groups="heads"),
        d.end("granted"),
        d.end("urged"),
    ],
    "start>check>sign>granted two_days>urge>urged",
    properties={"alur:audience": "public", "alur:unit": "town", "alur:duration": "P3D"},
)


def test_one_request_from_upload_to_replay(
    open_page: Open, populated: Engine, clock: MovableClock, tmp_path: Path
) -> None:
    _upload(open_page("/sops/upload", "tono"), tmp_path)
    _enact(open_page("/sops", "admin", width=390))
    tracking = _ask(open_page("/layanan/licence/ajukan", width=390))

    clerk = open_page("/inbox?view=groups", "ana")
    clerk.click(".a-item:has-text('Do check')")
    clerk.click("#reading button:has-text('Claim')")
    expect(clerk.locator("#reading")).to_contain_text("My task")

    clock.move(timedelta(days=2))
    assert populated.do(FireTimers(), SYSTEM) == 1
    head = open_page("/inbox?view=groups", "bob")
    expect(head.locator(".a-item:has-text('Do urge')")).to_have_count(1)

    clerk.click("#reading a:has-text('Work on it')")
    clerk.click("[data-complete]")
    expect(clerk.locator("main")).to_contain_text("Task completed.")

    head.reload()
    for task in ("Do urge", "Do sign"):
        head.goto("/inbox?view=groups")
        head.click(f".a-item:has-text('{task}')")
        head.click("#reading button:has-text('Claim')")
        head.click("#reading a:has-text('Work on it')")
        head.click("[data-complete]")
        expect(head.locator("main")).to_contain_text("Task completed.")

    public = open_page(f"/lacak/{tracking}", width=390)
    expect(public.locator("main")).to_contain_text("Do sign")
    expect(public.locator("main")).not_to_contain_text("Dewi")
    _replay(open_page("/audit", "wulan"))


def _upload(page: Page, folder: Path) -> None:
    for name, content in {"licence.bpmn": LICENCE, "ask.form": ASK, "verdict.form": CHECK}.items():
        (folder / name).write_bytes(content)
    page.set_input_files("input[type=file]", sorted(folder.iterdir()))
    page.check("[name=acknowledged]")  # the diagram has two warnings
    page.click("button:has-text('Propose')")
    expect(page.locator("main")).to_contain_text("It comes into force when another person has enacted it")


def _enact(page: Page) -> None:
    page.click("section:has(#waiting) a")
    page.get_by_label("Number of the decree").fill("SK 188/2026")
    page.click("main button:has-text('Enact')")
    expect(page.locator("main")).to_contain_text("Enacted and in force")


def _ask(page: Page) -> str:
    page.get_by_label("Name").fill("Dewi")
    page.get_by_label("NIK").fill(NIK)
    page.click("[data-complete]")
    expect(page.locator("#tracking-number")).to_be_visible()
    return page.locator("#tracking-number").inner_text()


def _replay(page: Page) -> None:
    page.click("main table a >> nth=0")
    expect(page.locator("[data-ready]")).to_be_attached()
    expect(page.locator(".a-mark-done[data-element-id=granted]")).to_be_attached()
    expect(page.locator(".a-mark-done[data-element-id=urge]")).to_be_attached()
    slider = page.get_by_label("Event shown")
    slider.focus()
    slider.press("Home")
    expect(page.locator(".a-mark-done")).to_have_count(0)
    for _ in range(30):
        if page.locator(".a-mark-now[data-element-id=urge]").count():
            break
        page.keyboard.press("ArrowRight")
    expect(page.locator(".a-mark-now[data-element-id=urge]")).to_be_attached()
    expect(page.locator(".a-mark-now[data-element-id=check]")).to_be_attached()
    expect(page.locator(".a-mark-done[data-element-id=granted]")).to_have_count(0)
