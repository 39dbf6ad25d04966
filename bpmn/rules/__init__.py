"""Own checks, one per file: what only Alur knows. ``RULES`` is the table of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bpmn.diagram import Finding, Severity
from bpmn.rules import (
    ad_hoc_inside,
    alur_property,
    binding_complete,
    boundary_host,
    called_process_missing,
    cancel_transaction,
    catcher_twice,
    compensation_activity,
    compensation_boundary,
    compensation_handler,
    compensation_start,
    condition_ignored,
    condition_is_text,
    condition_missing,
    correlation_key_missing,
    decision_given,
    decision_missing,
    deed_out_of_place,
    default_flow_not_outgoing,
    duty_readable,
    element_not_supported,
    error_boundary_host,
    error_without_code,
    escalation_boundary_host,
    event_based_gateway_targets,
    event_subprocess_in_ad_hoc,
    executable_process,
    expression_checked,
    expression_of_other_dialect,
    flow_ends,
    flow_without_condition,
    form_key_not_shown,
    form_missing,
    form_unreadable,
    job_type_missing,
    language_known,
    link_pairs,
    listener_not_called,
    mapping_complete,
    mapping_place,
    message_sent_by_nobody,
    message_without_name,
    multi_instance_output,
    multi_instance_without_bounds,
    no_way_in,
    no_way_out,
    script_given,
    signal_without_name,
    start_event_required,
    start_event_twice,
    task_schedule_readable,
    timer_readable,
    unknown_function,
    unknown_variable,
    user_task_unreceivable,
)
from bpmn.rules.subject import Complaint, Subject


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and how grave what it finds is, unless a complaint says otherwise."""

    check: Callable[[Subject], Iterator[Complaint]]
    severity: Severity


RULES: Mapping[str, Rule] = {
    "ad_hoc_inside": Rule(ad_hoc_inside.check, "error"),
    "alur_property": Rule(alur_property.check, "warning"),
    "binding_complete": Rule(binding_complete.check, "error"),
    "boundary_host": Rule(boundary_host.check, "error"),
    "called_process_missing": Rule(called_process_missing.check, "error"),
    "catcher_twice": Rule(catcher_twice.check, "error"),
    "cancel_transaction": Rule(cancel_transaction.check, "error"),
    "compensation_activity": Rule(compensation_activity.check, "error"),
    "compensation_boundary": Rule(compensation_boundary.check, "error"),
    "compensation_handler": Rule(compensation_handler.check, "error"),
    "compensation_start": Rule(compensation_start.check, "error"),
    "condition_ignored": Rule(condition_ignored.check, "warning"),
    "condition_is_text": Rule(condition_is_text.check, "error"),
    "condition_missing": Rule(condition_missing.check, "error"),
    "correlation_key_missing": Rule(correlation_key_missing.check, "error"),
    "decision_given": Rule(decision_given.check, "error"),
    "decision_missing": Rule(decision_missing.check, "error"),
    "deed_out_of_place": Rule(deed_out_of_place.check, "error"),
    "default_flow_not_outgoing": Rule(default_flow_not_outgoing.check, "error"),
    "duty_readable": Rule(duty_readable.check, "error"),
    "element_not_supported": Rule(element_not_supported.check, "error"),
    "error_boundary_host": Rule(error_boundary_host.check, "warning"),
    "error_without_code": Rule(error_without_code.check, "error"),
    "escalation_boundary_host": Rule(escalation_boundary_host.check, "error"),
    "event_based_gateway_targets": Rule(event_based_gateway_targets.check, "error"),
    "event_subprocess_in_ad_hoc": Rule(event_subprocess_in_ad_hoc.check, "error"),
    "executable_process": Rule(executable_process.check, "error"),
    "expression_checked": Rule(expression_checked.check, "error"),
    "expression_of_other_dialect": Rule(expression_of_other_dialect.check, "warning"),
    "flow_ends": Rule(flow_ends.check, "error"),
    "flow_without_condition": Rule(flow_without_condition.check, "error"),
    "form_key_not_shown": Rule(form_key_not_shown.check, "warning"),
    "form_missing": Rule(form_missing.check, "error"),
    "form_unreadable": Rule(form_unreadable.check, "error"),
    "job_type_missing": Rule(job_type_missing.check, "error"),
    "language_known": Rule(language_known.check, "error"),
    "link_pairs": Rule(link_pairs.check, "error"),
    "listener_not_called": Rule(listener_not_called.check, "error"),
    "mapping_complete": Rule(mapping_complete.check, "error"),
    "mapping_place": Rule(mapping_place.check, "error"),
    "message_sent_by_nobody": Rule(message_sent_by_nobody.check, "warning"),
    "message_without_name": Rule(message_without_name.check, "error"),
    "multi_instance_output": Rule(multi_instance_output.check, "error"),
    "multi_instance_without_bounds": Rule(multi_instance_without_bounds.check, "error"),
    "no_way_in": Rule(no_way_in.check, "warning"),
    "no_way_out": Rule(no_way_out.check, "warning"),
    "script_given": Rule(script_given.check, "error"),
    "signal_without_name": Rule(signal_without_name.check, "error"),
    "start_event_required": Rule(start_event_required.check, "error"),
    "start_event_twice": Rule(start_event_twice.check, "error"),
    "task_schedule_readable": Rule(task_schedule_readable.check, "error"),
    "timer_readable": Rule(timer_readable.check, "error"),
    "unknown_function": Rule(unknown_function.check, "warning"),
    "unknown_variable": Rule(unknown_variable.check, "warning"),
    "user_task_unreceivable": Rule(user_task_unreceivable.check, "warning"),
}

READER_RULES = (
    "attribute_not_honoured", "dangling_reference", "documentation_only", "foreign_extension",
    "form_missing", "form_unreadable", "id_missing", "id_twice", "java_as_job", "job_based_user_task", "other_dialect",
    "process_id_twice", "timer_readable", "word_unknown",
)  # fmt: skip
"""What the reader finds on its way; each finding has its own severity."""


def own_findings(subject: Subject) -> Iterator[Finding]:
    """What the rules say of a diagram, rule by rule."""
    for name, rule in RULES.items():
        for complaint in rule.check(subject):
            severity = complaint.severity or rule.severity
            yield Finding(name, severity, complaint.sentence, complaint.element_id, complaint.line, complaint.spot)
