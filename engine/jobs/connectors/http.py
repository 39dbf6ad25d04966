"""alur:http: calls a JSON service (url, method, body, requestHeaders) whose host is listed in ALUR_HTTP_ALLOW."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from bpmn.sentence import say
from engine.jobs.connectors.base import Call, Outside, Trouble

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LIMIT = 1_000_000  # bytes of an answer
SOON_BETTER = frozenset({408, 425, 429, 500, 502, 503, 504})
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "idempotency-key"})
PORTS = {"http": 80, "https": 443}


def request(call: Call, outside: Outside) -> Mapping[str, Any]:
    """Gives {resultVariable: {status, body}}; the name of the variable is ``response`` unless a header says otherwise.

    The list has exact hosts: ``host`` or ``host:port`` for https, ``http://host:port`` where there is no encryption.
    Redirections are not followed: they would lead past the list.
    """
    url = _allowed(call, outside)
    method = str(call.value("method", "POST" if call.value("body") is not None else "GET")).upper()
    if method not in METHODS:
        raise Trouble(
            say("The method of a call must be one of {known}; found: {found}.", known=", ".join(METHODS), found=method),
            permanent=True,
        )
    status, kind, content = _exchange(call, url, method, outside.timeout)
    if not 200 <= status < 300:
        raise Trouble(
            say("{host} answered with status {status}: {text}", host=url.netloc, status=status, text=_start(content)),
            permanent=status not in SOON_BETTER,
        )
    name = call.headers.get("resultVariable") or "response"
    return {str(name): {"status": status, "body": _body(url, kind, content)}}


def _allowed(call: Call, outside: Outside) -> SplitResult:
    text = call.needed("url")
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise Trouble(say("{text} is not an address: {trouble}", text=text, trouble=error), permanent=True) from error
    host = url.hostname or ""
    names = {f"{url.scheme}://{host}:{port or PORTS.get(url.scheme)}"}
    if port in (None, PORTS.get(url.scheme)):
        names.add(f"{url.scheme}://{host}")
    if url.scheme == "https":
        names |= {name.removeprefix("https://") for name in names}
    if url.scheme not in PORTS or not host or url.username is not None or not names & outside.http_allow:
        raise Trouble(
            say(
                "Alur may not call {host}. The administrator can allow it in ALUR_HTTP_ALLOW; allowed now: {allowed}.",
                host=f"{url.scheme}://{url.netloc.rpartition('@')[2]}",
                allowed=", ".join(sorted(outside.http_allow)) or "-",
            ),
            permanent=True,
        )
    return url


def _exchange(call: Call, url: SplitResult, method: str, timeout: float) -> tuple[int, str, bytes]:
    connection = _connection(url, timeout)
    end = time.monotonic() + timeout
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    body = call.value("body")
    try:
        content = None if body is None else json.dumps(body, allow_nan=False).encode()
        connection.request(method, path, content, _headers(call, content is not None))
        answer = connection.getresponse()
        parts: list[bytes] = []
        while part := answer.read1(65536):
            parts.append(part)
            if sum(map(len, parts)) > LIMIT:
                raise Trouble(say("{host} sent more than {limit} bytes.", host=url.netloc, limit=LIMIT), permanent=True)
            if time.monotonic() > end:
                raise TimeoutError("timed out")
        return answer.status, answer.headers.get_content_type(), b"".join(parts)
    except (OSError, http.client.HTTPException) as error:
        raise Trouble(say("{host} could not be reached: {trouble}", host=url.netloc, trouble=error)) from error
    except ValueError as error:  # a line break in a header, a control character in the address
        raise Trouble(say("The call cannot be written: {trouble}", trouble=error), permanent=True) from error
    finally:
        connection.close()


def _connection(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    assert url.hostname is not None
    if url.scheme == "https":
        return http.client.HTTPSConnection(
            url.hostname, url.port, timeout=timeout, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(url.hostname, url.port, timeout=timeout)


def _headers(call: Call, has_body: bool) -> dict[str, str]:
    given = call.value("requestHeaders") or {}
    if not isinstance(given, Mapping):
        raise Trouble(say("requestHeaders must be a context; found: {found}.", found=given), permanent=True)
    own = {"Accept": "application/json", "User-Agent": "Alur", "Idempotency-Key": call.idempotency_key}
    if has_body:
        own["Content-Type"] = "application/json"
    return own | {str(name): str(value) for name, value in given.items() if str(name).lower() not in OURS}


def _body(url: SplitResult, kind: str, content: bytes) -> Any:
    if not content:
        return None
    if kind != "application/json" and not kind.endswith("+json"):
        return content.decode(errors="replace")
    try:
        return json.loads(content)
    except ValueError as error:
        raise Trouble(
            say("{host} said that it answers in JSON, but the answer is not JSON: {text}", host=url.netloc,
                text=_start(content)),
            permanent=True,
        ) from error  # fmt: skip


def _start(content: bytes) -> str:
    return content[:200].decode(errors="replace").strip()
