"""For whom one may act, by chains of substitutions: our answer against a definition that follows every path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine import Engine, InvalidValues, Person, rights
from engine.clock import MovableClock
from engine.commands.people import CreatePerson
from engine.commands.substitution import NameSubstitute, WithdrawSubstitute
from engine.commands.units import SaveGroup
from engine.person import SYSTEM
from engine.queries.people import account
from engine.queries.standing import Link, chained

PEOPLE = "abcd"
GROUPS = ("g1", "g2")
HOUR = timedelta(hours=1)
START = MovableClock().now()

logins, hours = st.sampled_from(PEOPLE), st.integers(0, 8)
subsets = st.frozensets(st.sampled_from(GROUPS))


@dataclass(frozen=True)
class Said:
    """One attempt to name a substitute, and when it is withdrawn if it is."""

    login: str
    substitute: str
    begin: int
    end: int
    groups: frozenset[str] | None
    withdrawn: bool = False


pairs = st.permutations(PEOPLE).map(lambda people: people[:2])  # rarely somebody twice: that is refused at once
withdrawn = st.sampled_from((False, False, False, True))
windows = st.tuples(st.integers(0, 4), st.integers(3, 9)) | st.tuples(hours, hours)
said = st.builds(
    lambda pair, window, groups, over: Said(*pair, *window, groups, over),
    pairs | st.tuples(logins, logins), windows, st.none() | subsets, withdrawn,
)  # fmt: skip
tasks = st.builds(
    lambda users, groups, assignee, held: SimpleNamespace(
        candidate_users=sorted(users), candidate_groups=sorted(groups), assignee=assignee,
        assigned_for=held if assignee else None, name="t", root_key=1,
    ),
    st.frozensets(logins, max_size=2), subsets, st.none() | logins, st.none() | logins,
)  # fmt: skip


def paths(links: list[Said], login: str, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Said]]]:
    """Everybody a person stands in for by the links, with the links on the way there: every path that has no circle."""
    for link in links:
        if link.substitute == login and link.login not in (login, *seen):
            yield link.login, [link]
            for whose, more in paths(links, link.login, (*seen, login)):
                yield whose, [link, *more]


def may_naively(login: str, task: Any, links: list[Said], groups: dict[str, frozenset[str]]) -> bool:
    """Whether somebody may work on a task: in their own right, or by a path whose every link allows it."""
    if own(login, task, groups[login]):
        return True
    for whose, path in paths(links, login):
        limits = [link.groups for link in path if link.groups is not None]
        for group in GROUPS if limits else (None,):
            if group is not None and not all(group in limit for limit in limits):
                continue
            if group is None and own(whose, task, groups[whose], named=True):
                return True
            if group is not None and group in task.candidate_groups:
                holder = task.assigned_for or task.assignee
                if holder == whose or (holder is None and group in groups[whose]):
                    return True
    return False


def own(login: str, task: Any, groups: frozenset[str], named: bool = False) -> bool:
    if task.assignee is not None:
        return bool((task.assigned_for or task.assignee) == login)
    if not task.candidate_users and not task.candidate_groups:
        return True  # offered to all staff
    return login in task.candidate_users or bool(groups & set(task.candidate_groups))


@pytest.fixture
def office(engine: Engine) -> Engine:
    for group in GROUPS:
        engine.do(SaveGroup(group, group), SYSTEM)
    for login in PEOPLE:
        engine.do(CreatePerson(f"{login}{login}", login), SYSTEM)
    return engine


def tell(engine: Engine, groups: dict[str, frozenset[str]], wanted: list[Said]) -> list[Said]:
    """Name them all from the beginning; answers those that were accepted."""
    with engine._bind.begin() as connection:
        connection.execute(text("DELETE FROM substitution"))
        connection.execute(text("DELETE FROM membership"))
        for login, found in groups.items():
            for group in found:
                member = {"login": login * 2, "id": group}
                connection.execute(text("INSERT INTO membership (login, group_id) VALUES (:login, :id)"), member)
    accepted = []
    for each in wanted:
        one = each if each.groups is None else replace(each, groups=each.groups & groups[each.login])
        limit = None if one.groups is None else tuple(one.groups)  # none at all is refused
        command = NameSubstitute(
            one.login * 2, one.substitute * 2, START + one.begin * HOUR, START + one.end * HOUR, "plh", "1", limit
        )
        try:
            key = engine.do(command, SYSTEM)
        except InvalidValues:
            continue
        if one.withdrawn:
            engine.do(WithdrawSubstitute(key), SYSTEM)
        else:
            accepted.append(one)
    return accepted


def at(links: list[Said], hour: int) -> list[Said]:
    return [link for link in links if link.begin <= hour < link.end]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(dict.fromkeys(PEOPLE, subsets)), st.lists(said, min_size=2, max_size=9),
    st.lists(tasks, min_size=3, max_size=8),
)  # fmt: skip
def test_our_answer_is_the_naive_one_at_every_hour_and_there_is_never_a_circle(
    office: Engine, groups: dict[str, frozenset[str]], wanted: list[Said], offered: list[Any]
) -> None:
    office.clock.set(START)  # type: ignore[attr-defined]
    accepted = tell(office, groups, wanted)
    for hour in range(10):
        links = at(accepted, hour)
        assert not any(circles(links, login) for login in PEOPLE)
        with office.read() as connection:
            for login in PEOPLE:
                found = account(connection, login * 2, START + hour * HOUR)
                assert found is not None
                for task in offered:
                    ours = rights.as_worker(single(found.person), task) is not None
                    assert ours == may_naively(login, task, links, groups), (hour, login, links, vars(task))


def circles(links: list[Said], login: str) -> bool:
    """Whether a path of links leads back to where it began."""
    ahead, seen = {login}, set()
    while ahead:
        here = ahead.pop()
        for link in links:
            if link.substitute == here:
                if link.login == login:
                    return True
                if link.login not in seen:
                    seen.add(link.login)
                    ahead.add(link.login)
    return False


def single(person: Person) -> Person:
    """With logins of one letter, as the model has them."""
    return replace(
        person,
        login=person.login[0],
        stands_in=tuple(replace(one, login=one.login[0]) for one in person.stands_in),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(said, max_size=10))
def test_what_is_refused_as_a_circle_would_be_one_at_some_hour(office: Engine, wanted: list[Said]) -> None:
    office.clock.set(START)  # type: ignore[attr-defined]
    everything = {login: frozenset(GROUPS) for login in PEOPLE}
    sensible = [Said(o.login, o.substitute, o.begin, o.end, None) for o in wanted if o.begin < o.end]
    accepted = tell(office, everything, sensible)
    kept: list[Said] = []
    for one in sensible:
        together = [[*at(kept, hour), one] for hour in range(one.begin, one.end)]
        fits = one.login != one.substitute and not any(circles(links, one.login) for links in together)
        twice = any(
            (one.login, one.substitute) == (old.login, old.substitute) and old.begin < one.end and one.begin < old.end
            for old in kept
        )
        if fits and not twice:
            kept.append(one)
    assert accepted == kept


ALL_TASKS = [
    SimpleNamespace(
        candidate_users=users, candidate_groups=groups, assignee=assignee, assigned_for=None, name="t", root_key=1
    )
    for users in ([], ["a"])
    for groups in ([], ["g1"], ["g2"], ["g1", "g2"])
    for assignee in (None, *PEOPLE)
]
links_in_force = st.builds(
    lambda pair, groups: Said(*pair, 0, 1, groups),
    pairs,
    st.none() | st.sampled_from((frozenset({"g1"}), frozenset({"g2"}))),
)


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(PEOPLE, subsets)), st.lists(links_in_force, min_size=2, max_size=7))
def test_chains_give_the_rights_of_their_paths_even_where_circles_got_in(
    groups: dict[str, frozenset[str]], links: list[Said]
) -> None:
    known = [Link(link.login, link.substitute, link.groups, link.login, groups[link.login]) for link in links]
    for login in PEOPLE:
        person = Person(login, login, frozenset({"staff"}), groups[login], stands_in=chained(login, known))
        for task in ALL_TASKS:
            ours = rights.as_worker(person, task) is not None
            assert ours == may_naively(login, task, links, groups), (login, vars(task))
