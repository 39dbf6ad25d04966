"""camunda:formData (and the older camunda:formProperty) to a schema in the shape of a Camunda Form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpmn.reader.vocabulary import CAMUNDA, Node, children, extension, extensions, flag, plain
from bpmn.sentence import say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

TYPES = {"string": "textfield", "long": "number", "boolean": "checkbox", "date": "datetime", "enum": "select"}
LENGTHS = {"minlength": "minLength", "maxlength": "maxLength", "min": "min", "max": "max"}


def generated_form(node: Node, node_id: str, draft: Draft) -> dict[str, Any] | None:
    """The form of a user task or start event, or None if it has no generated form."""
    data = extension(node, CAMUNDA, "formData")
    fields = list(children(data, "formField", CAMUNDA)) if data is not None else []
    properties = list(extensions(node, CAMUNDA, "formProperty"))
    if not fields and not properties:
        return None
    components = [_field(field, draft) for field in fields] + [_property(entry, draft) for entry in properties]
    return {"type": "default", "id": node_id, "schemaVersion": 18, "components": components}


def _field(field: Node, draft: Draft) -> dict[str, Any]:
    component = _component(field, plain(field, "label"), plain(field, "defaultValue"), draft)
    validate: dict[str, Any] = {}
    for validation in children(field, "validation", CAMUNDA):
        for constraint in children(validation, "constraint", CAMUNDA):
            _constrain(component, validate, constraint, draft)
    if validate:
        component["validate"] = validate
    return component


def _property(entry: Node, draft: Draft) -> dict[str, Any]:
    component = _component(entry, plain(entry, "name"), plain(entry, "default"), draft)
    if flag(plain(entry, "required")):
        component["validate"] = {"required": True}
    if not flag(plain(entry, "writable"), default=True):
        component["readonly"] = True
    return component


def _component(field: Node, label: str | None, default: str | None, draft: Draft) -> dict[str, Any]:
    key, kind = plain(field, "id") or "", plain(field, "type") or "string"
    if kind not in TYPES:
        draft.note(
            "attribute_not_honoured",
            "warning",
            say("Form field {field} has the type {type}, which is shown as a text.", field=key, type=kind),
            field,
        )
    shape = TYPES.get(kind, "textfield")
    component: dict[str, Any] = {"type": shape, "id": f"Field_{key}", "key": key, "label": label or key}
    if kind == "long":
        component["decimalDigits"] = 0
    if kind == "date":
        component |= {"subtype": "date", "dateLabel": label or key}
    if kind == "enum":
        values = children(field, "value", CAMUNDA)
        component["values"] = [
            {"label": plain(value, "name") or plain(value, "id") or "", "value": plain(value, "id") or ""}
            for value in values
        ]
    if default is not None:
        _default(component, kind, default, field, draft)
    return component


def _default(component: dict[str, Any], kind: str, default: str, field: Node, draft: Draft) -> None:
    if "${" in default or "#{" in default:
        sentence = say("The default value of form field {field} is an expression and is left out.",
                       field=component["key"])  # fmt: skip
        draft.note("attribute_not_honoured", "warning", sentence, field)
    elif kind == "boolean":
        component["defaultValue"] = flag(default)
    elif kind == "long":
        if default.lstrip("-").isdigit():
            component["defaultValue"] = int(default)
    else:
        component["defaultValue"] = default


def _constrain(component: dict[str, Any], validate: dict[str, Any], constraint: Node, draft: Draft) -> None:
    name, config = plain(constraint, "name") or "", plain(constraint, "config") or ""
    if name == "required":
        validate["required"] = True
    elif name == "readonly":
        component["readonly"] = True
    elif name in LENGTHS and config.lstrip("-").isdigit():
        validate[LENGTHS[name]] = int(config)
    else:
        draft.note(
            "attribute_not_honoured",
            "error",
            say("Form field {field} has the constraint {name}, which Alur cannot check.",
                field=component["key"], name=name),
            constraint,
        )  # fmt: skip
