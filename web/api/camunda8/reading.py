"""What the searches and gets of all nouns share: who may look, one search from request to answer, tenants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bpmn.sentence import Sentence, say
from engine import NotAllowed, NotFound
from engine.queries import search as engine_search
from engine.queries.case_file import OVERSEERS
from engine.queries.reads import root_of
from engine.queries.search import Noun, Test
from web import here
from web.api.camunda8 import filters
from web.api.camunda8.api import TENANT
from web.api.operation import BadRequest, person


def must_oversee() -> None:
    """Cases are seen by those who oversee them; staff see their tasks."""
    if not person().roles & OVERSEERS:
        raise NotAllowed(say("Only analysts, auditors and administrators may look at all cases."))


def must_be_ours(tenant_id: str | None) -> None:
    """There is one tenant."""
    if tenant_id not in (None, "", TENANT):
        raise NotFound(say("There is no tenant {tenant}; the one there is is {ours}.", tenant=tenant_id, ours=TENANT))


def searched(
    noun: Noun,
    asked: Any,
    told: Callable[[Any], Any],
    words: Mapping[str, Mapping[str, str]] | None = None,
    more: Sequence[Test] = (),
    only: Any = None,
) -> dict[str, Any]:
    """A search by a request with ``filter``, ``sort`` and ``page``: what ``Results`` is made of."""
    by = filters.order(asked.sort)
    page = filters.page(asked.page, by)
    if filters.wrong_tenant(asked.filter):
        return {"items": [], "page": filters.nothing()}
    wanted = [*filters.asked_tests(asked.filter, words), *more]
    either = [filters.asked_tests(each, words) for each in getattr(asked.filter, "either", None) or ()]
    with here.the_engine().read() as connection:
        for test in list(wanted):  # a case's key is what indexes and partitions are made for
            if test.field == "process_instance_key" and test.operator == "eq" and "root_key" in noun.fields:
                wanted.append(Test("root_key", "eq", root_of(connection, test.value) or 0))
        try:
            found = engine_search.search(connection, noun, wanted, by, page, either, only)
        except engine_search.WrongCursor as wrong:
            raise BadRequest(say("The cursor is none of this search.")) from wrong
        items = [told(row) for row in found.rows]
    return {"items": items, "page": filters.response(found)}


def got(noun: Noun, key: int, missing: Sentence) -> Any:
    """The row of that key, or NotFound."""
    with here.the_engine().read() as connection:
        row = engine_search.one(connection, noun, key)
    if row is None:
        raise NotFound(missing)
    return row
