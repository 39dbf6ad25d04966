"""Lines about tokens that are moved from outside: where a case starts, what begins and ends, where it goes on."""

from __future__ import annotations

from engine.commands.migration import MigrateInstances
from engine.commands.modification import ModifyInstance
from engine.flow.moving import Leave, Move
from engine.flow.places import Begin, How
from engine.stories import look
from engine.stories.stage import Stage
from engine.stories.text import Line, needed, values
from engine.stories.trouble import Failed

Words = tuple[str, ...]
REASON = "the story wants it"
BEGINS: dict[str, How] = {"begins": "before", "after": "after", "along": "transition"}


def begins(rest: list[str]) -> tuple[Begin, ...]:
    """Takes ``at ELEMENT`` out of the words of a start, as often as it is there."""
    found = []
    while "at" in rest:
        place = rest.index("at")
        found.append(Begin(needed(tuple(rest[place + 1 :]), "the id of an element after at")[0]))
        del rest[place : place + 2]
    return tuple(found)


def ends_after(rest: list[str]) -> tuple[str, ...]:
    """Takes ``until ELEMENT`` out of the words of a start."""
    if "until" not in rest:
        return ()
    place = rest.index("until")
    found = needed(tuple(rest[place + 1 :]), "the id of an element after until")[0]
    del rest[place : place + 2]
    return (found,)


def move(stage: Stage, line: Line, words: Words) -> None:
    """``move begins ELEMENT ends ELEMENT after ELEMENT along FLOW name=value``: in this order; the variables come with
    what begins last."""
    given = values(tuple(word for word in words if "=" in word))
    moves: list[Move] = []
    rest = [word for word in words if "=" not in word]
    while rest:
        what, id, *rest = needed(tuple(rest), "what begins or ends, and its id", 2)
        if what == "ends":
            moves.append(Leave(element=id))
        elif what in BEGINS:
            moves.append(Begin(id, BEGINS[what]))
        else:
            raise Failed("begins, ends, after or along", what)
    for place in reversed(range(len(moves))):
        last = moves[place]
        if given and isinstance(last, Begin):
            moves[place] = Begin(last.at, last.how, values=given)
            break
    stage.do(ModifyInstance(stage.case(line.about), tuple(moves), REASON))


def migrate(stage: Stage, line: Line, words: Words) -> None:
    """``migrate 2 OLD>NEW``: the case goes on in version 2; what has the same id goes on there, if nothing else is
    said. ``OLD>`` is mapped nowhere."""
    case = stage.case(line.about)
    version, *pairs = needed(words, "the number of a version")
    versions = stage.ask(look.versions, case)
    if version not in versions:
        raise Failed(f"a version {version}", ", ".join(versions))
    given = dict(pair.split(">", 1) for pair in pairs)
    stage.do(MigrateInstances((case,), versions[version], REASON, given, by_ids=True))
