"""The built files are what their sources give: packages are fetched afresh, the build runs twice, bytes compared."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network")
PATIENCE = 300


def run(*command: str, within: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=within, capture_output=True, text=True, check=False, timeout=PATIENCE)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The front end's sources in a folder of their own, with the packages of the lock file."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("There is no npm here; continuous integration has it.")
    root = tmp_path_factory.mktemp("rebuilt")
    frontend = root / "web" / "frontend"
    shutil.copytree(ROOT / "web" / "frontend", frontend, ignore=shutil.ignore_patterns("node_modules", "SHA256SUMS"))
    done = run(npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", within=frontend)
    if done.returncode and NO_NETWORK.search(done.stderr):
        pytest.skip("npm reaches no registry from here.")
    assert done.returncode == 0, done.stderr
    yield root
    shutil.rmtree(root)


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_build_gives_the_committed_bytes(fresh: Path, time: str) -> None:
    done = run("node", "build.mjs", within=fresh / "web" / "frontend")
    assert done.returncode == 0, done.stderr
    committed = (ROOT / "web/frontend/SHA256SUMS").read_text(encoding="utf-8")
    assert (fresh / "web/frontend/SHA256SUMS").read_text(encoding="utf-8") == committed, f"the {time} build differs"
    paths = [line.split("  ", 1)[1] for line in committed.splitlines()]
    differing = [path for path in paths if (fresh / path).read_bytes() != (ROOT / path).read_bytes()]
    assert differing == []
