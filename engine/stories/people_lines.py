"""Lines of a story about people: who stands in for whom, what somebody declares; for those the story names."""

from __future__ import annotations

from dataclasses import replace

from engine.commands.conflicts import DeclareConflict
from engine.commands.people import CreatePerson
from engine.commands.substitution import NameSubstitute, WithdrawSubstitute
from engine.commands.units import SaveGroup
from engine.person import Person
from engine.queries.people import account
from engine.queries.standing import stands_in
from engine.queries.substitutions import substitutions
from engine.stories.stage import DIRECTOR, Stage
from engine.stories.text import Line, needed, span, value
from engine.stories.trouble import Failed


def substitutes(stage: Stage, _line: Line, words: tuple[str, ...]) -> None:
    """``ratna substitutes budi for P2D [from PT1H] [groups=a,b]``: the head has said so."""
    substitute, login, *rest = needed(words, "PERSON substitutes PERSON for DURATION", 3)
    groups = next((tuple(word.removeprefix("groups=").split(",")) for word in rest if word.startswith("groups=")), None)
    begin = stage.clock.now() + (span(rest[rest.index("from") + 1]) if "from" in rest else span("PT0S"))
    if "for" not in rest[:-1]:
        raise Failed("for and a duration, such as for P2D", " ".join(rest))
    end = begin + span(rest[rest.index("for") + 1])
    for each in (substitute, login):
        enrol(stage, each)
    stage.do(NameSubstitute(login, substitute, begin, end, "plh", "story", groups))


def returns(stage: Stage, _line: Line, words: tuple[str, ...]) -> None:
    """``budi returns``: all who stand in for the person do so no more."""
    login = needed(words, "PERSON returns")[0]
    for one in stage.ask(substitutions, [login]):
        if one.login == login and one.state(stage.clock.now()) != "over":
            stage.do(WithdrawSubstitute(one.key))


def declares(stage: Stage, _line: Line, words: tuple[str, ...]) -> None:
    """``budi declares a conflict with "CV Maju"``."""
    login, *_, party = needed(words, "PERSON declares a conflict with PARTY", 5)
    enrol(stage, login)
    stage.do(DeclareConflict("story", party=str(value(party))), stage.people[login])


def enrol(stage: Stage, login: str) -> None:
    """Give a person of the story an account, with the groups that the story says."""
    if stage.ask(account, login, stage.clock.now()) is not None:
        return
    if login not in stage.people:
        raise Failed("a person named in the line of people", login)
    person = stage.people[login]
    for group in person.groups:
        stage.engine.do(SaveGroup(group, group), DIRECTOR)
    stage.engine.do(CreatePerson(login, person.name, groups=tuple(person.groups)), DIRECTOR)


def standing(stage: Stage, person: Person) -> Person:
    """The person with those they stand in for now."""
    return replace(person, stands_in=stage.ask(stands_in, person.login, stage.clock.now()))


PEOPLE_DEEDS = {"substitutes": substitutes, "returns": returns, "declares": declares}
