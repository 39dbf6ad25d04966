"""The built files that Alur carries are those that the build made, each with its licences."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SUMS = dict(reversed(line.split("  ", 1)) for line in (ROOT / "web/frontend/SHA256SUMS").read_text().splitlines())
FOLDERS = sorted({str(Path(path).parent) for path in SUMS})


@pytest.mark.parametrize("path", sorted(SUMS))
def test_a_file_is_the_one_that_was_built(path: str) -> None:
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == SUMS[path]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_else_lies_in_a_vendor_folder(folder: str) -> None:
    found = {str(file.relative_to(ROOT)) for file in (ROOT / folder).rglob("*") if file.is_file()}
    assert found == {path for path in SUMS if path.startswith(folder + "/")}


@pytest.mark.parametrize("folder", FOLDERS)
def test_licences_are_permissive(folder: str) -> None:
    licences = (ROOT / folder / "LICENSES.txt").read_text(encoding="utf-8")
    assert "the package carries no licence file" not in licences
    assert "GENERAL PUBLIC LICENSE" not in licences.upper()


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "web/frontend/package-lock.json").read_text()


@pytest.mark.parametrize("path", [path for path in SUMS if path.endswith(".css")])
def test_style_sheets_load_nothing(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "@import" not in text
    urls = [part.lstrip("\"' ")[:5] for part in text.split("url(")[1:]]
    assert set(urls) <= {"data:"}
