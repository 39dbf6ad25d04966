"""How Camunda 7 asks for lists: the same filters in the query of GET or the body of POST, an order, a window.

TaskQuery = lists.query("TaskQuery", TASKS)
lists.find(TASKS, query)       # rows
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, create_model
from pydantic.alias_generators import to_camel

from bpmn.sentence import say
from engine import InvalidCommand, Person
from engine.queries.listings.listing import OR, Kind, Listing, Offered, Order
from engine.queries.listings.values import COMPARISONS, ValueCondition
from web import here
from web.api.camunda7 import places
from web.api.camunda7.model import Id, Moment, Sent, Told, definition_key, place_of
from web.api.operation import Api, person

MOST = 2**31 - 1


class CountResultDto(Told):
    """How many."""

    count: int


class SortingDto(Sent):
    """An order."""

    sort_by: str
    sort_order: str = "asc"
    parameters: dict[str, Any] | None = None


class ConditionDto(Sent):
    """A condition on a variable (``name``) or on a moment."""

    name: str = ""
    operator: str = "eq"
    value: Any = None


def _listed(value: Any) -> Any:
    return value.split(",") if isinstance(value, str) else value


def _conditions(value: Any) -> Any:
    """``name_operator_value,name_operator_value``, as a query has them; values there are texts."""
    if not isinstance(value, str):
        return value
    made = []
    for part in value.split(","):
        pieces = part.split("_", 2)
        if len(pieces) == 2 and pieces[0] in COMPARISONS:
            pieces = ["", *pieces]
        if len(pieces) != 3:
            raise ValueError("a condition is written name_operator_value")
        made.append({"name": pieces[0], "operator": pieces[1], "value": pieces[2]})
    return made


def _place(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("the id of an execution is a text")
    try:
        place_of(value)
    except InvalidCommand as wrong:
        raise ValueError(str(wrong.sentence)) from wrong
    return value


def _definition(value: Any) -> Any:
    return definition_key(value) if isinstance(value, str) else value


TYPES: Mapping[Kind, Any] = {
    "text": str, "texts": Annotated[list[str], BeforeValidator(_listed)], "key": Id,
    "keys": Annotated[list[Id], BeforeValidator(_listed)],
    "number": Annotated[int, Field(ge=-MOST - 1, le=MOST)], "long": Annotated[int, Field(ge=-(2**63), lt=2**63)],
    "flag": bool, "moment": Moment,
    "values": Annotated[list[ConditionDto], BeforeValidator(_conditions)],
    "offer": str, "offers": Annotated[list[str], BeforeValidator(_listed)],
    "place": Annotated[Any, BeforeValidator(_place), WithJsonSchema({"type": "string"})],
}  # fmt: skip
BESIDE = {
    "tenant_id_in": TYPES["texts"], "without_tenant_id": bool, "variable_names_ignore_case": bool,
    "variable_values_ignore_case": bool, "deserialize_values": bool, "include_assigned_tasks": bool,
}  # fmt: skip
"""Parameters that are no filter of one list. Nothing has a tenant and all values are JSON, so that
``withoutTenantId`` and ``deserializeValues`` change nothing."""
DEFINITION = Annotated[int, BeforeValidator(_definition)]
DEFINITIONS = Annotated[list[DEFINITION], BeforeValidator(_listed)]
DEFINITION_IDS = {"process_definition_id": DEFINITION, "process_definition_id_in": DEFINITIONS,
                  "decision_definition_id": DEFINITION, "decision_definition_id_in": DEFINITIONS}  # fmt: skip


def query(name: str, listing: Listing, **more: Any) -> type[BaseModel]:
    """The model of what can be asked of a list."""
    kinds = {
        each: DEFINITION_IDS.get(each, TYPES[one.kind])
        for each, one in listing.filters.items()
        if one.kind != "elements"
    }
    fields: dict[str, Any] = {each: (kind | None, None) for each, kind in (BESIDE | kinds | more).items()}
    fields |= {
        "sort_by": (str | None, None), "sort_order": (str | None, None),
        "sorting": (list[SortingDto] | None, None),
        "first_result": (int, Field(default=0, ge=0, le=MOST)), "max_results": (int | None, Field(None, ge=0, le=MOST)),
    }  # fmt: skip
    one = create_model(f"{name}Part", __base__=Sent, **fields)
    return create_model(name, __base__=one, or_queries=(list[one] | None, None))  # type: ignore[valid-type, arg-type]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for, as listings take it."""

    wanted: dict[str, Any]
    orders: tuple[Order, ...]
    first: int
    most: int | None


def asked(listing: Listing, given: Any) -> Asked:
    """The filters, orders and window of a query, or InvalidCommand."""
    wanted = _wanted(listing, given)
    if given.or_queries:
        wanted[OR] = [_wanted(listing, each) for each in given.or_queries]
    sorting = [(one.sort_by, one.sort_order) for one in given.sorting or ()]
    if given.sort_by or given.sort_order:
        sorting.append((given.sort_by or "", given.sort_order or ""))
    return Asked(wanted, tuple(_order(listing, *one) for one in sorting), given.first_result, given.max_results)


