"""The upload: checked first, findings with what to do, deployed only when clean, and then exactly those bytes."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine import SYSTEM, Engine, SetEnactment
from engine.queries import library
from tests.engine import diagrams as d
from tests.web.conftest import SignIn
from tests.web.permit import FILES, permit
from web.analyst import upload

MISSING = {"permit.bpmn": FILES["permit.bpmn"], "ask.form": FILES["ask.form"]}


def send(client: object, files: Mapping[str, bytes], checked: str = "", **more: str) -> TestResponse:
    data = {"files": [(io.BytesIO(content), name) for name, content in files.items()], "checked": checked, **more}
    return client.post("/sops/upload", data=data, content_type="multipart/form-data")  # type: ignore[attr-defined]


def parcel(page: str) -> str:
    found = re.search(r'name="checked" value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def hand_in(client: object, page: str) -> TestResponse:
    """Tick the box, if there are warnings, and send."""
    ticked = re.search(r'name="acknowledged" value="(\d+)"', page)
    data = {"checked": parcel(page), **({"acknowledged": ticked[1]} if ticked else {})}
    return client.post("/sops/deploy", data=data, follow_redirects=True)  # type: ignore[attr-defined]


def versions(engine: Engine, process_id: str = "permit") -> int:
    with engine.read() as connection:
        return len(library.versions(connection, process_id))


def test_errors_are_listed_with_what_to_do_and_nothing_is_deployed(sign_in: SignIn, populated: Engine) -> None:
    client = sign_in("tono")
    answer = send(client, MISSING)
    assert answer.status_code == 422
    assert "Fix 2 errors first. Nothing has been deployed." in answer.text
    assert "Do check" in answer.text
    assert "Upload the form together with the diagram" in answer.text
    assert re.search(r'"badge": "1\b[^}]*"element": "check", "state": "error"', answer.text)
    assert re.search(r"<button[^>]*disabled[^>]*>Propose", answer.text)
    assert versions(populated) == 0
    forced = client.post("/sops/deploy", data={"checked": parcel(answer.text)})
    assert forced.status_code == 422
    assert versions(populated) == 0


def test_a_correction_joins_the_files_of_the_check_before(sign_in: SignIn, populated: Engine) -> None:
    populated.do(SetEnactment("never"), SYSTEM)
    client = sign_in("tono")
    first = send(client, MISSING)
    second = send(client, {"verdict.form": FILES["verdict.form"], "supply.form": FILES["supply.form"]},
                  parcel(first.text))  # fmt: skip
    assert second.status_code == 200
    assert "4 files" in second.text
    done = hand_in(client, second.text)
    assert "is deployed as version 1" in done.text
    with populated.read() as connection:
        (version,) = library.versions(connection, "permit")
        found = library.file(connection, version.resource_key)
    assert found is not None
    assert found.content == FILES["permit.bpmn"]
    assert version.deployed_by == "Tono"


def test_the_same_files_again_make_nothing_new(sign_in: SignIn, populated: Engine) -> None:
    populated.do(SetEnactment("never"), SYSTEM)
    client = sign_in("tono")
    for said in ("is deployed as version 1", "Nothing new was made"):
        page = send(client, FILES)
        done = hand_in(client, page.text)
        assert said in done.text
    assert versions(populated) == 1


def test_a_file_can_be_left_out_again(sign_in: SignIn) -> None:
    client = sign_in("tono")
    page = send(client, FILES)
    less = send(client, {}, parcel(page.text), remove="ask.form")
    assert less.status_code == 422
    assert "3 files" in less.text


def test_a_changed_parcel_is_refused(sign_in: SignIn, populated: Engine) -> None:
    client = sign_in("tono")
    text = parcel(send(client, FILES).text)
    answer = client.post("/sops/deploy", data={"checked": ("A" if text[0] != "A" else "B") + text[1:]})
    assert answer.status_code == 400
    assert "no longer valid" in answer.text
    assert versions(populated) == 0
    assert client.post("/sops/deploy", data={}).status_code == 400


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.bpmn", b"", "The file is empty"),
        ("a.bpmn", b"no xml at all", "not XML"),
        ("a.bpmn", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE"),
        ("a.bpmn", b"<html/>", "not BPMN"),
        ("a.form", b"{", "JSON"),
        ("a.form", b"\xff\xfe\x00", ""),
        ("a.exe", b"MZ\x00\x01", "neither BPMN"),
        ("a.dmn", b"<x/>", ""),
        ("../../etc/passwd", b"root", "neither BPMN"),
    ],
)
def test_unreadable_files_become_findings(sign_in: SignIn, name: str, content: bytes, said: str) -> None:
    answer = send(sign_in("tono"), {name: content})
    assert answer.status_code == 422
    assert "Fix 1 error first" in answer.text
    assert said in html.unescape(answer.text)
    assert "../" not in answer.text


def test_too_large_and_too_many_and_none(sign_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("tono")
    nothing = send(client, {})
    assert nothing.status_code == 422
    assert "Choose at least one file" in nothing.text
    monkeypatch.setattr(upload, "LARGEST", 1024 * 1024)
    large = send(client, {"big.bpmn": b"x" * 1024 * 1024 * 2})
    assert large.status_code == 413
    assert "big.bpmn is larger than 1 MB" in large.text
    monkeypatch.setattr(upload, "MOST_FILES", 3)
    many = send(client, FILES)
    assert many.status_code == 422
    assert "At most 3 files" in many.text
    app.config["MAX_CONTENT_LENGTH"] = 1024
    assert send(client, {"big.bpmn": b"x" * 4096}).status_code == 413


def test_unsupported_elements_are_drawn_with_their_number(sign_in: SignIn) -> None:
    drawing = d.diagram("odd", [d.start(), d.Node("complexGateway", "odd_one"), d.end()], "start>odd_one>end")
    answer = send(sign_in("tono"), {"odd.bpmn": drawing})
    assert answer.status_code == 422
    assert '"element": "odd_one"' in answer.text


def test_two_processes_of_one_id_are_a_finding(sign_in: SignIn) -> None:
    answer = send(sign_in("tono"), {**FILES, "other.bpmn": permit({"alur:cost": "1"})})
    assert answer.status_code == 422
    assert "permit" in answer.text


@pytest.mark.parametrize("login", ["ana", "wulan"])
def test_others_may_not(sign_in: SignIn, login: str) -> None:
    client = sign_in(login)
    assert client.get("/sops/upload").status_code == 403
    assert send(client, FILES).status_code == 403
    assert client.post("/sops/deploy", data={}).status_code == 403
