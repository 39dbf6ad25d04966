"""What the Modeler's own rules (bpmnlint, camunda-compat) mean for Alur: how grave each is, and which own rule says it.

An error is only what every Camunda would refuse or Alur cannot run. Style, and what only some version of Camunda
lacks, is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.diagram import Severity

ERRORS = frozenset({
    "called-element", "duplicate-task-headers", "event-based-gateway-target", "feel",
    "implementation", "io-mapping", "loop-characteristics", "message-reference", "no-multiple-none-start-events",
    "sequence-flow-condition", "subscription", "task-schedule", "variable-name", "version-tag", "wait-for-completion",
})  # fmt: skip
INFOS = frozenset({
    "agent-tool-documentation", "agent-tool-output-key", "history-time-to-live", "no-inclusive-gateway", "secrets",
    "zeebe-user-task",
})  # fmt: skip

REFUSED = ("element_not_supported",)
LISTENERS = ("attribute_not_honoured",)
STARTS = ("start_event_required", "element_not_supported")

SAID_BY: Mapping[str, tuple[str, ...]] = {
    "ad-hoc-sub-process": REFUSED,
    "before-all-execution-listener": LISTENERS,
    "called-element": ("called_process_missing",),
    "cancel-execution-listener": LISTENERS,
    "conditional-flows": ("flow_without_condition", "condition_ignored"),
    "duplicate-execution-listeners": LISTENERS,
    "element-type": REFUSED,
    "error-reference": ("error_without_code", "dangling_reference"),
    "escalation-boundary-event-attached-to-ref": ("escalation_boundary_host",),
    "event-based-gateway": ("event_based_gateway_targets",),
    "event-based-gateway-target": ("event_based_gateway_targets",),
    "event-sub-process-typed-start-event": STARTS,
    "executable-process": ("executable_process",),
    "execution-listener": LISTENERS,
    "feel": ("expression_checked",),
    "feel-compatibility": ("expression_checked",),
    "implementation": (
        "job_type_missing",
        "script_given",
        "message_sent_by_nobody",
        "element_not_supported",
        "attribute_not_honoured",
    ),
    "io-mapping": ("mapping_complete",),
    "link-event": ("link_pairs",),
    "loop-characteristics": ("multi_instance_without_bounds", "condition_is_text", "element_not_supported"),
    "message-reference": ("message_without_name", "dangling_reference"),
    "no-complex-gateway": REFUSED,
    "no-disconnected": ("no_way_in",),
    "no-duplicate-sequence-flows": (),
    "no-execution-listener-headers": LISTENERS,
    "no-execution-listeners": LISTENERS,
    "no-before-all-execution-listener": LISTENERS,
    "no-cancel-execution-listener": LISTENERS,
    "no-implicit-start": ("no_way_in",),
    "no-interrupting-event-subprocess": REFUSED,
    "no-loop": ("attribute_not_honoured",),
    "no-multiple-none-start-events": STARTS,
    "no-signal-event-sub-process": REFUSED,
    "no-task-listeners": LISTENERS,
    "priority-definition": ("task_schedule_readable",),
    "sequence-flow-condition": ("flow_without_condition", "condition_is_text", "condition_ignored"),
    "signal-reference": ("signal_without_name", "dangling_reference"),
    "single-blank-start-event": STARTS,
    "single-event-definition": REFUSED,
    "start-event-required": STARTS,
    "sub-process-blank-start-event": STARTS,
    "subscription": ("correlation_key_missing", "condition_is_text"),
    "task-listener": LISTENERS,
    "task-schedule": ("task_schedule_readable",),
    "timer": ("timer_readable", "element_not_supported"),
    "user-task-form": ("form_missing", "form_unreadable", "form_key_not_shown"),
    "version-tag": ("binding_complete",),
    "zeebe-user-task": ("job_based_user_task",),
}
"""Rule of the Modeler -> own rules whose finding on the same element makes it superfluous."""


def severity_of(rule: str, given: Severity) -> Severity:
    """Never graver than the Modeler says it itself. ``rule`` may be written with the plugin's name in front."""
    name = rule.rpartition("/")[2]
    if name in INFOS or given == "info":
        return "info"
    return "error" if name in ERRORS and given == "error" else "warning"


def said_by(rule: str) -> tuple[str, ...]:
    """The own rules that say the same as the Modeler's."""
    return SAID_BY.get(rule.rpartition("/")[2], ())
