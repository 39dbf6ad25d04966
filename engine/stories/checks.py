"""Lines that only look: where a case waits, what it has passed, what it knows, how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import RowMapping

from engine.flow.problem import unpacked
from engine.stories import look
from engine.stories.stage import Stage, sentence
from engine.stories.text import Line, values
from engine.stories.trouble import Failed

Words = tuple[str, ...]


def _waits(stage: Stage, line: Line, words: Words) -> None:
    """All that is waited for. Boundary events may be left out as long as none of them is named."""
    if not words or words[0] != "at":
        raise Failed("waits at ELEMENT ...", line.text)
    open_waits = stage.ask(look.waits, stage.case(line.about))
    everything = Counter(element for element, _ in open_waits)
    hosts = Counter(element for element, guard in open_waits if not guard or element not in stage.boundary)
    wanted = Counter(() if words[1:] == ("nothing",) else words[1:])
    if wanted not in (everything, hosts):
        raise Failed(_list(wanted), _list(everything))


def _tasks(stage: Stage, line: Line, words: Words) -> None:
    found = Counter(task.element for task in stage.ask(look.tasks, stage.case(line.about)))
    if Counter(words) != found:
        raise Failed(_list(Counter(words)), _list(found))


def _passes(stage: Stage, line: Line, words: Words) -> None:
    passed = stage.ask(look.passed, stage.case(line.about))
    rest = iter(passed)
    for element in words:
        if element not in rest:  # consumes the iterator: the next one must come later
            raise Failed(" ".join(words), " ".join(passed) or "nothing")


def _variable(stage: Stage, line: Line, words: Words) -> None:
    known = stage.ask(look.variables, stage.case(line.about))
    if words[1:] == ("is", "missing"):
        if words[0] in known:
            raise Failed(f"no variable {words[0]}", repr(known[words[0]]))
        return
    for path, wanted in _leaves(values(words)):
        found: Any = known
        for step in path:
            if not isinstance(found, dict) or step not in found:
                raise Failed(
                    f"{'.'.join(path)}={wanted!r}", f"no {step}; known are {', '.join(sorted(known)) or 'none'}"
                )
            found = found[step]
        if not _same(found, wanted):
            raise Failed(f"{'.'.join(path)}={wanted!r}", repr(found))


def _leaves(given: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Paths and values; an empty object is a value."""
    for name, inner in given.items():
        if isinstance(inner, dict) and inner:
            yield from _leaves(inner, (*above, name))
        else:
            yield (*above, name), inner


def _same(found: Any, wanted: Any) -> bool:
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def _incident(stage: Stage, line: Line, words: Words) -> None:
    if len(words) < 2 or words[0] != "at" or words[2:3] not in ((), ("because",)):
        raise Failed("incident at ELEMENT, or incident at ELEMENT because TEXT", line.text)
    found = stage.ask(look.incidents, stage.case(line.about))
    said = [_sentence(incident) for incident in found if incident["element_id"] == words[1]]
    if not said:
        raise Failed(f"an incident at {words[1]}", " ".join(incident["element_id"] for incident in found) or "none")
    text = line.text.partition(" because ")[2].strip()
    if not any(text.casefold() in each.casefold() for each in said):
        raise Failed(f"an incident at {words[1]} that says {text}", " ".join(said))


def _sentence(incident: RowMapping) -> str:
    return str(unpacked({"template": incident["template"], "values": incident["places"] or {}}))


def _is(stage: Stage, line: Line, words: Words) -> None:
    if words[:2] == ("refused", "because"):
        _is_refused(stage, line.text.partition("because")[2].strip())
        return
    stage.must_not_be_refused()
    if words != ("cancelled",):
        raise Failed("is cancelled, or is refused because TEXT", line.text)
    _must_be(stage, line, "terminated")


def _is_refused(stage: Stage, text: str) -> None:
    if stage.refused is None:
        raise Failed(f"that the line before is refused because {text}", "that it was carried out")
    said, stage.refused = sentence(stage.refused[1]), None
    if text.strip('"').casefold() not in said.casefold():
        raise Failed(f"a refusal that says {text}", said)


def _ends(stage: Stage, line: Line, words: Words) -> None:
    case = _must_be(stage, line, "completed")
    if words and (len(words) != 2 or words[0] != "at"):
        raise Failed("ends, or ends at ELEMENT", line.text)
    if words and case["end_element_id"] != words[1]:
        raise Failed(f"the end at {words[1]}", f"the end at {case['end_element_id']}")


def _cases(stage: Stage, line: Line, words: Words) -> None:
    """How many cases of a process there have been."""
    if len(words) != 2 or not words[1].isdecimal():
        raise Failed("cases PROCESS NUMBER", line.text)
    found = stage.ask(look.count, words[0])
    if found != int(words[1]):
        raise Failed(words[1], str(found))


def _must_be(stage: Stage, line: Line, state: str) -> Any:
    key = stage.case(line.about)
    case = stage.ask(look.case, key)
    if case["state"] != state:
        waits = ", ".join(element for element, _ in stage.ask(look.waits, key)) or "nothing"
        stuck = ", ".join(f"{i['element_id']} ({i['code']})" for i in stage.ask(look.incidents, key))
        found = f"that it is {case['state']}, waits at {waits}" + (f", is stuck at {stuck}" if stuck else "")
        raise Failed(f"that the case is {state}", found)
    return case


def _list(elements: Counter[str]) -> str:
    return " ".join(sorted(elements.elements())) or "nothing"


CHECKS: Mapping[str, Callable[[Stage, Line, Words], None]] = {
    "waits": _waits,
    "tasks": _tasks,
    "passes": _passes,
    "variable": _variable,
    "incident": _incident,
    "is": _is,
    "ends": _ends,
    "cases": _cases,
}
