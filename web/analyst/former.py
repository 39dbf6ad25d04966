"""The desk under its former address: /analyst leads on to /sops."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.access import PUBLIC, allow

blueprint = Blueprint("former", __name__, url_prefix="/analyst")


@blueprint.route("", defaults={"rest": ""}, methods=("GET", "POST"))
@blueprint.route("/<path:rest>", methods=("GET", "POST"))
@allow(PUBLIC)
def moved(rest: str) -> BaseResponse:
    """The desk under its former address; a form that is sent there arrives too."""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return redirect(url_for("analyst.register") + (f"/{rest}" if rest else "") + query, 308)
