"""Element templates to download for Camunda Modeler."""

from __future__ import annotations

import json

from flask import Response

from bpmn.element_templates import SCHEMAS, element_templates
from bpmn.sentence import say
from engine import NotFound
from web.access import allow
from web.analyst.area import blueprint


@blueprint.get("/templates/<dialect>.json")
@allow("analyst", "administrator")
def templates(dialect: str) -> Response:
    """The templates of a dialect, as a file for the Modeler's folder resources/element-templates."""
    if dialect not in SCHEMAS:
        raise NotFound(say("There are element templates for {known} only.", known=", ".join(sorted(SCHEMAS))))
    text = json.dumps(element_templates(dialect), ensure_ascii=False, indent=2)
    answer = Response(text, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"alur-{dialect}.json")
    return answer
