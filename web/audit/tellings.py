"""How each kind of history event is told: one table, one line per kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Telling:
    """How a kind of event is told. ``group`` is what the list can be narrowed to."""

    icon: str
    sentence: Sentence
    group: str


TELLINGS: Mapping[str, Telling] = {
    "case_started": Telling("play", say("The case was started"), "people"),
    "instance_started": Telling("play", say("{process} begins"), "flow"),
    "element_entered": Telling("arrow-right", say("{element} is reached"), "flow"),
    "element_completed": Telling("check-fill", say("{element} is done"), "flow"),
    "element_terminated": Telling("cancel", say("{element} was stopped"), "flow"),
    "element_migrated": Telling("arrow-right", say("{element} goes on here, in the new version"), "flow"),
    "instance_migrated": Telling("arrow-right", say("{process} goes on in another version"), "flow"),
    "flow_taken": Telling("arrow-right", say("{flow}"), "flow"),
    "merged": Telling("arrow-right", say("A way ends at {element} and waits for the others"), "flow"),
    "variable_set": Telling("braces", say("{name} = {after}"), "data"),
    "variable_removed": Telling("braces", say("{name} was taken away"), "data"),
    "decision_evaluated": Telling("table", say("{element}: the decision {decision} says {rules}"), "data"),
    "incident_raised": Telling("warning", say("Incident at {element}: {said}"), "trouble"),
    "incident_resolved": Telling("check-circle", say("The incident at {element} is resolved"), "trouble"),
    "instance_completed": Telling("flag", say("{process} has ended: {element}"), "flow"),
    "instance_terminated": Telling("cancel", say("{process} was ended from outside"), "flow"),
    "case_cancelled": Telling("cancel", say("The case was cancelled: {reason}"), "people"),
    "case_begun_elsewhere": Telling(
        "arrow-right", say("The case was begun elsewhere than at its start: {moves}"), "people"
    ),
    "case_modified": Telling("arrow-right", say("The case was moved by hand: {moves}. Reason: {reason}"), "people"),
    "case_migrated": Telling(
        "refresh", say("The case was migrated from version {from_version} to {to_version}. Reason: {reason}"), "people"
    ),
    "variables_changed": Telling("sliders", say("Data was changed by hand: {names}"), "people"),
    "task_claimed": Telling("person-check", say("{element} was claimed"), "people"),
    "task_unclaimed": Telling("return", say("{element} was released"), "people"),
    "task_assigned": Telling("person-fill", say("{element} was given to {assignee}"), "people"),
    "task_completed": Telling("check-fill", say("{element} was completed"), "people"),
    "task_handed_in": Telling("check-fill", say("{element} was handed in; another program is asked"), "people"),
    "task_assignment_asked": Telling(
        "person-fill", say("{element} is to be given to {assignee}; another program is asked"), "people"
    ),
    "task_updated": Telling("sliders", say("{element} was changed"), "people"),
    "task_update_asked": Telling("sliders", say("{element} is to be changed; another program is asked"), "people"),
    "task_escalated": Telling("warning", say("{element} was escalated: {code}"), "people"),
    "task_error_thrown": Telling("error-x", say("{element} reported the error {code}"), "people"),
    "message_published": Telling("envelope", say("Message {name} was published"), "people"),
    "message_sent": Telling("envelope", say("Message {name} was sent"), "flow"),
    "message_correlated": Telling("envelope", say("Message {name} arrived at {element}"), "flow"),
    "signal_broadcast": Telling("envelope", say("Signal {name} was broadcast"), "people"),
    "signal_thrown": Telling("envelope", say("Signal {name} was thrown"), "flow"),
    "signal_received": Telling("envelope", say("Signal {name} arrived at {element}"), "flow"),
    "job_completed": Telling("gear", say("The job of {element} was done"), "flow"),
    "job_failed": Telling("error-x", say("The job of {element} failed: {message}"), "trouble"),
    "job_error_thrown": Telling("error-x", say("The job of {element} reported the error {code}"), "trouble"),
    "job_retries_set": Telling("refresh", say("The job of {element} may be tried {retries} more times"), "people"),
    "case_suspended": Telling("alarm", say("The case is held: nothing goes on until it is resumed"), "people"),
    "case_resumed": Telling("refresh", say("The case goes on"), "people"),
    "task_delegated": Telling("person-fill", say("{element} was handed to {assignee} to look at"), "people"),
    "task_resolved": Telling("return", say("{element} was given back to {assignee}"), "people"),
    "task_commented": Telling("chat", say("Said about {element}: {message}"), "people"),
    "file_added": Telling("file", say("The file {name} was added"), "people"),
    "file_removed": Telling("cancel", say("A file was taken away"), "people"),
    "file_scanned": Telling("shield-check", say("A file was looked through for viruses"), "flow"),
    "timer_moved": Telling("alarm", say("The time limit of {element} was moved"), "people"),
    "timer_fired": Telling("alarm", say("The time of {element} was up"), "flow"),
    "incident_retried": Telling("refresh", say("{element} was tried again"), "people"),
    "element_begun": Telling("person-check", say("{element} was begun by hand"), "people"),
    "refused": Telling("shield-broken", say("Refused: {sentence}"), "trouble"),
    "revealed": Telling("eye", say("Personal data was looked at"), "people"),
}
GUARDING: Mapping[str, Sentence] = {
    "element_entered": say("{element} starts to be waited for"),
    "element_terminated": say("{element} is not waited for any more"),
}
"""What happens to events at a border: they wait beside the way."""
UNTOLD = Telling("info", say("{kind}"), "flow")

CHANNELS: Mapping[str, Sentence] = {
    "web": say("at the desk"),
    "portal": say("through the portal"),
    "api": say("through the API"),
    "job": say("by a job"),
    "timer": say("by the clock"),
    "cli": say("at the command line"),
    "story": say("in a story"),
}
