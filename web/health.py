"""For those who watch over an installation: /healthz (the process answers), /readyz (it and a worker can work)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from engine.errors import Unavailable
from engine.queries import operations
from web.access import PUBLIC, allow
from web.here import the_engine

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(PUBLIC)
def healthz() -> Response:
    """This process answers. Says nothing about the database."""
    return jsonify(alive=True)


@blueprint.get("/readyz")
@allow(PUBLIC)
def readyz() -> Response:
    """200 if pages can be served, else 503. ``worker`` is false while timers, mails and calls have to wait."""
    try:
        with the_engine().read() as connection:
            state = operations.readiness(connection)
    except Unavailable:
        return make_response(jsonify(ready=False, database=False), 503)
    body = jsonify(ready=state.ready, database=True, schema=state.schema, worker=state.working,
                   worker_seconds=None if state.worker_age is None else round(state.worker_age, 1))  # fmt: skip
    return make_response(body, 200 if state.ready else 503)
