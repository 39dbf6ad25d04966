"""Looking at a personal value that pages hide: allowed to whoever may see the case, and always written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bpmn.sentence import say
from engine.errors import NotAllowed, NotFound
from engine.instance import lock
from engine.queries.case_file import case_file, may_see
from engine.work import Work


@dataclass(frozen=True, slots=True)
class Reveal:
    """Answers the value of a variable of the case; ``name`` may be a dotted path."""

    root_key: int
    name: str

    def run(self, work: Work) -> Any:
        case = case_file(work.connection, self.root_key)
        if case is None:
            raise NotFound(say("There is no case {key}.", key=self.root_key))
        if not may_see(work.by, case):
            raise NotAllowed(say("You have no task in this case and had none, so you may not look into it."), case.key)
        value: Any = case.variables
        for part in self.name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            raise NotFound(say("The case has no value {name}.", name=self.name))
        instance, _ = lock(work, "process_instance", case.key, variables=False)
        instance.note("revealed", {"name": self.name})
        instance.save()
        return value
