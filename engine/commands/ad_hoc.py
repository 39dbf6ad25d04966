"""What people and programs begin by hand inside an ad-hoc subprocess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.sentence import say
from engine import rights
from engine.errors import InvalidCommand, WrongState
from engine.flow import NotWaiting
from engine.instance import Instance, lock
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
        instance = _open(work, self.instance_key)
        _begin(instance, self.ad_hoc, self.element, self.values)
        instance.save()


@dataclass(frozen=True, slots=True)
class BeginElements:
    """Begin several elements, all or none, inside the ad-hoc subprocess where ``token`` is (Camunda 8's activation):
    element ids with variables of their own. Who may, and what is refused, as with BeginElement."""

    instance_key: int
    token: int
    elements: tuple[tuple[str, Mapping[str, Any]], ...]

    def run(self, work: Work) -> None:
        instance = _open(work, self.instance_key)
        names = [name for name, _ in self.elements]
        if not names or len(set(names)) < len(names):
            raise InvalidCommand(
                say("Name the elements to begin, each once; found: {names}.", names=", ".join(names) or "-")
            )
        for name, values in self.elements:
            _begin(instance, self.token, name, values)
        instance.save()


def _open(work: Work, instance_key: int) -> Instance:
    instance, _ = lock(work, "process_instance", instance_key)
    rights.must_keep(work.by, say("begin a step by hand"), instance.key)
    instance.must_allow()
    instance.must_run()
    return instance


def _begin(instance: Instance, where: str | int, element: str, values: Mapping[str, Any]) -> None:
    instance.note("element_begun", {"ad_hoc": where, "element": element, "variables": dict(values)})
    try:
        instance.case.begin_element(where, element, values)
    except NotWaiting as refusal:
        raise WrongState(refusal.sentence) from refusal
