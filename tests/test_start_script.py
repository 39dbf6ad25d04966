"""The script ./alur: what it says when something is missing, and that a half-made environment does not confuse it.

The Pythons here are small shell scripts that behave like the real ones as far as the start script asks; what really
installing does is seen by whoever runs the script in a fresh clone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FAKE = """#!/bin/sh
# A python3 as the start script sees it.
echo "$0 $*" >>"{log}"
case "$*" in
    *"print("*) echo "{version}" ;;
    *"import venv, ensurepip"*) exit {no_venv} ;;
    *"version_info < (3, 11)"*) exit {old} ;;
    "-m venv --clear "*)
        rm -rf "$4" && mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && : >"$4/bin/alur" ;;
    "-m pip install"*|"-m uv pip install"*) exit {no_network} ;;
    *bin/alur*) shift; echo "alur says: $*" ;;
esac
"""


class Clone:
    """A clone with a python3 of its own in front of all others."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "clone"
        self.directory.mkdir(parents=True)
        for name in ("alur", "setup.cfg", "pyproject.toml"):
            shutil.copy(ROOT / name, self.directory / name)
        self.log = directory / "log"
        self.bin = directory / "bin"
        self.bin.mkdir()
        for tool in ("sh", "cat", "dirname", "readlink", "mkdir", "rm", "cp", "head", "tail", "id", "sleep", "cksum"):
            found = shutil.which(tool)
            assert found
            (self.bin / tool).symlink_to(found)
        self.python()

    def python(self, version: str = "3.11", old: int = 0, no_venv: int = 0, no_network: int = 0) -> None:
        text = FAKE.format(log=self.log, version=version, old=old, no_venv=no_venv, no_network=no_network)
        (self.bin / "python3").write_text(text)
        (self.bin / "python3").chmod(0o755)

    def run(self, *words: str, script: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "HOME": "/nonexistent", **more}
        return subprocess.run(
            [str(script or self.directory / "alur"), *words], capture_output=True, text=True, env=environment, cwd="/"
        )

    def installs(self) -> int:
        """How often packages were installed."""
        return self.log.read_text().count("-m uv pip install") if self.log.exists() else 0


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_the_first_start_installs_and_the_second_does_not(clone: Clone) -> None:
    first = clone.run("up", "--port", "81")
    assert first.returncode == 0, first.stderr
    assert first.stdout == "alur says: up --port 81\n"
    assert "Making a Python environment" in first.stderr
    second = clone.run("up")
    assert second.stderr == ""
    assert clone.installs() == 1


def test_changed_dependencies_are_installed(clone: Clone) -> None:
    clone.run("up")
    with (clone.directory / "setup.cfg").open("a") as file:
        file.write("# changed\n")
    clone.run("up")
    assert clone.installs() == 2


def test_called_through_a_symbolic_link(clone: Clone, tmp_path: Path) -> None:
    link = tmp_path / "bin" / "my-alur"
    link.symlink_to(clone.directory / "alur")
    assert clone.run("check", "x.bpmn", script=link).stdout == "alur says: check x.bpmn\n"
    assert (clone.directory / ".venv").is_dir()


def test_an_interrupted_installation_is_begun_anew(clone: Clone) -> None:
    (clone.directory / ".venv" / "lib").mkdir(parents=True)
    (clone.directory / ".venv" / ".alur-unfinished").touch()
    (clone.directory / ".venv" / "lib" / "half").touch()
    done = clone.run("up")
    assert done.returncode == 0, done.stderr
    assert not (clone.directory / ".venv" / "lib").exists()
    assert not (clone.directory / ".venv" / ".alur-unfinished").exists()


def test_a_clone_that_was_moved_makes_a_new_environment(clone: Clone) -> None:
    clone.run("up")
    clone.directory = clone.directory.rename(clone.directory.with_name("elsewhere"))
    done = clone.run("up")
    assert "Making a Python environment" in done.stderr
    assert clone.installs() == 2


def test_an_old_python_is_a_sentence(clone: Clone) -> None:
    clone.python(version="3.9", old=1)
    done = clone.run("up")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed, and only Python 3.9 was found. Nothing was changed." in done.stderr
    assert not (clone.directory / ".venv").exists()


def test_a_newer_python_of_another_name_is_taken(clone: Clone) -> None:
    clone.python(version="3.12")
    (clone.bin / "python3").rename(clone.bin / "python3.12")
    clone.python(version="3.9", old=1)
    (clone.bin / "python3").rename(clone.bin / "kept")
    (clone.bin / "kept").rename(clone.bin / "python3")
    done = clone.run("up")
    assert done.returncode == 0, done.stderr
    assert "(Python 3.12)" in done.stderr


def test_no_python_is_a_sentence(clone: Clone) -> None:
    (clone.bin / "python3").unlink()
    assert "no python3 was found" in clone.run("up").stderr


def test_a_python_without_venv_is_a_sentence(clone: Clone) -> None:
    clone.python(no_venv=1)
    done = clone.run("up")
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_no_network_is_a_sentence_and_the_next_start_tries_again(clone: Clone) -> None:
    clone.python(no_network=1)
    done = clone.run("up")
    assert done.returncode == 1
    assert "The packages could not be installed" in done.stderr
    assert "PIP_INDEX_URL" in done.stderr
    clone.python()
    again = clone.run("up")
    assert again.returncode == 0, again.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may write everywhere.")
def test_a_clone_that_cannot_be_written_is_a_sentence(clone: Clone) -> None:
    clone.directory.chmod(0o555)
    done = clone.run("up")
    clone.directory.chmod(0o755)
    assert done.returncode == 1
    assert "cannot be written by" in done.stderr


def test_the_lock_of_a_dead_installer_does_not_block(clone: Clone) -> None:
    (clone.directory / ".venv.lock").mkdir()
    (clone.directory / ".venv.lock" / "pid").write_text("99999999")
    assert clone.run("up").returncode == 0


def test_tests_run_with_their_extra_packages_and_arguments(clone: Clone) -> None:
    done = clone.run("test", "-k", "nothing", ALUR_CHROMIUM="sh")
    assert done.returncode == 0, done.stderr
    assert "-m pytest -n 2 -k nothing" in clone.log.read_text()
    assert f"-e {clone.directory}[test]" in clone.log.read_text()


def test_without_chromium_the_tests_run_all_the_same(clone: Clone) -> None:
    done = clone.run("test")
    assert done.returncode == 0
    assert "no Chromium" in done.stderr
