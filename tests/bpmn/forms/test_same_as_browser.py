"""The browser and the server say the same: form-js-viewer itself checks the cases of the table, in Chromium."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.bpmn.forms.cases import BOTH, VARIABLES

VIEWER = Path(__file__).resolve().parents[3] / "web" / "static" / "vendor" / "form-viewer.js"

CHECK = """async ([field, value, variables]) => {
  const container = document.createElement('div');
  document.body.append(container);
  const form = await FormViewer.createForm({
    container, schema: {type: 'default', id: 'f', components: [field]}, data: {...variables, x: value}
  });
  await new Promise(done => setTimeout(done, 30));
  const messages = form.submit().errors.x || [];
  form.destroy();
  return messages;
}"""


@pytest.mark.browser
def test_form_js_says_the_same_of_every_case() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("No Chromium is on this machine, so form-js cannot be asked.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=str(VIEWER))
        said = {name: page.evaluate(CHECK, [field, value, VARIABLES]) for name, field, value, _ in BOTH}
        browser.close()
    expected = {name: messages for name, _, _, messages in BOTH}
    assert json.dumps(said, indent=1) == json.dumps(expected, indent=1)
