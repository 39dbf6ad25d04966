"""The page of the organisation: a file is looked at first, what is wrong is told by line, positions are saved."""

from __future__ import annotations

import html
from io import BytesIO

from engine import Engine
from tests.engine.cases import rows
from tests.web.conftest import SignIn

PATH = "/admin/organisation"
GOOD = b"id,name,parent\nbidang,Bidang Satu,town\n"


def test_a_file_is_looked_at_and_then_taken_in(sign_in: SignIn, populated: Engine) -> None:
    admin = sign_in("admin")
    looked = admin.post(f"{PATH}/import", data={"kind": "units", "file": (BytesIO(GOOD), "units.csv")})
    assert "would make 1 new" in looked.text
    assert rows(populated, "SELECT 1 FROM unit WHERE id = 'bidang'") == []
    content = html.unescape(looked.text.split('name="content" value="')[1].split('"')[0])
    taken = admin.post(f"{PATH}/import", data={"kind": "units", "content": content, "sure": "yes"})
    assert taken.status_code == 302
    page = admin.get(PATH).text
    assert "Bidang Satu" in page
    assert "Taken in: 1 new" in page


def test_what_is_wrong_is_told_by_line(sign_in: SignIn) -> None:
    file = (BytesIO(b"id,name,parent\nbidang,,\n"), "units.csv")
    answer = sign_in("admin").post(f"{PATH}/import", data={"kind": "units", "file": file})
    assert answer.status_code == 422
    assert "Line 2:" in answer.text
    large = (BytesIO(b"x" * 2_000_001), "units.csv")
    assert sign_in("admin").post(f"{PATH}/import", data={"kind": "units", "file": large}).status_code in (413, 422)


def test_a_position_is_saved_or_its_fields_say_what_is_wrong(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    said = {"id": "head", "name": "Head of Town", "unit": "town", "head": "yes", "holders": "bob"}
    assert admin.post(f"{PATH}/positions", data={**said, "holders": "nobody"}).status_code == 422
    assert admin.post(f"{PATH}/positions", data=said).status_code == 302
    assert "Head of Town" in admin.get(PATH).text
    assert "For the work of Ana:" in sign_in("bob").get("/penggantian?untuk=ana").text


def test_groups_are_kept_apart_or_the_field_says_what_is_wrong(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    for wrong in ("clerks", "clerks / nobody", "clerks / heads / x"):
        answer = admin.post(f"{PATH}/separations", data={"pairs": wrong})
        assert answer.status_code == 422
        assert wrong in answer.text
    assert admin.post(f"{PATH}/separations", data={"pairs": "clerks / heads\napplicant/heads\n"}).status_code == 302
    assert "applicant / heads" in admin.get(PATH).text


def test_only_administrators(sign_in: SignIn) -> None:
    assert sign_in("bob").get(PATH).status_code == 403
    assert sign_in("tono").post(f"{PATH}/import", data={"kind": "units"}).status_code == 403
