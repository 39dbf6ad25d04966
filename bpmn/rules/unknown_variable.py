"""Names that are not there where they are read, as far as that is certain without knowing what a case begins with.

Three cases are: a name that nothing sets and that is a slip of the pen away from one that something sets; the item of
a multi-instance activity outside of it; ``loopCounter`` where nothing is repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn import languages
from bpmn.diagram import Element, Expression, Process, Spot
from bpmn.expressions import Owner, of_process
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.rules.written_names import items_of, names_set, within
from bpmn.sentence import Sentence, say

COUNTER = "loopCounter"
SHORTEST = 6
"""Characters of a name from which on one different letter is more likely a slip than another name."""
READING = ("feel", "juel")
"""A script has variables of its own, so that nothing is certain of its names."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of a process. ``local``: the item of a multi-instance activity -> ids of where it is known."""

    written: frozenset[str]
    local: Mapping[str, frozenset[str]]
    repeated: frozenset[str]
    read: Counter[str]


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        names = _names(process, subject)
        for owner, place, expression in of_process(process):
            if expression.language not in READING:
                continue
            for name in sorted(languages.names(expression)):
                spot = _spot(expression, name)
                if spot and (sentence := _doubt(name, owner, place, names)):
                    yield about(owner, sentence, spot=spot)


def _names(process: Process, subject: Subject) -> Names:
    written = names_set(process) | subject.together.variables
    local = {name: ids for name, ids in items_of(process).items() if name not in written}
    repeated = frozenset(
        id_ for element in process.elements() if element.repeat or element.ad_hoc for id_ in within(element)
    )
    texts = (expression for _, _, expression in of_process(process) if expression.language in READING)
    return Names(written, local, repeated, Counter(name for each in texts for name in languages.names(each)))


def _doubt(name: str, owner: Owner, place: Sentence, names: Names) -> Sentence | None:
    if name in names.written:
        return None
    if name in names.local:
        if _is_in(owner, names.local[name]):
            return None
        return say("{what} reads {name}, which is known only inside the multi-instance activity that counts it out.",
                   what=place, name=name)  # fmt: skip
    if name == COUNTER:
        if not names.repeated or _is_in(owner, names.repeated):
            return None
        return say("{what} reads loopCounter, which is known only inside a multi-instance activity.", what=place)
    meant = sorted(known for known in names.written if _is_slip(name, known, names.read[name]))
    if len(meant) != 1:
        return None
    return say("{what} reads {name}, which nothing in these files sets; {meant} is set. Is it a slip of the pen?",
               what=place, name=name, meant=meant[0])  # fmt: skip


def _is_in(owner: Owner, ids: frozenset[str]) -> bool:
    """What stands on the border may see what is inside, as far as a check can say."""
    return owner.id in ids or (isinstance(owner, Element) and owner.attached_to in ids)


def _is_slip(name: str, known: str, read: int) -> bool:
    """Another case; or one letter more, less, different or two exchanged, in a name that is read only once. Digits and
    a plural's s make another name."""
    if name.casefold() == known.casefold():
        return True
    if read > 1 or min(len(name), len(known)) < SHORTEST or _digits(name) != _digits(known):
        return False
    if name in (f"{known}s", f"{known}es") or known in (f"{name}s", f"{name}es"):
        return False
    return _is_one_edit(name, known)


def _digits(name: str) -> list[str]:
    return re.findall(r"\d", name)


def _is_one_edit(a: str, b: str) -> bool:
    start = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    longer, shorter = (rest_a, rest_b) if len(a) > len(b) else (rest_b, rest_a)
    return longer[1:] == shorter


def _spot(expression: Expression, name: str) -> Spot | None:
    """Where the name stands first; None behind a bracket of FEEL, where it may be an entry of a list's items."""
    found = re.search(rf"(?<![\w\"'.]){re.escape(name)}(?!\w)", expression.text)
    if found is None or (expression.language == "feel" and "[" in expression.text[: found.start()]):
        return None
    return languages.spot(expression, found.start())
