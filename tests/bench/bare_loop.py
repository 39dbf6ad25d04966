"""A bare loop on stock SpiffWorkflow: its parser, one JSON state per instance, one transaction, no history, no rights.

The stock parser does not know Camunda 8's script tasks and FEEL's equals sign, so the models are put into its words
first. BareLoop writes the state as the library's serializer gives it, specification included. LeanLoop is the fastest
that can be made of it: the specification stays in memory.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

TABLES = """
    CREATE TABLE bare_instance (id bigserial PRIMARY KEY, process text NOT NULL, status text NOT NULL,
                                state text NOT NULL);
    CREATE TABLE bare_task (id text PRIMARY KEY, instance bigint NOT NULL REFERENCES bare_instance, name text NOT NULL,
                            status text NOT NULL);
    CREATE INDEX ON bare_task (instance) WHERE status = 'open'
"""


class BareLoop:
    """The benchmark's interface over it, as the library's documentation shows it."""

    name = "bare"

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)
        with self.connection.transaction():
            self.connection.execute(TABLES)
        self.connection.commit()
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.specs: dict[str, Any] = {}

    def deploy(self, path: str, process_id: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(in_stock_words(Path(path).read_bytes())), filename=path)
        spec = parser.get_spec(process_id)
        self.specs[process_id] = (spec, self.serializer.to_dict(BpmnWorkflow(spec))["spec"])

    def start(self, process_id: str) -> int:
        workflow = BpmnWorkflow(self.specs[process_id][0])
        workflow.do_engine_steps()
        with self.connection.transaction():
            row = self.connection.execute(
                "INSERT INTO bare_instance (process, status, state) VALUES (%s, %s, %s) RETURNING id",
                (process_id, self._status(workflow), self._state(workflow)),
            ).fetchone()
            assert row is not None
            self._write_tasks(workflow, row[0])
        self.connection.commit()
        return int(row[0])

    def open_task(self, instance: int) -> str | None:
        row = self.connection.execute(
            "SELECT id FROM bare_task WHERE instance = %s AND status = 'open'", (instance,)
        ).fetchone()
        self.connection.commit()
        return row[0] if row else None

    def complete(self, instance: int, task: str, data: Mapping[str, Any]) -> None:
        row = self.connection.execute(
            "SELECT process, state FROM bare_instance WHERE id = %s FOR UPDATE", (instance,)
        ).fetchone()
        assert row is not None
        workflow = self._workflow(row[0], row[1])
        token = next(found for found in self._ready(workflow) if str(found.id) == task)
        token.data.update(data)
        token.run()
        workflow.do_engine_steps()
        self.connection.execute("UPDATE bare_task SET status = 'done' WHERE id = %s", (task,))
        self._write_tasks(workflow, instance)
        self.connection.execute(
            "UPDATE bare_instance SET status = %s, state = %s WHERE id = %s",
            (self._status(workflow), self._state(workflow), instance),
        )
        self.connection.commit()

    def status(self, instance: int) -> str:
        row = self.connection.execute("SELECT status FROM bare_instance WHERE id = %s", (instance,)).fetchone()
        self.connection.commit()
        assert row is not None
        return str(row[0])

    def storage(self, instance: int) -> dict[str, Any]:
        row = self.connection.execute("SELECT length(state) FROM bare_instance WHERE id = %s", (instance,)).fetchone()
        self.connection.commit()
        assert row is not None
        return {"state_bytes": row[0]}

    def _state(self, workflow: BpmnWorkflow) -> str:
        return str(self.serializer.serialize_json(workflow))

    def _workflow(self, process_id: str, state: str) -> BpmnWorkflow:
        return self.serializer.deserialize_json(state)

    @staticmethod
    def _status(workflow: BpmnWorkflow) -> str:
        return "complete" if workflow.is_completed() else "active"

    @staticmethod
    def _ready(workflow: BpmnWorkflow) -> list[Any]:
        return list(workflow.get_tasks(state=TaskState.READY, manual=True))

    def _write_tasks(self, workflow: BpmnWorkflow, instance: int) -> None:
        for token in self._ready(workflow):
            self.connection.execute(
                "INSERT INTO bare_task (id, instance, name, status) VALUES (%s, %s, %s, 'open') ON CONFLICT DO NOTHING",
                (str(token.id), instance, token.task_spec.name),
            )


class LeanLoop(BareLoop):
    """Without the specification in each state."""

    name = "lean"

    def _state(self, workflow: BpmnWorkflow) -> str:
        state = self.serializer.to_dict(workflow)
        del state["spec"]
        return json.dumps(state)

    def _workflow(self, process_id: str, state: str) -> BpmnWorkflow:
        return self.serializer.from_dict({**json.loads(state), "spec": self.specs[process_id][1]})


def in_stock_words(content: bytes) -> bytes:
    """FEEL's ``=amount > 10`` is Python's ``amount > 10`` here; a script task's result becomes an assignment."""
    tree = etree.fromstring(content)
    bpmn = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    for condition in tree.iter(f"{bpmn}conditionExpression"):
        condition.text = re.sub(r"^=", "", condition.text or "")
    for task in tree.iter(f"{bpmn}scriptTask"):
        script = task.find(".//{http://camunda.org/schema/zeebe/1.0}script")
        assert script is not None
        text = etree.SubElement(task, f"{bpmn}script")
        text.text = f"{script.get('resultVariable')} = {script.get('expression', '').removeprefix('=')}"
    for extension in list(tree.iter(f"{bpmn}extensionElements")):
        parent = extension.getparent()
        assert parent is not None
        parent.remove(extension)
    return etree.tostring(tree)
