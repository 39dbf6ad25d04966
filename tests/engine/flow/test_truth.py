"""Cases really run on SpiffWorkflow: its classes, its loop, its state machine; nothing of it is patched."""

from __future__ import annotations

import ast
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.flow import behaviours
from tests.engine.flow.kit import Player, both, diagram, end, scope, script, start, sub, user

ROOM = Path(behaviours.__file__).parent


def drawn() -> Any:
    inside = scope("s2 > t > e2", start("s2"), user("t"), end("e2"))
    return diagram(
        scope(
            "s > f > p > j > e; f > c > j",
            start(),
            both("f"),
            sub("p", inside),
            script("c", "y", "1"),
            both("j"),
            end(),
        )
    )


def test_tokens_and_scopes_are_the_librarys() -> None:
    case = Player(drawn()).start().case
    assert isinstance(case, BpmnWorkflow)
    for spec in (case.spec, case.spec.task_specs["p"].inner):
        assert isinstance(spec, BpmnProcessSpec)
        assert all(isinstance(node, BpmnTaskSpec) for node in spec.task_specs.values())
    assert [isinstance(inside, BpmnSubWorkflow) for inside in case.subprocesses.values()] == [True]
    assert all(isinstance(token, Task) for token in case.index.values())


def test_the_library_runs_every_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every element that completes has gone through do_engine_steps, Task.run, TaskSpec._run and Task.complete."""
    seen: dict[str, list[Any]] = {"steps": [], "run": [], "hook": [], "complete": []}

    def watch(owner: type, name: str, key: str) -> None:
        original = getattr(owner, name)

        def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
            seen[key].append(args[0].id if key == "hook" else getattr(self, "id", None))
            return original(self, *args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(BpmnWorkflow, "do_engine_steps", "steps")
    watch(Task, "run", "run")
    watch(Task, "complete", "complete")
    watch(TaskSpec, "_run", "hook")
    case = Player(drawn()).start().complete("t")
    completed = [fact.token for fact in case.facts if fact.kind == "element_completed"]
    assert case.state == "completed"
    assert len(completed) == 9
    assert seen["complete"] == completed
    assert set(completed) == set(seen["run"]) == set(seen["hook"])
    assert len(seen["steps"]) == 2


def test_the_librarys_own_questions_are_answered() -> None:
    case = Player(drawn()).start().case
    started = case.get_tasks(state=TaskState.STARTED)
    assert {task.task_spec.name for task in started} == {"p", "t"}
    waiting = case.get_tasks(state=TaskState.WAITING)
    assert {task.task_spec.name for task in waiting} == {"j"}
    (inside,) = case.get_active_subprocesses()
    assert {task.task_spec.name for task in inside.get_tasks(state=TaskState.STARTED)} == {"t"}
    assert "Task of p (subProcess) State: STARTED" in case.get_dump()
    assert case.spec.task_specs["f"].outputs == [case.spec.task_specs["p"], case.spec.task_specs["c"]]


def test_the_version_is_pinned() -> None:
    pins = [one for one in requires("alur") or [] if one.lower().startswith("spiffworkflow")]
    assert len(pins) == 1
    assert ">=3.2" in pins[0]
    assert "<3.3" in pins[0]
    assert version("SpiffWorkflow").startswith("3.2")


def test_nothing_of_the_library_is_patched() -> None:
    """No assignment to an attribute of an imported SpiffWorkflow name, no setattr."""
    for path in ROOM.glob("*.py"):
        tree = ast.parse(path.read_text())
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("SpiffWorkflow")
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    patched = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
                    assert not (patched and target.value.id in imported), path
            assert not (isinstance(node, ast.Name) and node.id == "setattr"), path


def test_the_room_needs_no_database_and_no_web() -> None:
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"sqlalchemy", "psycopg", "flask", "procrastinate"}, (
                path
            )


def test_every_behaviour_is_tried_somewhere() -> None:
    """A line of the table without a test is a promise nobody keeps."""
    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("*.py"))
    short = {
        "userTask": "user(", "exclusiveGateway": "xor(", "parallelGateway": "both(", "inclusiveGateway": "some(",
        "scriptTask": "script(", "subProcess": "sub(", "startEvent": "start(", "endEvent": "end(",
        "boundaryEvent": "boundary(",
    }  # fmt: skip
    for kind in [*behaviours.ACTIVITIES, *(kind for kind, _ in behaviours.EVENTS)]:
        assert short.get(kind, f'"{kind}"') in texts, kind
