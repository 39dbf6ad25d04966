"""Positions, heads and what they may, and import by CSV: errors by line, all or nothing, again without doubling."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Engine, InvalidValues, NotAllowed
from engine.commands.organisation import Imported, ImportOrganisation, SavePosition
from engine.commands.people import CreatePerson
from engine.commands.substitution import NameSubstitute
from engine.commands.units import SaveUnit
from engine.person import SYSTEM
from engine.queries.organisation import tree
from tests.engine.cases import rows
from tests.engine.test_substitution import who

UNITS = "id,name,parent\nseksi,Seksi,dinas\ndinas,Dinas,\n"
GROUPS = "id;name;unit\nverif;Verifikator;seksi\n"
PEOPLE = (
    "login,name,position,email,unit,roles,groups\n"
    "ani,Ani,Kepala,,dinas,staff,\nedi,Edi,Staf,edi@a.id,seksi,staff,verif\n"
)
POSITIONS = "id,name,unit,head,holders\nkadis,Kepala Dinas,dinas,ya,ani\n"


def take(engine: Engine, kind: str, text: str | bytes, preview: bool = False) -> Imported:
    content = text if isinstance(text, bytes) else text.encode()
    return engine.do(ImportOrganisation(kind, content, preview), SYSTEM)  # type: ignore[no-any-return]


def all_of_it(engine: Engine) -> list[Imported]:
    files = (("units", UNITS), ("groups", GROUPS), ("people", PEOPLE), ("positions", POSITIONS))
    return [take(engine, kind, text) for kind, text in files]


def test_the_four_files_are_taken_in_and_again_change_nothing(engine: Engine) -> None:
    assert all_of_it(engine) == [Imported(2), Imported(1), Imported(2), Imported(1)]
    events = rows(engine, "SELECT count(*) AS n FROM history_event")[0].n
    assert all_of_it(engine) == [Imported(same=2), Imported(same=1), Imported(same=2), Imported(same=1)]
    assert rows(engine, "SELECT count(*) AS n FROM history_event")[0].n == events
    assert take(engine, "units", UNITS.replace("Seksi", "Seksi Satu")) == Imported(0, 1, 1)
    with engine.read() as connection:
        found = tree(connection)
    assert [(one.id, one.depth) for one in found] == [("dinas", 0), ("seksi", 1)]
    assert (found[0].posts[0].head, found[0].posts[0].holders) == (True, ("Ani",))


def test_a_preview_says_what_would_be_done_and_does_nothing(engine: Engine) -> None:
    assert take(engine, "units", UNITS, preview=True) == Imported(2)
    assert rows(engine, "SELECT 1 FROM unit") == []
    assert rows(engine, "SELECT 1 FROM history_event") == []


WRONG = {
    b"id,name,parent\na,A,\nb,,\nc d,C,\n": {"3", "4"},
    b"id,name,parent\na,A,b\nb,B,a\n": {"2", "3"},
    b"id,name,parent\na,A,\na,B,\n": {"3"},
    b"id,name,parent\na,A,,,\n": {"2"},
    b"id,nama,parent\na,A,\n": {"1"},
    b"": {"1"},
    b"\xff\xfe": {"1"},
    b"id,name\na\x00,A\n": {"1"},
    b"id,name,parent\na,A,nowhere\n": {"2"},
}


@pytest.mark.parametrize("content", WRONG)
def test_what_is_wrong_is_told_by_line_and_nothing_is_taken_in(engine: Engine, content: bytes) -> None:
    with pytest.raises(InvalidValues) as refused:
        take(engine, "units", content)
    assert set(refused.value.fields) == WRONG[content]
    assert rows(engine, "SELECT 1 FROM unit") == []


def test_a_person_in_no_known_group_and_a_holder_nobody_knows_are_told(engine: Engine) -> None:
    take(engine, "units", UNITS)
    with pytest.raises(InvalidValues) as refused:
        take(engine, "people", PEOPLE)
    assert set(refused.value.fields) == {"3"}
    with pytest.raises(InvalidValues) as refused:
        take(engine, "positions", POSITIONS.replace("ya", "maybe") + "x,X,dinas,,nobody\n")
    assert set(refused.value.fields) == {"2", "3"}
    with pytest.raises(InvalidValues):
        take(engine, "planets", PEOPLE)


def test_only_administrators(engine: Engine) -> None:
    all_of_it(engine)
    for command in (ImportOrganisation("units", b""), SavePosition("x", "X", "dinas")):
        with pytest.raises(NotAllowed):
            engine.do(command, who(engine, "ani"))


def test_a_head_decides_for_the_people_of_the_unit_and_below(engine: Engine) -> None:
    all_of_it(engine)
    engine.do(SaveUnit("other", "Other"), SYSTEM)
    engine.do(CreatePerson("udin", "Udin", unit="other"), SYSTEM)
    now = engine.clock.now()
    for login, substitute in (("edi", "udin"), ("udin", "edi")):
        command = NameSubstitute(login, substitute, now, now + timedelta(days=1), "plt", "1")
        if login == "edi":
            engine.do(command, who(engine, "ani"))
        else:
            with pytest.raises(NotAllowed):
                engine.do(command, who(engine, "ani"))
