"""The rules of the house that a machine can check: arrows between the rooms, one commit, one idea per small file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bpmn", "engine", "web")
LONGEST = 300
MAY_BE_LONGER: dict[str, str] = {}
"""File -> why it is longer than LONGEST lines. Keep it short."""

ALLOWED_ROOMS = {"bpmn": {"bpmn"}, "engine": {"engine", "bpmn"}, "web": {"web", "engine", "bpmn"}}

HOME_OF = {
    # third party package -> path prefixes that may import it
    "flask": ("web/",),
    "werkzeug": ("web/",),
    "flask_login": ("web/",),
    "flask_wtf": ("web/",),
    "flask_babel": ("web/",),
    "flask_limiter": ("web/",),
    "pydantic": ("web/api/",),
    "gunicorn": ("web/",),
    "lxml": ("bpmn/",),
    "quickjs": ("bpmn/sandbox.py",),
    "_quickjs": ("bpmn/languages/javascript/worker.py",),
    "lark": ("bpmn/languages/",),
    "SpiffWorkflow": ("engine/flow/",),
    "sqlalchemy": ("engine/",),
    "psycopg": ("engine/",),
    "orjson": ("engine/",),
    "alembic": ("engine/",),
    "procrastinate": ("engine/",),
    "holidays": ("engine/calendar/",),
}

NOT_IN_FLOW = {"sqlalchemy", "psycopg", "alembic", "procrastinate"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "managers", "manager", "common", "misc"}


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Top-level package names that a file imports anywhere, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0], node.lineno


@pytest.mark.parametrize("path", sources(), ids=short)
def test_arrows_point_from_web_to_engine_to_bpmn(path: Path) -> None:
    room = short(path).split("/")[0]
    wrong = [
        f"{short(path)}:{line} imports {name}"
        for name, line in imports(path)
        if name in set(ROOMS) - ALLOWED_ROOMS[room]
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("path", sources(), ids=short)
def test_third_parties_stay_in_their_rooms(path: Path) -> None:
    wrong = [
        f"{short(path)}:{line} imports {name}, which may only be used in {', '.join(HOME_OF[name])}"
        for name, line in imports(path)
        if name in HOME_OF and not short(path).startswith(HOME_OF[name])
    ]
    if short(path).startswith("engine/flow/"):
        wrong += [f"{short(path)}:{line} imports {name}" for name, line in imports(path) if name in NOT_IN_FLOW]
    assert not wrong, wrong


def test_there_is_one_commit() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert len(found) == 1, found
    assert found[0].startswith("engine/work.py"), found


@pytest.mark.parametrize("path", sources(), ids=short)
def test_a_file_says_what_it_is_for_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if text.strip():
        docstring = ast.get_docstring(ast.parse(text))
        assert docstring, f"{short(path)} does not say in its first line what it is for"
        assert docstring.splitlines()[0].strip().endswith((".", ":", "?")), (
            f"{short(path)}: the first line is no sentence"
        )
    assert lines <= LONGEST or short(path) in MAY_BE_LONGER, f"{short(path)} has {lines} lines"


def test_exceptions_from_the_length_are_still_needed() -> None:
    for name in MAY_BE_LONGER:
        assert (ROOT / name).read_text(encoding="utf-8").count("\n") > LONGEST, f"{name} is short enough again"


def test_no_room_is_called_after_nothing() -> None:
    wrong = [
        short(path)
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if "node_modules" not in path.parts and path.stem in FORBIDDEN_NAMES
    ]
    assert not wrong, wrong


def test_the_top_level_holds_only_what_was_agreed() -> None:
    agreed = {
        "engine", "bpmn", "web", "tests", "setup.cfg", "README.md",
        "pyproject.toml", "ruff.toml", "LICENSE", "CHANGELOG.md", "alur", "docs",
    }  # fmt: skip
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {"build", "data"}
    assert not {name for name in found - agreed if not name.endswith(".egg-info")}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_explains_itself(room: str) -> None:
    readme = (ROOT / room / "README.md").read_text(encoding="utf-8")
    assert "To add" in readme, f"{room}/README.md does not say what to touch to add something"
    assert "Decisions" in readme, f"{room}/README.md does not say which decisions were taken and what they cost"


def test_the_product_speaks_of_itself_alone() -> None:
    words = re.compile(r"\.\./shared|/work/shared|\bissue #?\d|\bTODO\b|\bFIXME\b")
    places = [p for p in ROOT.rglob("*.md") if not {".venv", "node_modules", "vendor"} & set(p.parts)] + sources()
    wrong = [
        f"{short(path)}:{number}: {line.strip()}"
        for path in places
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert not wrong, wrong
