"""Reading Camunda Forms: what is a form, what is wrong in one, and the forms of the corpus and the samples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpmn.errors import Unreadable
from bpmn.forms import form_from, read_form, variables_read
from bpmn.forms.components import COMPONENTS

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"


def form(*components: object, **more: object) -> dict[str, object]:
    return {"type": "default", "id": "f", "components": list(components), **more}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has to be JSON"),
        (b"<xml/>", "has to be JSON; in line 1"),
        (b'{"a":\n1,}', "line 2"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[1, 2]", "something else"),
        (b"null", "something else"),
        (b'{"components": []}', "no Camunda Form"),
        (b'{"type": "default"}', "no Camunda Form"),
        (b'{"type": "default", "components": [3]}', "no JSON object"),
        (b"[" * 100_000, "JSON"),
        (b'{"type": "default", "components": [' + b" " * 1_000_000 + b"]}", "at most 1000000 bytes"),
    ],
)
def test_what_is_no_form_is_unreadable_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_form(content)
    assert says in str(caught.value.sentence) or "nested too deeply" in str(caught.value.sentence)


def test_groups_in_groups_without_end_are_unreadable() -> None:
    inner: dict[str, object] = {"type": "group", "components": []}
    for _ in range(30):
        inner = {"type": "group", "components": [inner]}
    with pytest.raises(Unreadable, match="nested too deeply"):
        form_from(form(inner))


TEXT = {"type": "textfield", "key": "a", "label": "A"}


@pytest.mark.parametrize(
    ("schema", "rule", "says"),
    [
        (form(id=""), "form-id", 'no "id"'),
        (form(schemaVersion="7"), "form-version", "whole number"),
        (form({"type": "columns", "components": []}), "form-component", '"columns" is unknown'),
        (form({"label": "x"}), "form-component", "null is unknown"),
        (form({"type": "textfield", "label": "Name"}), "form-key", "Name has no key"),
        (form(TEXT, TEXT | {"label": "B"}), "form-key", "a is used twice: by A and by B"),
        (form(TEXT, TEXT | {"key": "a.b"}), "form-key", "a.b is used twice"),
        (form(TEXT | {"key": "a.b"}, TEXT), "form-key", "a is used twice"),
        (form(TEXT, {"type": "dynamiclist", "path": "a", "components": []}), "form-key", "a is used twice"),
        (form(TEXT | {"conditional": {"hide": "=a ="}}), "form-expression", "conditional.hide of the field A"),
        (form(TEXT | {"validate": {"max": "=1 +"}}), "form-expression", "validate.max of the field A"),
        (form(TEXT | {"validate": {"pattern": "[a"}}), "form-pattern", "The pattern [a cannot be used"),
        (form({"type": "select", "key": "a", "label": "A"}), "form-options", "no options"),
    ],
)
def test_an_error_in_a_form_is_a_finding(schema: dict[str, object], rule: str, says: str) -> None:
    found = [finding for finding in form_from(schema).findings if finding.severity == "error"]
    assert [finding.rule for finding in found] == [rule]
    assert says in str(found[0].sentence)


def test_a_newer_schema_version_is_a_warning() -> None:
    assert [f.severity for f in form_from(form(schemaVersion=99)).findings] == ["warning"]


def test_equal_keys_in_different_groups_and_lists_are_no_error() -> None:
    schema = form(
        TEXT,
        {"type": "group", "path": "g", "components": [TEXT]},
        {
            "type": "dynamiclist",
            "path": "l",
            "components": [TEXT, {"type": "group", "components": [TEXT | {"key": "b"}]}],
        },
    )
    assert form_from(schema).findings == ()


def test_every_component_of_the_table_is_read() -> None:
    parts = [
        {"type": kind, "id": kind, "key": kind, "path": kind, "label": kind, "values": [], "components": []}
        for kind in COMPONENTS
    ]
    read = form_from(form(*parts))
    assert [field.type for field in read.all_fields()] == list(COMPONENTS)
    assert read.findings == ()


def test_the_variables_a_form_reads() -> None:
    schema = form(
        {"type": "text", "text": "Dear {{customer.name}}, {{#loop items}}{{this.price}}{{/loop}} {{#if vip}}!{{/if}}"},
        {"type": "select", "key": "unit", "label": "Unit", "valuesKey": "units"},
        {"type": "select", "key": "row", "label": "Row", "valuesExpression": "=for o in orders return o.id"},
        {"type": "group", "path": "home", "components": [TEXT | {"validate": {"max": "=limit"}}]},
        {
            "type": "dynamiclist",
            "path": "people.list",
            "components": [TEXT | {"conditional": {"hide": "=this.a = last"}}],
        },
    )
    read = variables_read(form_from(schema))
    assert read >= {"customer", "items", "vip", "unit", "units", "row", "orders", "home", "limit", "people", "last"}
    assert not read & {"this", "a", "parent", "i"}


@pytest.mark.parametrize("path", sorted((ROOT / "bpmn" / "samples").rglob("*.form")), ids=lambda path: path.name)
def test_the_forms_of_the_samples_have_no_findings(path: Path) -> None:
    assert [str(finding.sentence) for finding in read_form(path.read_bytes()).findings] == []


def test_the_forms_of_the_corpus_are_read() -> None:
    if not CORPUS.exists():
        pytest.skip("The corpus of foreign diagrams and forms is not on this machine.")
    files = [*CORPUS.rglob("*.form"), *CORPUS.rglob("*form-js*/**/*.json")]
    files = [file for file in files if file.is_file() and json.loads(file.read_text()).get("type") == "default"]
    assert len(files) >= 7
    for file in files:
        read = read_form(file.read_bytes())
        rules = {finding.rule for finding in read.findings if finding.severity == "error"}
        # form-js's own old test forms lack an id and use a component that it has given up
        assert rules <= ({"form-id", "form-component"} if "form-js" in str(file) else set()), file
        variables_read(read)
