"""What changed between two versions: each kind of difference in a sentence of its own, at its place in the drawing."""

from __future__ import annotations

import pytest

from bpmn import read
from bpmn.compare import Change, compare
from bpmn.forms import read_form
from tests.engine import diagrams as d

FLOWS = "start>check>decide>sign>end decide>refused?never"


def process(flows: str = FLOWS, groups: str = "clerks", form: str = "a", wait: str = "P2D", **properties: str) -> bytes:
    nodes = [
        d.start(), d.user("check", groups=groups, form=form), d.exclusive("decide", default="decide_sign"),
        d.user("sign", groups="heads"), d.timer_boundary("late", "sign", "timeDuration", wait), d.end("nag"), d.end(),
        d.end("refused"),
    ]  # fmt: skip
    named = [node for node in nodes if node.id in flows or node.id in ("late", "nag")]
    return d.diagram("p", named, f"{flows} late>nag", properties=properties)


def told(old: bytes, new: bytes) -> list[Change]:
    return compare(read(old).process("p"), read(new).process("p"), {}, {})


def test_the_same_is_no_change_however_it_is_drawn() -> None:
    assert told(process(), process()) == []
    assert told(process(), process().replace(b' x="', b' x="1')) == []


@pytest.mark.parametrize(
    ("new", "topic", "kind", "at", "sentence"),
    [
        (process(groups="heads"), "people", "changed", "check",
         "“Do check” is for the groups heads; it was clerks."),
        (process(form="b"), "form", "changed", "check", "“Do check” has the form b; it was a."),
        (process(wait="P5D"), "time", "changed", "late", "The time of “Do late” is P5D; it was P2D."),
        (process(FLOWS.replace("never", "seldom")), "condition", "changed", "decide_refused",
         "From “Do decide” to “Do refused” the condition is seldom; it was never."),
        (process("start>check>sign>end"), "step", "removed", "decide", "“Do decide” is gone."),
        (process("start>check>sign>end"), "flow", "added", "check_sign",
         "From “Do check” it may go on to “Do sign”."),
        (process("start>check>sign>end"), "flow", "removed", "decide_sign",
         "From “Do decide” there is no way to “Do sign” any more."),
        (process(**{"alur:duration": "P3D"}), "time", "changed", None,
         "The procedure: alur:duration is P3D; it was –."),
        (process(**{"alur:cost": "Free"}), "about", "changed", None, "The procedure: alur:cost is Free; it was –."),
        (process().replace(b"Do sign", b"Approve"), "step", "changed", "sign",
         "“Do sign” is called “Approve” now."),
    ],
)  # fmt: skip
def test_each_difference_is_told(new: bytes, topic: str, kind: str, at: str | None, sentence: str) -> None:
    assert (topic, kind, at, sentence) in [
        (c.topic, c.kind, c.element_id, str(c.sentence)) for c in told(process(), new)
    ]


def test_a_difference_is_told_once() -> None:
    assert [change.element_id for change in told(process(), process(groups="heads"))] == ["check"]


def test_a_new_step_is_the_counterpart_of_one_that_is_gone() -> None:
    added = told(process("start>check>sign>end"), process())
    assert ("step", "added", "decide") in [(each.topic, each.kind, each.element_id) for each in added]


def test_fields_of_forms() -> None:
    name = {"id": "n", "type": "textfield", "key": "name", "label": "Name"}
    old = read_form(d.form("ask", name, {"id": "o", "type": "textfield", "key": "old", "label": "Old"}))
    new = read_form(d.form("ask", {**name, "validate": {"required": True}},
                           {"id": "p", "type": "number", "key": "age", "label": "Age"}))  # fmt: skip
    same = read(process()).process("p")
    assert [str(change.sentence) for change in compare(same, same, {"ask": old}, {"ask": new})] == [
        "Form ask: the field “Name” must be filled in now.",
        "Form ask: the field “Age” is new.",
        "Form ask: the field “Old” is gone.",
    ]
