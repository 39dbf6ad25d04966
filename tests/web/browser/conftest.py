"""Fixtures of the browser tests: the application served on a free port, Chromium, a page that reports every error."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from engine import Engine
from tests.web.conftest import PASSWORD
from web.application import create_app

CHROMIUM = next(
    (found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).parent / "vendor" / "axe.min.js"

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says how to get it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is missing, so pages cannot be tried in a browser (Debian: apt-get install chromium).")
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def address(populated: Engine) -> Iterator[str]:
    """Where the application is served, with CSRF and without limits."""
    app = create_app(populated, {"SECRET_KEY": "k" * 32, "RATE_LIMITS": False})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page as somebody. At the end no page may have had a script error or a broken rule of its policy."""
    contexts, troubles = [], []

    def go(path: str, login: str = "", width: int = 1440, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: troubles.append(f"{page.url}: {said.text}") if _bad(said.text) else None)
        if login:
            page.goto("/masuk")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/masuk" not in url)
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not troubles, troubles


def _bad(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page, as lines for the failure message."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [f"{page.url} {rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]
