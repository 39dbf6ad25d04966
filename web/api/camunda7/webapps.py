"""Where Camunda Modeler's links lead: it asks for the addresses of Cockpit and Tasklist, and opens pages below them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.access import PUBLIC, allow

blueprint = Blueprint("webapps", __name__)


@blueprint.get("/.well-known/camunda-automation-platform/webapps")
@allow(PUBLIC)
def webapps() -> Response:
    """The addresses, each with a slash at its end."""
    host = request.host_url
    answer = jsonify(adminUrl=f"{host}admin/", cockpitUrl=f"{host}cockpit/", tasklistUrl=f"{host}inbox/")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@blueprint.get("/cockpit/process-instance/<int:key>")
@allow(PUBLIC)
def process_instance(key: int) -> BaseResponse:
    """The page of the case; who may see it is that page's matter."""
    return redirect(url_for("cases.case", key=key))


@blueprint.get("/cockpit/")
@blueprint.get("/cockpit/repository")
@allow(PUBLIC)
def repository() -> BaseResponse:
    """The register of procedures."""
    return redirect(url_for("analyst.register"))
