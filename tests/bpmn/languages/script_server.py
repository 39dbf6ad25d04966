"""A web application for the tests that evaluates as it is asked: gunicorn loads it before it forks its processes.

It evaluates while it is loaded, and a thread goes on with that while the forks are made.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from bpmn.diagram import Expression
from bpmn.languages import EvaluationError, Moment, evaluate
from bpmn.languages.javascript import POOL


def value(language: str, text: str, number: int) -> object:
    try:
        return evaluate(Expression(language, text), {"n": number}, Moment(datetime.now(UTC))).value
    except EvaluationError as error:
        return str(error)


def _busy() -> None:
    until = time.monotonic() + 2
    while time.monotonic() < until:
        value("javascript", "n + 1", 1)
        value("feel", "n + 1", 1)


value("javascript", "n", 1)
value("feel", "n", 1)
threading.Thread(target=_busy, daemon=True).start()


def application(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """``?text=...&n=...``: the text's value in JavaScript, n + 1 in FEEL, and who has answered."""
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    number = int(asked["n"])
    answer = {
        "script": value("javascript", asked["text"], number),
        "feel": value("feel", "n + 1", number),
        "process": os.getpid(),
        "scripts": POOL.processes(),
    }
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
