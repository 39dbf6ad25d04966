"""Refusals on rights are events too: who wanted what and was not allowed."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.sentence import Sentence
from engine.history.append import append
from engine.instance import lock
from engine.work import Work


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """Note in the case's history, or in a chain of its own, that a command was refused. Given by Engine.do itself."""

    command: str
    code: str
    sentence: Sentence
    root_key: int | None = None

    def run(self, work: Work) -> None:
        detail = {"command": self.command, "code": self.code, "sentence": str(self.sentence)}
        if self.root_key is None:
            append(work, "refused", detail)
            return
        instance, _ = lock(work, "process_instance", self.root_key, variables=False)
        instance.note("refused", detail)
        instance.save()
