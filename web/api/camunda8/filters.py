"""Filters, sorts and pages of Camunda 8's searches, and how they become tests, order and pages of the engine's."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_snake

from bpmn.sentence import say
from engine.queries.search import Found, Page, Test
from web.api.model import Key, Sent, Told
from web.api.operation import BadRequest

T = TypeVar("T")
OPERATORS = {"$eq": "eq", "$neq": "neq", "$exists": "exists", "$in": "in", "$notIn": "notIn", "$like": "like",
             "$gt": "gt", "$gte": "gte", "$lt": "lt", "$lte": "lte"}  # fmt: skip


class _Advanced(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def tests(self, field: str, ours: Callable[[Any], Any]) -> list[Test]:
        """One test per operator that was sent."""
        found = []
        for name in sorted(self.model_fields_set):
            alias = type(self).model_fields[name].alias
            assert alias is not None
            value = getattr(self, name)
            if value is None:
                raise BadRequest(say("The operator {operator} needs a value; found null.", operator=alias))
            operator = OPERATORS[alias]
            if operator in ("in", "notIn"):
                value = [ours(each) for each in value]
            elif operator not in ("exists", "like"):
                value = ours(value)
            found.append(Test(field, operator, value))
        return found


class Among(_Advanced, Generic[T]):
    """Comparisons of what is equal or not."""

    eq: T | None = Field(None, alias="$eq")
    neq: T | None = Field(None, alias="$neq")
    exists: bool | None = Field(None, alias="$exists")
    among: list[T] | None = Field(None, alias="$in")
    not_among: list[T] | None = Field(None, alias="$notIn")


class Texts(Among[str]):
    """Comparisons of texts; * and ? are wildcards of $like."""

    like: str | None = Field(None, alias="$like")


class States(Among[T], Generic[T]):
    """Comparisons of states."""

    like: str | None = Field(None, alias="$like")


class Ordered(_Advanced, Generic[T]):
    """Comparisons of what has an order."""

    eq: T | None = Field(None, alias="$eq")
    neq: T | None = Field(None, alias="$neq")
    exists: bool | None = Field(None, alias="$exists")
    gt: T | None = Field(None, alias="$gt")
    gte: T | None = Field(None, alias="$gte")
    lt: T | None = Field(None, alias="$lt")
    lte: T | None = Field(None, alias="$lte")
    among: list[T] | None = Field(None, alias="$in")


Whole = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Text = str | Texts
Number = Whole | Ordered[Whole]
AnyKey = Key | Among[Key]
When = AwareDatetime | Ordered[AwareDatetime]


class VariableValue(Sent):
    """A variable by its name, and its value as JSON text."""

    name: str
    value: Text


class Sort(Sent, Generic[T]):
    """A field to order by."""

    field: T
    order: Annotated[
        Literal["ASC", "DESC"], BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)
    ] = "ASC"


class PageRequest(Sent):
    """A part of the result: from a place on, or what comes after or before a cursor."""

    start: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(None, alias="from")
    limit: Annotated[int, Field(ge=1, le=10_000)] | None = None
    after: str | None = None
    before: str | None = None


class PageResponse(Told):
    """Where the part stands in the whole."""

    total_items: int
    has_more_total_items: bool
    start_cursor: str | None
    end_cursor: str | None


class Results(Told, Generic[T]):
    """A page of what was found."""

    items: list[T]
    page: PageResponse


def asked_tests(filter: BaseModel | None, words: Mapping[str, Mapping[str, str]] | None = None) -> list[Test]:
    """The tests of a filter, whose fields are called as the noun's. ``words``: field -> Camunda's word -> ours."""
    found: list[Test] = []
    for name in sorted(filter.model_fields_set) if filter is not None else ():
        if name in ("either", "tenant_id"):
            continue
        value = getattr(filter, name)
        known = (words or {}).get(name)

        def ours(word: Any, known: Mapping[str, str] | None = known) -> Any:
            plain = word.value if isinstance(word, Enum) else word
            return plain if known is None else known.get(plain, f"no {plain}")

        if value is None:
            continue
        if isinstance(value, _Advanced):
            found += value.tests(name, ours)
        elif isinstance(value, list):
            for each in value:  # variables: all of them
                inner = [each.value] if isinstance(each.value, str) else []
                for test in [Test("", "eq", inner[0])] if inner else each.value.tests("", lambda same: same):
                    found.append(Test(name, test.operator, (each.name, _as_json(test))))
        else:
            found.append(Test(name, "eq", ours(value)))
    return found


def _as_json(test: Test) -> Test:
    """Values are compared as PostgreSQL writes JSON."""
    if test.operator in ("exists", "like"):
        return test
    if isinstance(test.value, list):
        return Test(test.field, test.operator, [canonical(each) for each in test.value])
    return Test(test.field, test.operator, canonical(test.value))


def canonical(text: str) -> str:
    """JSON as PostgreSQL's jsonb shows it; a text that is no JSON stays itself, and equals nothing."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(", ", ": "))
    except ValueError:
        return text


def wrong_tenant(filter: BaseModel | None) -> bool:
    """Whether another tenant than the one there is is asked for."""
    asked = getattr(filter, "tenant_id", None)
    return isinstance(asked, str) and asked != "<default>"


def order(sorts: Sequence[Sort[Any]] | None) -> list[tuple[str, bool]]:
    """The order asked for."""
    return [(to_snake(str(sort.field)), sort.order == "DESC") for sort in sorts or ()]


def page(asked: PageRequest | None, by: Sequence[Any]) -> Page:
    """The page asked for; a cursor must fit the order."""
    asked = asked or PageRequest.model_construct()
    given = sum(value is not None for value in (asked.start, asked.after, asked.before))
    if given > 1:
        raise BadRequest(say("A page is asked for by one of from, after and before; found {count}.", count=given))
    limit = 100 if asked.limit is None else asked.limit
    after = _cursor(asked.after, len(by) + 1) if asked.after is not None else None
    before = _cursor(asked.before, len(by) + 1) if asked.before is not None else None
    return Page(limit, asked.start or 0, after, before)


def response(found: Found) -> PageResponse:
    """The page as the client is told."""
    return PageResponse(
        total_items=found.total, has_more_total_items=found.more, start_cursor=_written(found.first),
        end_cursor=_written(found.last),
    )  # fmt: skip


def nothing() -> PageResponse:
    """The page of an empty result."""
    return PageResponse(total_items=0, has_more_total_items=False, start_cursor=None, end_cursor=None)


def _written(cursor: tuple[Any, ...] | None) -> str | None:
    return None if cursor is None else base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode()


def _cursor(text: str, length: int) -> tuple[Any, ...]:
    wrong = BadRequest(say("The cursor {cursor} is none of this search.", cursor=text[:80]))
    try:
        values = json.loads(base64.b64decode(text.encode(), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise wrong from error
    plain = (str, int, float, bool, type(None))
    if not isinstance(values, list) or len(values) != length or not all(isinstance(one, plain) for one in values):
        raise wrong
    return tuple(values)
