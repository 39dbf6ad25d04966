"""What changed between two versions of a process, in words for those who work by it, and where in the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from bpmn.diagram import Element, Expression, Flow, Process
from bpmn.forms import Field, Form
from bpmn.sentence import Sentence, say

Topic = Literal["step", "people", "time", "form", "condition", "flow", "data", "about"]
TIMES = ("alur:duration", "alur:time")
"""Properties that say how long something may take."""
PARTS: Mapping[str, Sentence] = {
    "job": say("the work of a program"), "script": say("the script"), "decision": say("the decision it asks"),
    "call": say("the procedure it calls"), "repeat": say("how often it is done"), "inputs": say("the data it gets"),
    "outputs": say("the data it gives"), "ad_hoc": say("how its steps begin and end"),
    "listeners": say("what programs do beside it"), "initiator": say("the variable of who starts it"),
}  # fmt: skip
"""Parts of an element that staff see nothing of but their effects."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``kind``: added, removed or changed; ``element_id`` is that of the step or flow in the drawing,
    None for what is said of the process or of a form."""

    topic: Topic
    kind: Literal["added", "removed", "changed"]
    sentence: Sentence
    element_id: str | None = None


def compare(old: Process, new: Process, old_forms: Mapping[str, Form], new_forms: Mapping[str, Form]) -> list[Change]:
    """The differences, in the order of the new process; how it is drawn does not count."""
    return [*_about(old, new), *_elements(old, new), *_flows(old, new), *_forms(old_forms, new_forms)]


def _about(old: Process, new: Process) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("about", "changed", say("The procedure is called “{after}”; it was “{before}”.",
                                             before=old.name, after=new.name))  # fmt: skip
    if old.documentation != new.documentation:
        yield Change("about", "changed", say("The description of the procedure has changed."))
    yield from _properties(old.properties, new.properties, None, say("The procedure"))
    if old.listeners != new.listeners:
        yield Change("data", "changed", _changed(say("The procedure"), PARTS["listeners"]))


def _elements(old: Process, new: Process) -> Iterator[Change]:
    before, after = ({each.id: each for each in process.elements()} for process in (old, new))
    for element in after.values():
        if element.id not in before:
            yield Change("step", "added", say("“{step}” is new.", step=_name(element)), element.id)
        else:
            yield from _element(before[element.id], element)
    for element in before.values():
        if element.id not in after:
            yield Change("step", "removed", say("“{step}” is gone.", step=_name(element)), element.id)


def _element(old: Element, new: Element) -> Iterator[Change]:
    name, at = _name(new), new.id
    if old.name != new.name:
        sentence = say("“{before}” is called “{after}” now.", before=_name(old), after=name)
        yield Change("step", "changed", sentence, at)
    if old.kind != new.kind:
        sentence = say("“{step}” is another kind of step: {after}; it was {before}.", step=name, before=old.kind,
                       after=new.kind)  # fmt: skip
        yield Change("step", "changed", sentence, at)
    yield from _people(old, new)
    yield from _times(old, new)
    if (form := _form(old)) != _form(new):
        sentence = say("“{step}” has the form {after}; it was {before}.", step=name, before=form, after=_form(new))
        yield Change("form", "changed", sentence, at)
    if old.documentation != new.documentation:
        yield Change("about", "changed", say("The instructions for “{step}” have changed.", step=name), at)
    yield from _properties(old.properties, new.properties, at, name)
    for part, told in PARTS.items():
        if getattr(old, part) != getattr(new, part):
            yield Change("data", "changed", _changed(name, told), at)
    if _bare_events(old) != _bare_events(new) or (old.attached_to, old.interrupting) != (
        new.attached_to, new.interrupting,
    ):  # fmt: skip
        yield Change("step", "changed", _changed(name, say("what it waits for or sends")), at)


def _people(old: Element, new: Element) -> Iterator[Change]:
    name = _name(new)
    for attribute, told in (
        ("candidate_groups", say("groups")), ("candidate_users", say("people")), ("assignee", say("person")),
    ):  # fmt: skip
        before, after = (_text(getattr(one.assignment, attribute, None)) for one in (old, new))
        if before != after:
            sentence = say("“{step}” is for the {what} {after}; it was {before}.", step=name, what=told,
                           before=before, after=after)  # fmt: skip
            yield Change("people", "changed", sentence, new.id)
    if old.lane != new.lane:
        sentence = say("“{step}” is in the lane {after}; it was in {before}.", step=name, before=old.lane or "–",
                       after=new.lane or "–")  # fmt: skip
        yield Change("people", "changed", sentence, new.id)


def _times(old: Element, new: Element) -> Iterator[Change]:
    name = _name(new)
    for attribute, told in (
        ("due_date", say("due date")), ("follow_up_date", say("follow-up date")), ("priority", say("priority")),
    ):  # fmt: skip
        before, after = (_text(getattr(one.assignment, attribute, None)) for one in (old, new))
        if before != after:
            yield _time(name, told, before, after, new.id)
    before, after = (_timer(one) for one in (old, new))
    if before != after:
        yield _time(name, say("time"), before, after, new.id)


def _time(step: str, what: Sentence, before: str, after: str, at: str) -> Change:
    sentence = say("The {what} of “{step}” is {after}; it was {before}.", what=what, step=step, before=before,
                   after=after)  # fmt: skip
    return Change("time", "changed", sentence, at)


def _flows(old: Process, new: Process) -> Iterator[Change]:
    names = {each.id: _name(each) for process in (old, new) for each in process.elements()}
    before, after = ({each.id: each for each in process.flows()} for process in (old, new))
    for flow in after.values():
        was = before.get(flow.id)
        places = {"source": names.get(flow.source, flow.source), "target": names.get(flow.target, flow.target)}
        if was is None:
            yield Change("flow", "added", say("From “{source}” it may go on to “{target}”.", **places), flow.id)
            continue
        if (was.source, was.target) != (flow.source, flow.target):
            sentence = say("A way leads from “{source}” to “{target}” now.", **places)
            yield Change("flow", "changed", sentence, flow.id)
        if (condition := _text(was.condition)) != _text(flow.condition):
            sentence = say("From “{source}” to “{target}” the condition is {after}; it was {before}.",
                           before=condition, after=_text(flow.condition), **places)  # fmt: skip
            yield Change("condition", "changed", sentence, flow.id)
        if was.name != flow.name:
            sentence = say("The way from “{source}” to “{target}” is named “{name}” now.", name=flow.name, **places)
            yield Change("flow", "changed", sentence, flow.id)
    yield from _gone(before, after, names)
    yield from _defaults(old, new, names)


def _gone(before: Mapping[str, Flow], after: Mapping[str, Flow], names: Mapping[str, str]) -> Iterator[Change]:
    for flow in before.values():
        if flow.id not in after:
            places = {"source": names.get(flow.source, flow.source), "target": names.get(flow.target, flow.target)}
            sentence = say("From “{source}” there is no way to “{target}” any more.", **places)
            yield Change("flow", "removed", sentence, flow.id)


def _defaults(old: Process, new: Process, names: Mapping[str, str]) -> Iterator[Change]:
    before = {each.id: each.default for each in old.elements()}
    for element in new.elements():
        if element.id in before and before[element.id] != element.default:
            sentence = say("“{step}” takes another way if no condition holds.", step=names[element.id])
            yield Change("condition", "changed", sentence, element.id)


def _forms(old: Mapping[str, Form], new: Mapping[str, Form]) -> Iterator[Change]:
    for form_id, form in new.items():
        if form_id in old:
            yield from _form_fields(form_id, old[form_id], form)


def _form_fields(form_id: str, old: Form, new: Form) -> Iterator[Change]:
    before, after = ({_key(each): each for each in form.all_fields()} for form in (old, new))
    for key, each in after.items():
        label = each.label or key
        if key not in before:
            yield Change("form", "added", say("Form {form}: the field “{label}” is new.", form=form_id, label=label))
        elif dict(before[key].settings) != dict(each.settings):
            sentence = say("Form {form}: the field “{label}” has changed.", form=form_id, label=label)
            if bool(before[key].rules.get("required")) != bool(each.rules.get("required")):
                told = say("must be filled in now") if each.rules.get("required") else say("may be left empty now")
                sentence = say("Form {form}: the field “{label}” {how}.", form=form_id, label=label, how=told)
            yield Change("form", "changed", sentence)
    for key, each in before.items():
        if key not in after:
            sentence = say("Form {form}: the field “{label}” is gone.", form=form_id, label=each.label or key)
            yield Change("form", "removed", sentence)


def _properties(
    old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...], at: str | None, of: Sentence | str
) -> Iterator[Change]:
    before, after = dict(old), dict(new)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            topic: Topic = "time" if name.startswith(TIMES) else "about"
            sentence = say("{of}: {name} is {after}; it was {before}.", of=of, name=name,
                           before=before.get(name) or "–", after=after.get(name) or "–")  # fmt: skip
            yield Change(topic, "changed", sentence, at)


def _changed(of: Sentence | str, what: Sentence) -> Sentence:
    return say("{of}: {what} has changed.", of=of, what=what)


def _name(element: Element) -> str:
    return element.name or element.id


def _text(expression: Expression | None) -> str:
    return expression.text if expression is not None else "–"


def _form(element: Element) -> str:
    return element.form.reference.text if element.form is not None else "–"


def _timer(element: Element) -> str:
    return ", ".join(_text(event.timer.expression) for event in element.events if event.timer is not None) or "–"


def _bare_events(element: Element) -> list[tuple[object, ...]]:
    """The events without their lines and times, which are told otherwise."""
    leave = ("line", "timer")
    return [tuple(getattr(event, one.name) for one in fields(event) if one.name not in leave)
            for event in element.events]  # fmt: skip


def _key(field: Field) -> str:
    return ".".join(field.path) or field.id
