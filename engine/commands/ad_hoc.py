"""What people begin by hand inside an ad-hoc subprocess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.sentence import say
from engine import rights
from engine.errors import WrongState
from engine.flow import NotWaiting
from engine.instance import lock
from engine.work import Work


@dataclass(frozen=True, slots=True)
class BeginElement:
    """Begin ``element`` inside the open ad-hoc subprocess ``ad_hoc`` of a case, with variables of its own. Analysts,
    administrators. Refused if the subprocess is not open or holds no such element to begin with."""

    instance_key: int
    ad_hoc: str
    element: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def run(self, work: Work) -> None:
        instance, _ = lock(work, "process_instance", self.instance_key)
        rights.must_keep(work.by, say("begin a step by hand"), instance.key)
        instance.must_allow()
        instance.must_run()
        detail = {"ad_hoc": self.ad_hoc, "element": self.element, "variables": dict(self.values)}
        instance.note("element_begun", detail)
        try:
            instance.case.begin_element(self.ad_hoc, self.element, self.values)
        except NotWaiting as refusal:
            raise WrongState(refusal.sentence) from refusal
        instance.save()
