"""npm packages for the tests, pinned by package-lock.json, installed once into a cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json")


def packages() -> Path:
    """The folder with node_modules; skips the test where npm or the way to its registry is missing."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm is not installed, so the clients from npm cannot be tried")
    mark = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    place = Path(os.environ.get("XDG_CACHE_HOME") or tempfile.gettempdir()) / f"alur-clients-{mark}"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "done").exists():
            for name in FILES:
                shutil.copy(HERE / name, place / name)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                pytest.skip(f"npm could not install the clients: {done.stderr[-300:]}")
            (place / "done").touch()
    return place


def run(script: str, **environment: str) -> str:
    """What a script of this folder says; fails with all it said if it fails."""
    place = packages()
    copied = place / script
    copied.write_bytes((HERE / script).read_bytes())
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [shutil.which("node") or "node", str(copied)],
        cwd=place, env=kept | environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
    return done.stdout
