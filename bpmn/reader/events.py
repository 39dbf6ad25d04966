"""Event definitions, and the messages of send and receive tasks, to Event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bpmn.diagram import Event, EventKind, Expression, Timer
from bpmn.reader.draft import EVENT_DEFINITION, Draft
from bpmn.reader.vocabulary import Node, child, children, flag, line_of, local, plain, reference, text_of
from bpmn.sentence import say

KINDS: dict[str, EventKind] = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensation",
}
TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def events(node: Node, draft: Draft) -> tuple[Event, ...]:
    """What an event element, or a send or receive task, catches or throws, in document order."""
    found = [event(definition, draft) for definition in definitions(node, draft)]
    if local(node) in ("sendTask", "receiveTask") and plain(node, "messageRef"):
        found.append(event_of("message", node, draft))
    elif local(node) == "receiveTask" and draft.dialect != "camunda8":
        found.extend(_woken(node, draft))
    return tuple(found)


def _woken(node: Node, draft: Draft) -> Iterator[Event]:
    """A receive task without a message: Camunda 7's waits for code that signals its execution, ours for a message of
    its own name."""
    if name := plain(node, "id"):
        sentence = say("This receive task names no message. In Camunda 7 code wakes it, here a message named {id}.",
                       id=name)  # fmt: skip
        draft.note("message_without_name", "warning", sentence, node)
        yield Event("message", name=draft.words.expression(name), line=line_of(node))


def definitions(node: Node, draft: Draft) -> list[Node]:
    """Its event definitions, those referred to by eventDefinitionRef included."""
    written = [definition for definition in children(node) if local(definition) in KINDS]
    for ref in children(node, "eventDefinitionRef"):
        shared = draft.shared.get((EVENT_DEFINITION, text_of(ref).rpartition(":")[2]))
        if shared is None:
            sentence = say("eventDefinitionRef refers to {target}, and the file has no such event definition.",
                           target=text_of(ref))  # fmt: skip
            draft.note("dangling_reference", "error", sentence, node)
        elif local(shared) in KINDS:
            written.append(shared)
    return written


def event(definition: Node, draft: Draft) -> Event:
    """One event definition."""
    return event_of(KINDS[local(definition)], definition, draft)


def event_of(kind: EventKind, node: Node, draft: Draft) -> Event:
    """The event of a kind, described by its definition (or by a task with a messageRef)."""
    made = Event(kind, line=line_of(node))
    shared = _shared(node, kind, draft)
    if kind in ("message", "signal"):
        made = replace(made, name=_text(shared, "name", draft))
    elif kind in ("error", "escalation"):
        made = replace(made, code=_text(shared, f"{kind}Code", draft))
    elif kind == "timer":
        made = replace(made, timer=timer(node, draft))
    elif kind == "conditional":
        condition = child(node, "condition")
        made = replace(made, condition=None if condition is None else draft.words.condition(condition))
    elif kind == "link":
        made = replace(made, link=plain(node, "name"))
    elif kind == "compensation":
        made = replace(made, activity=reference(node, "activityRef"))
        _note_waiting(node, draft)
    return draft.words.event(made, node, shared, draft)


def _note_waiting(node: Node, draft: Draft) -> None:
    """Both Camundas wait for what is undone; Camunda 7 reads over the wish not to, Camunda 8 refuses it."""
    if not flag(plain(node, "waitForCompletion"), default=True):
        sentence = say("waitForCompletion is honoured only as true: the event waits until everything is undone.")
        draft.note("attribute_not_honoured", "error" if draft.dialect == "camunda8" else "warning", sentence, node)


def _shared(node: Node, kind: EventKind, draft: Draft) -> Node | None:
    """The message, signal, error or escalation that the definition refers to."""
    if kind not in ("message", "signal", "error", "escalation"):
        return None
    if kind == "error" and draft.words.loose_error_references:
        return draft.shared.get((kind, reference(node, "errorRef") or ""))
    return draft.referred(node, f"{kind}Ref", kind)


def _text(shared: Node | None, attribute: str, draft: Draft) -> Expression | None:
    text = None if shared is None else plain(shared, attribute)
    return None if text is None else draft.words.expression(text)


def timer(node: Node, draft: Draft) -> Timer | None:
    """What a timer event definition says, None if it says nothing."""
    written = [part for part in children(node) if local(part) in TIMERS and text_of(part)]
    if len(written) > 1:
        draft.note(
            "timer_readable",
            "error",
            say("A timer has one of timeDate, timeDuration and timeCycle; this one has {found}.",
                found=", ".join(local(part) for part in written)),
            node,
        )  # fmt: skip
    if not written:
        return None
    kind = TIMERS[local(written[0])]
    text = draft.words.expression(text_of(written[0]))
    if kind == "date":
        return Timer("date", text)
    return Timer("duration", text) if kind == "duration" else Timer("cycle", text)
