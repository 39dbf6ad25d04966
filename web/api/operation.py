"""One HTTP operation of an API: its route, what goes in and out, and one table of them all per API.

    api = Api("camunda8", "/v2", title=..., version=..., shape=problem.shape)

    @api.operation("POST", "/process-instances/{processInstanceKey}/cancellation", "Cancel a case", body=Cancellation)
    def cancel(process_instance_key: Key, body: Cancellation) -> None: ...

A function gets what it has parameters for: values of the path by their names in snake case, ``query``, ``body`` and
``files``. Its answer is a pydantic model (or a list of them), a Flask response, or None.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_snake

from bpmn.sentence import Sentence, say
from engine import NotAllowed, Person, Refusal
from engine.commands.refusals import RecordRefusal
from web import here, security
from web.access import PUBLIC, allow
from web.api import authentication
from web.errors import SHAPES, Shape

PLACE = re.compile(r"\{(\w+)\}")
LIMIT = "API_RATE_LIMIT"
WRONG_CREDENTIALS = "30 per minute"
View = Callable[..., Any]


class BadRequest(Refusal):
    """The request cannot be read as the operation's contract says (HTTP 400)."""

    code = "bad_request"


class UnsupportedMediaType(Refusal):
    """The body's content type is not the one the operation takes (HTTP 415)."""

    code = "media_type"


class NotServed(Refusal):
    """The published API has this operation, Alur does not serve it (HTTP 501)."""

    code = "not_served"


@dataclass(frozen=True)
class Operation:
    """A row of the table of operations."""

    api: Api
    method: str
    path: str
    summary: str
    function: View
    body: Any = None  # a type pydantic can read JSON as
    query: Any = None  # a model
    answer: Any = None
    status: int = 200
    multipart: Mapping[str, Any] | None = None  # JSON schema of the form, if the body is one
    also: Mapping[str, str] = field(default_factory=dict)  # further statuses, for the OpenAPI document
    media_type: str = "application/json"  # of the answer
    public: bool = False
    roles: frozenset[str] = frozenset()  # who may call it at all; empty: whoever has an account
    served: bool = True

    @cached_property
    def places(self) -> dict[str, TypeAdapter[Any]]:
        """Name in the path -> what its value must be."""
        hints = get_type_hints(self.function, include_extras=True)
        return {name: TypeAdapter(hints.get(to_snake(name), str)) for name in PLACE.findall(self.path)}

    @cached_property
    def wanted(self) -> frozenset[str]:
        return frozenset(inspect.signature(self.function).parameters)

    @cached_property
    def reader(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.body)

    @cached_property
    def writer(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.answer)

    @cached_property
    def asker(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.query)

    @cached_property
    def asks(self) -> frozenset[str]:
        """The names of what its query can have."""
        return frozenset(field.alias or name for name, field in self.query.model_fields.items())

    def __call__(self, **places: str) -> Response:
        """Answer a request."""
        if not self.public:
            g.api_person = authentication.caller(here.the_engine(), request)
            self._must_call(g.api_person)
        given = {to_snake(name): _checked(adapter, places[name], name) for name, adapter in self.places.items()}
        if self.query is not None:
            given["query"] = self._query()
        if self.body is not None:
            given["body"] = self._body()
        if self.multipart is not None:
            given["files"] = _files()
        answer = self.function(**{name: value for name, value in given.items() if name in self.wanted})
        if isinstance(answer, Response):
            if answer.status_code == 204:  # what has no content has no type of content
                answer.headers.pop("Content-Type", None)
            return answer
        if self.answer is None:
            return Response(status=self.status)
        if isinstance(answer, dict):  # a generic answer, put together from models
            answer = self.writer.validate_python(answer)
        text = self.writer.dump_json(answer, by_alias=True)
        return Response(text, self.status, mimetype=self.media_type)

    def _must_call(self, caller: Person) -> None:
        if self.roles and not caller.roles & self.roles:
            sentence = say("This call is for other roles than yours. Nothing was changed.")
            refused = RecordRefusal(f"{self.method} {self.api.prefix}{self.path}", NotAllowed.code, sentence)
            here.the_engine().do(refused, by=caller)
            raise NotAllowed(sentence)

    def _query(self) -> Any:
        values = {name: found[0] if len(found) == 1 else found for name, found in request.args.lists()}
        if any("\0" in value for _, found in request.args.lists() for value in found):
            raise BadRequest(NUL)
        if self.api.minds is not None:
            values = {name: value for name, value in values.items() if name in self.asks | self.api.minds}
        return _validated(lambda: self.asker.validate_python(values), "query")

    def _body(self) -> Any:
        content = request.get_data(cache=True)
        if content and not request.is_json:
            raise UnsupportedMediaType(
                say("The body must be application/json; found: {found}.", found=request.mimetype or "-")
            )
        if b"\\u0000" in content and _has_nul(content):
            raise BadRequest(NUL)
        return _validated(lambda: self.reader.validate_json(content or b"{}", strict=True), "body")


