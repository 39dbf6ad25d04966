"""What to do about a finding, by rule; a rule that is not listed gets the words for its severity."""

from __future__ import annotations

from bpmn.diagram import Finding
from bpmn.sentence import Sentence, say

BY_SEVERITY = {
    "error": say("Correct this in Camunda Modeler, save, and upload the file again."),
    "warning": say("It can be deployed as it is; look whether you meant it."),
    "info": say("Nothing needs to be done."),
}

BY_RULE = {
    "conditional-flows": say("Give every way out of the decision a condition, or mark one as the default flow."),
    "conditional-event": say("Give the event a condition, or draw another kind of event."),
    "end-event-required": say("Draw an end event behind the last step."),
    "event-sub-process-typed-start-event": say("Give its start event a type: message, timer or error."),
    "fake-join": say("Draw a joining gateway in front of the step, so that readers see how the ways come together."),
    "label-required": say("Give it a name: it is what people see in the inbox and on the tracking page."),
    "no-bpmndi": say("Draw the element; open the file in Camunda Modeler and save it again."),
    "no-complex-gateway": say("Replace it by exclusive, parallel or inclusive gateways."),
    "no-disconnected": say("Connect the element with a sequence flow, or delete it."),
    "no-duplicate-sequence-flows": say("Delete one of the two flows."),
    "no-gateway-join-fork": say("Draw one gateway that joins and another one that splits."),
    "no-implicit-split": say("Draw a gateway where the ways part."),
    "no-implicit-end": say("Draw an end event behind it."),
    "no-implicit-start": say("Draw a start event in front of it."),
    "no-inclusive-gateway": say("Nothing needs to be done: Alur runs inclusive gateways."),
    "no-overlapping-elements": say("Move one of the two elements apart."),
    "single-blank-start-event": say("Keep one start event without a type; the others need a message or another type."),
    "single-event-definition": say("Keep one event definition."),
    "start-event-required": say("Draw a start event in front of the first step."),
    "sub-process-blank-start-event": say("Use a start event without a type inside the subprocess."),
    "superfluous-gateway": say("Delete the gateway: one way in and one way out need none."),
    "superfluous-termination": say("Use a plain end event."),
}

BY_RULE |= {
    "unknown_function": say("Look up the name of the function; the place is marked above."),
    "unknown_variable": say("Compare the name with the one that is set; the place is marked above."),
    "form_missing": say("Upload the form together with the diagram, or choose another form in Camunda Modeler."),
    "called_process_missing": say("Upload the called diagram together with this one, or correct the process id."),
    "expression_checked": say("Correct the expression in Camunda Modeler; the place is given above."),
    "condition_is_text": say("Put an = in front, so that the text is read as an expression."),
    "element_not_supported": say("Draw the step with an element that Alur runs."),
    "flow_without_condition": say("Give the flow a condition, or mark it as the default flow."),
    "user_task_unreceivable": say("Name an assignee, candidate users or candidate groups."),
    "no_way_in": say("Connect the element with a sequence flow, or delete it."),
    "no_way_out": say("Draw what comes behind it, or an end event."),
    "timer_readable": say("Write a duration such as P3D or PT4H, a date, or a cycle such as R3/P1D."),
    "job_type_missing": say("Give the task a job type that a worker or a connector of Alur knows."),
    "start_event_required": say("Draw a start event in front of the first step."),
    "executable_process": say("Tick “Executable” of the process in Camunda Modeler."),
    "language_known": say("Write the expression in FEEL."),
}


def remedy(finding: Finding) -> Sentence:
    """What an analyst does about it."""
    rule = finding.rule.rsplit("/", 1)[-1]
    return BY_RULE.get(rule) or BY_RULE.get(rule.replace("_", "-")) or BY_SEVERITY[finding.severity]
