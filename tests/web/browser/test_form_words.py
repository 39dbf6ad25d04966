"""A form speaks the page's language wholly, also where form-js has no translation, and dates are day before month."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine import Deploy, Engine
from engine.person import SYSTEM
from tests.engine import diagrams as d

from .conftest import Open

pytestmark = pytest.mark.browser

FORM = d.form(
    "wish",
    {"id": "w1", "type": "select", "key": "kind", "label": "Jenis",
     "values": [{"label": "Select", "value": "a"}, {"label": "Biru", "value": "b"}], "validate": {"required": True}},
    {"id": "w2", "type": "datetime", "subtype": "date", "key": "day", "dateLabel": "Hari"},
    {"id": "w3", "type": "filepicker", "key": "file", "label": "Berkas"},
)  # fmt: skip


@pytest.fixture
def wish(populated: Engine) -> None:
    start = d.Node("startEvent", "start", '<zeebe:formDefinition formId="wish"/>')
    diagram = d.diagram(
        "wish",
        [start, d.user("look", groups="clerks"), d.end()],
        "start>look>end",
        properties={"alur:audience": "public"},
    )
    populated.do(Deploy("wish", {"wish.bpmn": diagram, "wish.form": FORM}), SYSTEM)


def form(open_page: Open, language: str) -> Page:
    page = open_page(f"/bahasa/{language}?next=/layanan/wish/ajukan")
    expect(page.locator("form[data-mounted]")).to_be_visible()
    return page


@pytest.mark.usefixtures("wish")
def test_no_english_word_is_left(open_page: Open) -> None:
    page = form(open_page, "id")
    expect(page.locator(".fjs-select-display")).to_have_text("Pilih")
    expect(page.locator(".fjs-filepicker-button")).to_have_text("Pilih berkas")
    date = page.get_by_label("Hari")
    expect(date).to_have_attribute("placeholder", "hh/bb/tttt")
    date.click()
    assert "Februari" in page.locator(".flatpickr-monthDropdown-months").inner_text()
    assert page.locator(".flatpickr-weekday").first.inner_text().strip() == "Sen"


@pytest.mark.usefixtures("wish")
def test_what_is_chosen_keeps_its_own_words(open_page: Open) -> None:
    page = form(open_page, "id")
    page.locator(".fjs-input-group").first.click()
    page.locator(".fjs-dropdownlist-item").first.click()
    expect(page.locator(".fjs-select-display")).to_have_text("Select")


@pytest.mark.usefixtures("wish")
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_date_is_day_before_month(open_page: Open, language: str) -> None:
    page = form(open_page, language)
    date = page.get_by_label("Hari")
    date.click()
    page.keyboard.type("03/04/2026")
    page.keyboard.press("Tab")
    expect(date).to_have_value("03/04/2026")
    values = page.evaluate("document.querySelector('form[data-form]').alurForm.viewer._getSubmitData()")
    assert values["day"] == "2026-04-03"


@pytest.mark.usefixtures("wish")
def test_an_error_at_a_list_does_not_open_it(open_page: Open) -> None:
    page = form(open_page, "id")
    page.click("form[data-form] button[type=submit]")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.locator(".fjs-dropdownlist")).to_have_count(0)