NUL = say("Texts must not hold the character U+0000.")


def _has_nul(content: bytes) -> bool:
    """Whether JSON has U+0000 in a text; an escaped backslash before u0000 is none."""
    return re.search(rb"(?<!\\)(?:\\\\)*\\u0000", content) is not None


def _checked(adapter: TypeAdapter[Any], value: str, name: str) -> Any:
    if "\0" in value:
        raise BadRequest(NUL)
    return _validated(lambda: adapter.validate_python(value), name)


def _validated(read: Callable[[], Any], what: str) -> Any:
    try:
        found = read()
    except ValidationError as wrong:
        raise BadRequest(_told(wrong, what)) from wrong
    except RecursionError as wrong:
        raise BadRequest(say("The {what} is nested too deeply.", what=what)) from wrong
    return found


def _told(wrong: ValidationError, what: str) -> Sentence:
    """The first few things that are wrong, each with its place."""
    found = [
        f"{'.'.join(str(part) for part in (what, *error['loc']))}: {error['msg']}"
        for error in wrong.errors(include_url=False, include_context=False, include_input=False)[:5]
    ]
    return say("The request does not fit what this operation takes. {found}", found="; ".join(found))


def _files() -> list[tuple[str, str, bytes]]:
    """Field, file name and content of what was sent as files, in order."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType(
            say("The body must be multipart/form-data; found: {found}.", found=request.mimetype or "-")
        )
    try:
        parts = request.files.items(multi=True)  # a part may come without a name
        return [(field or "", sent.filename or field or "", sent.read()) for field, sent in parts]
    except ValueError as wrong:  # a part that breaks off
        raise BadRequest(say("The multipart body cannot be read: {trouble}.", trouble=wrong)) from wrong


@dataclass
class Api:
    """One of the APIs: its blueprint, the shape of its errors, the table of its operations."""

    name: str
    prefix: str
    title: str
    version: str
    shape: Shape
    error: type[BaseModel]  # the shape as a model, for the OpenAPI document
    error_media_type: str = "application/json"
    roles: frozenset[str] = frozenset()  # of operations that say nothing else
    minds: frozenset[str] | None = None  # unknown names in a query that are refused; None: all are
    operations: list[Operation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.blueprint = Blueprint(self.name, __name__, url_prefix=self.prefix, template_folder="templates")
        self.blueprint.after_request(_headers)
        security.csrf.exempt(self.blueprint)
        security.limiter.limit(_limit, key_func=_whose)(self.blueprint)
        security.limiter.limit(WRONG_CREDENTIALS, deduct_when=lambda answer: answer.status_code == 401)(self.blueprint)
        SHAPES[self.prefix] = self.shape

    def operation(self, method: str, path: str, summary: str, **more: Any) -> Callable[[View], View]:
        """Serve what is below at ``method`` and ``path``; ``more`` are the other columns of Operation."""

        def declare(function: View) -> View:
            self._add(Operation(self, method, path, summary, function, **{"roles": self.roles, **more}))
            return function

        return declare

    def refuse(self, operations: Mapping[tuple[str, str], Sentence]) -> None:
        """Answer these operations of the published API with 501 and a sentence."""
        for (method, path), sentence in operations.items():
            self._add(Operation(self, method, path, str(sentence), _refusing(sentence), served=False))

    def _add(self, operation: Operation) -> None:
        self.operations.append(operation)
        endpoint = f"{operation.method} {operation.path}".replace(".", "_")
        view: View = lambda **places: operation(**places)  # noqa: E731  Flask marks views with attributes
        rule = PLACE.sub(r"<\1>", operation.path)
        self.blueprint.add_url_rule(rule, endpoint, allow(PUBLIC)(view), methods=[operation.method])


def _refusing(sentence: Sentence) -> View:
    def refuse() -> None:
        raise NotServed(sentence)

    return refuse


def person() -> Person:
    """Who called."""
    found: Person = g.api_person
    return found


def do(command: Any) -> Any:
    """Carry out a command by the caller."""
    return here.the_engine().do(command, by=person())


def _limit() -> str:
    from flask import current_app

    return str(current_app.config[LIMIT])


def _whose() -> str:
    """Calls are counted per credentials, so that many workers behind one address do not count as one."""
    import hashlib

    given = request.headers.get("Authorization", "")
    return hashlib.sha256(given.encode()).hexdigest() if given else (request.remote_addr or "")


def _headers(response: Response) -> Response:
    """Camunda Modeler calls from a page of its own. No cookie counts here, so any page may."""
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer, Basic realm="Alur", charset="UTF-8"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "authorization, content-type, accept"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
