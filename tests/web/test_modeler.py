"""Element templates are downloaded by analysts."""

from __future__ import annotations

import pytest

from tests.web.conftest import SignIn


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])
def test_the_file_for_the_modeler(sign_in: SignIn, dialect: str) -> None:
    client = sign_in("tono")
    assert f"/sops/templates/{dialect}.json" in client.get("/sops/upload").text
    answer = client.get(f"/sops/templates/{dialect}.json")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=alur-{dialect}.json"
    assert len(answer.get_json()) == 2
    assert client.get("/sops/templates/plain.json").status_code == 404
    assert sign_in("ana").get(f"/sops/templates/{dialect}.json").status_code == 403
