"""The analyst's desk, the portal and the auditor's replay in a real browser, and what axe-core says about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine import Engine
from tests.web.permit import CLERK, FILES, HEAD, NIK, PEMOHON, Permits, deployed

from .conftest import Open, axe_violations

pytestmark = pytest.mark.browser


@pytest.fixture
def permits(populated: Engine) -> Permits:
    return deployed(populated)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def english(page: Page) -> Page:
    page.context.add_cookies([{"name": "language", "value": "en", "url": page.url}])
    page.reload()
    return page


def test_upload_findings_correction_deployment(open_page: Open, folder: Path) -> None:
    page = open_page("/sops/upload", "tono")
    page.set_input_files("input[type=file]", [folder / "permit.bpmn", folder / "ask.form"])
    expect(page.locator("#deploy-says")).to_contain_text("Fix 2 errors first. Nothing has been deployed.")
    expect(page.locator(".djs-container .a-badge-error").first).to_be_visible()
    expect(page.locator("button:has-text('Propose')")).to_be_disabled()
    expect(page.locator(".g-list .g-now .g-number-badge")).to_have_text("1")
    page.keyboard.press("j")
    expect(page.locator(".g-list .g-now .g-number-badge")).to_have_text("2")
    expect(page.locator("[data-chosen] h2")).to_have_text("Do supply")
    expect(page.locator(".djs-shape.a-mark-selected[data-element-id=supply]")).to_be_attached()
    page.click("[data-only=error]")
    page.set_input_files("input[type=file]", [folder / "verdict.form", folder / "supply.form"])
    expect(page.locator("#deploy-says")).not_to_contain_text("Fix")
    if (ticked := page.locator("[name=acknowledged]")).count():
        ticked.check()
    page.click("button:has-text('Propose')")
    expect(page.locator("main")).to_contain_text("It comes into force when another person has enacted it")
    expect(page.locator(".djs-container")).to_be_visible()


def test_files_may_be_dropped(open_page: Open) -> None:
    page = open_page("/sops/upload", "tono")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], 'permit.bpmn'));
            document.dispatchEvent(new DragEvent('dragover', {dataTransfer: data, bubbles: true, cancelable: true}));
            document.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        FILES["permit.bpmn"].decode(),
    )
    expect(page.locator(".g-files")).to_contain_text("permit.bpmn")


def test_a_request_by_phone_and_the_way_of_it(open_page: Open, permits: Permits) -> None:
    page = english(open_page("/layanan", width=390))
    page.click("text=Process permit")
    page.click("text=Submit a request")
    page.get_by_label("Name").fill("Dewi")
    page.get_by_label("NIK").fill("12")
    page.click("[data-complete]")
    expect(page.locator(".fjs-form-field-error")).to_contain_text("minimum length")
    page.get_by_label("NIK").fill(NIK)
    page.click("[data-complete]")
    expect(page.locator("main")).to_contain_text("Your request has arrived")
    number = page.locator("#tracking-number").inner_text()
    page.goto("/lacak")
    page.fill("#nomor", number.lower().replace("-", " "))
    page.click("main button[type=submit]")
    expect(page.locator(".p-present")).to_contain_text("Do check")
    with permits.engine.read() as connection:
        from engine.queries import portal

        found = portal.request(connection, number)
    assert found is not None
    permits.do(found.root_key, "check", CLERK, missing=True)
    page.reload()
    page.get_by_label("Last 4 characters of NIK").fill(NIK[-4:])
    page.click("text=Continue")
    page.get_by_label("Name").fill("Dewi S")
    page.click("[data-complete]")
    expect(page.locator("main")).to_contain_text("Your request goes on.")
    expect(page.locator(".p-present")).to_contain_text("once more")


def test_the_replay_colours_the_diagram_as_it_was(open_page: Open, permits: Permits) -> None:
    key, _ = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    permits.do(key, "supply", PEMOHON, hours=30, name="Dewi S")
    permits.do(key, "check", CLERK, missing=False)
    permits.do(key, "sign", HEAD)
    page = open_page(f"/audit/{key}", "wulan")
    expect(page.locator("[data-ready]")).to_be_attached()
    expect(page.locator(".a-mark-done[data-element-id=sign]")).to_be_attached()
    expect(page.locator(".a-mark-taken[data-element-id=decide_sign]")).to_be_attached()
    slider = page.get_by_label("Event shown")
    slider.focus()
    slider.press("Home")
    expect(page.locator(".a-mark-done")).to_have_count(0)
    page.keyboard.press("d")
    expect(page.locator("[data-position]")).to_contain_text("Event")
    expect(page.locator(".a-mark-taken[data-element-id=decide_supply]")).to_be_attached()
    expect(page.locator(".a-mark-taken[data-element-id=decide_sign]")).to_have_count(0)
    expect(page.locator(".a-mark-done[data-element-id=check]")).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".a-mark-now[data-element-id=supply]")).to_be_attached()
    page.keyboard.press("v")
    expect(page.locator(".u-here")).to_contain_text("returned")
    page.click("[data-events] li:has-text('Do supply was completed')")
    expect(page.locator("[data-data]")).to_contain_text("Dewi S")
    expect(page.locator("[data-data] .u-old")).to_have_text("Dewi")
    page.click("[data-tab=all]")
    expect(page.locator("[data-data]")).to_contain_text("•••• 4821")
    expect(page.locator("[data-data]")).not_to_contain_text(NIK)
    page.locator("h1").click()
    page.select_option("[data-speed]", "20")
    page.locator("h1").click()
    page.keyboard.press(" ")
    expect(page.locator(".a-mark-done[data-element-id=granted]")).to_be_attached()


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_no_violations_among_findings(open_page: Open, folder: Path, width: int, dark: bool) -> None:
    page = open_page("/sops/upload", "admin", width=width, dark=dark)
    page.set_input_files("input[type=file]", [folder / "permit.bpmn"])
    expect(page.locator(".djs-container")).to_be_visible()
    found = axe_violations(page)
    assert not found, "\n".join(found)
