"""axe-core finds nothing on any page, in both themes, wide and narrow, and no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import FilePayload, Page, expect

from engine import SYSTEM, AskTrial, Engine
from engine.commands.trials import EndTrial
from tests.bpmn.diagrams import line, process
from tests.web import hall
from tests.web.permit import CLERK, deployed, proposed
from tests.web.test_trials import RESULT
from web.docs.routes import stories

from .conftest import Open, axe_violations

pytestmark = pytest.mark.browser

INSIDE = {
    "/inbox": ("/inbox", "/inbox?view=groups", "/inbox?view=done", "/inbox?q=nothing"),
    "/tasks/<int:key>": ("/tasks/{task}", "/tasks/1"),
    "/cases/<int:key>": ("/cases/{case}",),
    "/akun": ("/akun",),
    "/akun/notices": ("/akun/notices",),
    "/notices": ("/notices",),
    "/admin/people": ("/admin/people", "/admin/people?q=nobody"),
    "/admin/people/<login>": ("/admin/people/ana",),
    "/admin/people/new": ("/admin/people/new",),
    "/admin/groups": ("/admin/groups",),
    "/admin/programs": ("/admin/programs",),
    "/admin/organisation": ("/admin/organisation",),
    "/admin/mails": ("/admin/mails",),
    "/penggantian": ("/penggantian",),
    "/benturan-kepentingan": ("/benturan-kepentingan",),
    "/sops": ("/sops",),
    "/sops/sop/<process_id>": ("/sops/sop/permit", "/sops/sop/nothing"),
    "/sops/sop/<process_id>/migrate": ("/sops/sop/permit/migrate", "/sops/sop/nothing/migrate"),
    "/sops/cases/<int:key>": ("/sops/cases/{case}", "/sops/cases/1"),
    "/sops/upload": ("/sops/upload",),
    "/sops/proposals": ("/sops/proposals",),
    "/sops/proposals/<int:key>": ("/sops/proposals/{proposal}",),
    "/sops/proposals/<int:key>/compare/<process_id>": ("/sops/proposals/{proposal}/compare/permit",),
    "/sops/trials/<int:key>": ("/sops/trials/{trial}", "/sops/trials/{waiting}"),
    "/sops/sop/<process_id>/compare": ("/sops/sop/permit/compare",),
    "/sops/decisions/<int:key>": (
        "/sops/decisions/{decision}",
        "/sops/decisions/{decision}?case={asked}&event={event}",
    ),
    "/audit": ("/audit", "/audit?q=nothing"),
    "/audit/<int:key>": ("/audit/{case}",),
}
OUTSIDE = {
    "/docs/api/<name>": ("/docs/api/camunda8", "/docs/api/camunda7"),
    "/docs/elements": ("/docs/elements", "/docs/elements?q=nothing-like-it"),
    "/docs/elements/stories/<slug>": ("/docs/elements/stories/{story}",),
    "/masuk": ("/masuk", "/nothing"),
    "/layanan": ("/layanan",),
    "/layanan/<process_id>": ("/layanan/permit",),
    "/layanan/<process_id>/prosedur": ("/layanan/permit/prosedur",),
    "/layanan/<process_id>/ajukan": ("/layanan/permit/ajukan",),
    "/lacak": ("/lacak",),
    "/lacak/<number>": ("/lacak/{number}", "/lacak/ABCD-ABCD-ABCD"),
    "/lacak/<number>/tanda-terima": ("/lacak/{number}/tanda-terima",),
    "/lacak/<number>/tugas/<int:key>": ("/lacak/{number}/tugas/{supply}",),
}
NO_PAGES = {
    "/", "/bahasa/<code>", "/healthz", "/readyz", "/static/<path:filename>",
    "/inbox/new", "/tasks/<int:key>/reading", "/audit/<int:key>/film.json",
    "/cases/<int:key>/diagram.bpmn", "/layanan/<process_id>/diagram.bpmn", "/sops/definitions/<int:key>.bpmn",
    "/sops/files/<int:key>", "/files/<int:key>", "/sops/proposals/<int:key>/files/<name>", "/analyst",
    "/analyst/<path:rest>", "/sops/trials/<int:key>/state", "/sops/templates/<dialect>.json",
    "/.well-known/camunda-automation-platform/webapps", "/cockpit/", "/cockpit/repository",
    "/cockpit/process-instance/<int:key>",
}  # fmt: skip
"""Redirects, parts of pages, files."""
APIS = ("/v2/", "/engine-rest/")
"""Where programs ask."""

BROKEN = process(line('<complexGateway id="G"/>'))

LOOKS = pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])


def test_every_page_is_looked_at(app: Flask) -> None:
    shown = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    shown = {rule for rule in shown if not rule.startswith(APIS)}
    assert shown == NO_PAGES | set(INSIDE) | set(OUTSIDE)


@LOOKS
def test_pages_of_those_who_signed_in(
    open_page: Open, case_key: int, open_task: Callable[[int], int], populated: Engine, width: int, dark: bool
) -> None:
    deployed(populated)
    decided = hall.places(populated) | desk(populated)
    page = open_page("/inbox", "admin", width=width, dark=dark)
    found = []
    for path in (path for paths in INSIDE.values() for path in paths):
        page.goto(path.format(task=open_task(case_key), case=case_key, **decided))
        found += _troubles(page)
    assert not found, "\n".join(found)


@LOOKS
def test_pages_for_everybody(open_page: Open, populated: Engine, width: int, dark: bool) -> None:
    permits = deployed(populated)
    key, number = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    page = open_page(f"/lacak/{number}", width=width, dark=dark)
    found = _troubles(page)
    _open_up(page)
    story = next(iter(stories()))
    for path in (path for paths in OUTSIDE.values() for path in paths):
        page.goto(path.format(number=number, supply=permits.task(key, "supply"), story=story))
        found += _troubles(page)
    assert not found, "\n".join(found)


def desk(engine: Engine) -> dict[str, int]:
    """A proposal, what came of its trial, and a trial under way."""
    proposal = proposed(engine)
    key = engine.do(AskTrial(proposal_key=proposal), SYSTEM)
    engine.do(EndTrial(key, RESULT), SYSTEM)
    return {"proposal": proposal, "trial": key, "waiting": engine.do(AskTrial(proposal_key=proposal), SYSTEM)}


def _open_up(page: Page) -> None:
    page.fill(".p-four", "4821")
    page.press(".p-four", "Enter")
    page.wait_for_url("**/tugas/**")


def _troubles(page: Page) -> list[str]:
    """What is wrong with the page once its diagrams and forms are drawn."""
    for drawn in page.locator("[data-diagram]:visible").all():
        expect(drawn.locator(".djs-container")).to_be_visible()
    for mounted in page.locator("form[data-form]").all():
        expect(mounted).to_have_attribute("data-mounted", "")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    sideways = [f"{page.url} scrolls sideways"] if page.evaluate(wide) else []
    return sideways + axe_violations(page)


def test_a_wrong_password(open_page: Open) -> None:
    page = open_page("/masuk")
    page.fill("input[name=login]", "ana")
    page.fill("input[name=password]", "wrong")
    page.click("main button[type=submit]")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert not _troubles(page)


def test_a_check_with_errors(open_page: Open) -> None:
    page = open_page("/sops/upload", "admin", width=390, height=844)
    broken: FilePayload = {"name": "bad.bpmn", "mimeType": "application/xml", "buffer": BROKEN}
    page.set_input_files("input[type=file]", [broken])
    expect(page.locator("[data-findings]")).to_be_visible()
    assert not _troubles(page)
