"""The APIs described: their OpenAPI documents, and a page for each that shows it without any outside address."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template

from web.access import PUBLIC, allow
from web.api.camunda7.api import api as camunda7
from web.api.camunda8.api import api as camunda8
from web.api.openapi import document
from web.api.operation import Api

blueprint = Blueprint("documents", __name__, template_folder="templates")

APIS: dict[str, Api] = {"camunda8": camunda8, "camunda7": camunda7}


@blueprint.get("/v2/openapi.json")
@allow(PUBLIC)
def of_camunda8() -> Response:
    """OpenAPI of /v2."""
    return _readable(jsonify(document(camunda8)))


@blueprint.get("/engine-rest/openapi.json")
@allow(PUBLIC)
def of_camunda7() -> Response:
    """OpenAPI of /engine-rest."""
    return _readable(jsonify(document(camunda7)))


@blueprint.get("/docs/api/<name>")
@allow(PUBLIC)
def page(name: str) -> str:
    """The document for people."""
    if name not in APIS:
        abort(404)
    described = document(APIS[name])
    groups: dict[str, list[tuple[str, str, dict[str, object]]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    return render_template("api/docs.html", api=APIS[name], document=described, groups=groups, names=APIS)


def _readable(answer: Response) -> Response:
    """Also by pages elsewhere: the document holds nothing but what is public."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