def _wanted(listing: Listing, given: Any) -> dict[str, Any]:
    wanted = {}
    for name, one in listing.filters.items():
        value = getattr(given, name, None)
        if value is None:
            continue
        if one.kind == "values":
            value = _compared(name, value, given)
        elif one.kind == "place":
            value = places.at(value)
        elif one.kind in ("offer", "offers"):
            value = Offered(value, bool(given.include_assigned_tasks))
        wanted[name] = value
    return wanted


Only = Callable[[Person], Any]
"""What of a list somebody may see: a condition, or None for all."""
Also = Callable[[Any], dict[str, Any]]
"""What a query wants of a list beside its own filters."""


def find(listing: Listing, given: Any, only: Only | None = None, also: Also | None = None) -> list[Any]:
    """The rows that a query asks for."""
    what = asked(listing, given)
    what.wanted.update(also(given) if also else {})
    if given.tenant_id_in:
        return []
    seen = only(person()) if only else None
    with here.the_engine().read() as connection:
        rows = listing.find(connection, what.wanted, what.orders, what.first, what.most, seen)
    if rows and all(hasattr(rows[0], name) for name in ("root_key", "instance_key", "token")):
        places.prepare([row for row in rows if row.token is not None])
    return rows


def count(listing: Listing, given: Any, only: Only | None = None, also: Also | None = None) -> CountResultDto:
    """How many a query finds."""
    if given.tenant_id_in:
        return CountResultDto(count=0)
    seen = only(person()) if only else None
    wanted = asked(listing, given).wanted | (also(given) if also else {})
    with here.the_engine().read() as connection:
        return CountResultDto(count=listing.count(connection, wanted, seen))


def serve(
    api: Api, path: str, what: str, listing: Listing, model: Any, answer: Any, tell: Any, *, post: bool = True,
    only: Only | None = None, also: Also | None = None, values: bool = False, **more: Any,
) -> None:  # fmt: skip
    """The operations of a list: GET and POST, and of its count. ``tell`` makes the answer's model of a row; ``only``:
    what the caller may see; ``also``: what else a query wants; ``values``: it tells values too, and is told whether
    Objects are deserialized; ``more`` are further columns of the operations."""

    def told(row: Any, query: Any) -> Any:
        return tell(row, query.deserialize_values is not False) if values else tell(row)

    def found_by_query(query: Any) -> Any:
        return [told(row, query) for row in find(listing, query, only, also)]

    def found_by_body(query: Any, body: Any) -> Any:
        merged = body.model_copy(update={name: getattr(query, name) for name in query.model_fields_set})
        return [told(row, merged) for row in find(listing, merged, only, also)]

    def counted_by_query(query: Any) -> CountResultDto:
        return count(listing, query, only, also)

    def counted_by_body(body: Any) -> CountResultDto:
        return count(listing, body, only, also)

    counted = {"answer": CountResultDto, **more}
    found = {"answer": list[answer], **more}
    api.operation("GET", path, f"List {what}", query=model, **found)(found_by_query)
    api.operation("GET", f"{path}/count", f"Count {what}", query=model, **counted)(counted_by_query)
    if post:
        window = create_model(
            f"{model.__name__}Window", __base__=Sent, first_result=(int, Field(default=0, ge=0, le=MOST)),
            max_results=(int | None, Field(default=None, ge=0, le=MOST)),
        )  # fmt: skip
        api.operation("POST", path, f"Find {what}", query=window, body=model, **found)(found_by_body)
        api.operation("POST", f"{path}/count", f"Count {what}", body=model, **counted)(counted_by_body)


def _compared(name: str, conditions: list[ConditionDto], given: Any) -> list[ValueCondition]:
    for one in conditions:
        if one.operator not in COMPARISONS:
            raise InvalidCommand(
                say("{what}: the operator {operator} is not known; known are {known}.", what=to_camel(name),
                    operator=one.operator, known=", ".join(COMPARISONS))
            )  # fmt: skip
    ignore = bool(given.variable_names_ignore_case)
    if name.endswith(("dates", "times")):
        return [ValueCondition("", one.operator, _moment(one.value)) for one in conditions]
    case = bool(given.variable_values_ignore_case)
    return [ValueCondition(one.name, one.operator, one.value, ignore, case) for one in conditions]


def _moment(value: Any) -> Any:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Moment).validate_python(value)
    except ValidationError as wrong:
        raise InvalidCommand(say("{text} is no moment like 2026-11-24T08:30:00.000+0700.", text=str(value))) from wrong


def _order(listing: Listing, by: str, order: str) -> Order:
    if not by or not order:
        raise InvalidCommand(say("sortBy and sortOrder are only valid together."))
    if order not in ("asc", "desc"):
        raise InvalidCommand(say("sortOrder is asc or desc, not {order}.", order=order))
    if by not in listing.orders:
        raise InvalidCommand(
            say("This list cannot be sorted by {by}, only by {known}.", by=by, known=", ".join(listing.orders))
        )
    return Order(by, order == "desc")
