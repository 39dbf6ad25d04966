"""Style and types are part of the tests, so that the one test command says everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    assert run("ruff", "check", ".") == ""


def test_code_is_formatted() -> None:
    assert run("ruff", "format", "--check", ".") == ""


def test_mypy_finds_nothing() -> None:
    assert run("mypy") == ""
