"""Camunda 8's words for what our diagrams call otherwise: kinds of element, kinds of job."""

from __future__ import annotations

import re
from typing import Literal, cast

from bpmn.diagram import Element, Process

JobKind = Literal["BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER", "AD_HOC_SUB_PROCESS"]
ListenerEvent = Literal["ASSIGNING", "CANCELING", "COMPLETING", "CREATING", "END", "START", "UNSPECIFIED", "UPDATING"]
ElementType = Literal[
    "UNSPECIFIED", "PROCESS", "SUB_PROCESS", "EVENT_SUB_PROCESS", "AD_HOC_SUB_PROCESS",
    "AD_HOC_SUB_PROCESS_INNER_INSTANCE", "START_EVENT", "INTERMEDIATE_CATCH_EVENT", "INTERMEDIATE_THROW_EVENT",
    "BOUNDARY_EVENT", "END_EVENT", "SERVICE_TASK", "RECEIVE_TASK", "USER_TASK", "MANUAL_TASK", "TASK",
    "EXCLUSIVE_GATEWAY", "INCLUSIVE_GATEWAY", "PARALLEL_GATEWAY", "EVENT_BASED_GATEWAY", "SEQUENCE_FLOW",
    "MULTI_INSTANCE_BODY", "CALL_ACTIVITY", "BUSINESS_RULE_TASK", "SCRIPT_TASK", "SEND_TASK", "UNKNOWN",
]  # fmt: skip
NAMES = {"transaction": "SUB_PROCESS", "adHocSubProcess": "AD_HOC_SUB_PROCESS"}
LISTENS = ("creating", "assigning", "updating", "completing", "canceling")


INNER: ElementType = "AD_HOC_SUB_PROCESS_INNER_INSTANCE"


def element_type(element: Element | None, body: bool = False, inner: bool = False) -> ElementType:
    """The type of an element; ``body``: of a multi-instance activity as a whole; ``inner``: of what an ad-hoc
    subprocess has begun."""
    if element is None:
        return "UNKNOWN"
    if body:
        return "MULTI_INSTANCE_BODY"
    if inner and element.ad_hoc is not None:
        return INNER
    if element.event_subprocess:
        return "EVENT_SUB_PROCESS"
    name = NAMES.get(element.kind) or re.sub(r"(?<!^)([A-Z])", r"_\1", element.kind).upper()
    known = name in ElementType.__args__  # type: ignore[attr-defined]
    return cast(ElementType, name) if known else "UNKNOWN"


def job_kind(process: Process, element_id: str, job_type: str) -> tuple[JobKind, ListenerEvent]:
    """Whether a job is the element's own work or that of a listener, and of which event. The type tells: if the element
    itself has such a job, it is that."""
    if element_id == process.id:
        return _of_listener(process.listeners, job_type) or ("BPMN_ELEMENT", "UNSPECIFIED")
    element = next((each for each in process.elements() if each.id == element_id), None)
    if element is None or (element.job is not None and element.job.type.text == job_type):
        return "BPMN_ELEMENT", "UNSPECIFIED"
    if element.kind == "startEvent" and (found := _of_listener(process.listeners, job_type)):
        return found
    own: tuple[JobKind, ListenerEvent] = (
        "AD_HOC_SUB_PROCESS" if element.ad_hoc is not None and element.job is not None else "BPMN_ELEMENT",
        "UNSPECIFIED",
    )
    return _of_listener(element.listeners, job_type) or own


def _of_listener(listeners: tuple[object, ...], job_type: str) -> tuple[JobKind, ListenerEvent] | None:
    for listener in listeners:
        job = getattr(listener, "job", None)
        if job is not None and job.type.text == job_type:
            on = str(getattr(listener, "on", ""))
            kind: JobKind = "TASK_LISTENER" if on in LISTENS else "EXECUTION_LISTENER"
            return kind, cast(ListenerEvent, on.upper())
    return None
