"""A trial at the desk: asked for, waited for, and what came of it over the drawing; stories go along with the files."""

from __future__ import annotations

import re
from typing import Any

from bpmn.sentence import say
from engine import SYSTEM, AskTrial, Engine
from engine.commands.trials import EndTrial
from engine.flow.problem import packed
from engine.queries import library, proposals
from tests.web.conftest import SignIn
from tests.web.permit import FILES, deployed, proposed
from tests.web.test_upload import hand_in, send

STORY = b"use permit.bpmn *.form\n\nIt is granted\n    start permit\n"
RESULT: dict[str, Any] = {
    "walks": [
        {"file": "permit.bpmn", "process": "permit", "outcome": "completed", "element": None, "sentence": None,
         "flows": 7, "taken": 6, "unreached": ["decide_rejected"],
         "findings": [{"rule": "never_taken", "element": "decide_rejected",
                       "sentence": packed(say("No case ever came to {id}.", id="rejected"))}]},
    ],
    "stories": [
        {"file": "permit.txt", "story": "It is granted", "ok": True, "line": None, "expected": None, "found": None},
        {"file": "permit.txt", "story": "It is late", "ok": False, "line": 9, "expected": "sign", "found": "check"},
    ],
}  # fmt: skip


def test_a_trial_of_a_proposal(sign_in: SignIn, populated: Engine) -> None:
    deployed(populated)
    key = proposed(populated)
    client = sign_in("tono")
    page = client.post(f"/sops/proposals/{key}/try", follow_redirects=True)
    assert "Under way" in page.text
    found = re.search(r'hx-get="(/sops/trials/(\d+)/state)"', page.text)
    assert found
    assert "HX-Refresh" not in client.get(found[1]).headers
    populated.do(EndTrial(int(found[2]), RESULT), SYSTEM)
    assert client.get(found[1]).headers["HX-Refresh"] == "true"
    shown = client.get(f"/sops/trials/{found[2]}").text
    assert "6 of 7 ways taken" in shown
    assert re.search(r'"element": "decide_rejected", "state": "warning"', shown)
    assert re.search(r'"element": "decide_sign", "state": "taken"', shown)
    assert "No case ever came to rejected." in shown
    assert "permit.txt:9" in shown
    assert "Nobody can receive" not in shown
    assert f"/sops/trials/{found[2]}" in client.get(f"/sops/proposals/{key}").text


def test_steps_that_nobody_can_receive(sign_in: SignIn, populated: Engine) -> None:
    deployed(populated)
    with populated.read() as connection:
        (version,) = library.versions(connection, "permit")
    key = populated.do(AskTrial(deployment_key=version.deployment_key), SYSTEM)
    populated.do(EndTrial(key, RESULT), SYSTEM)
    with populated._bind.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET active = false WHERE login = 'bob'")
    page = sign_in("tono").get(f"/sops/trials/{key}").text
    assert "Nobody can receive Do sign: there is no active account in heads." in page
    assert re.search(r'"element": "sign", "state": "error"', page)


def test_a_trial_that_broke(sign_in: SignIn, populated: Engine) -> None:
    deployed(populated)
    key = populated.do(AskTrial(proposal_key=proposed(populated)), SYSTEM)
    populated.do(EndTrial(key, None), SYSTEM)
    assert "The trial broke off" in sign_in("tono").get(f"/sops/trials/{key}").text
    assert sign_in("tono").get("/sops/trials/1").status_code == 404
    for login in ("ana", "wulan"):
        assert sign_in(login).get(f"/sops/trials/{key}").status_code == 403
        assert sign_in(login).post(f"/sops/deployments/{key}/try").status_code == 403


def test_stories_go_along_with_the_files(sign_in: SignIn, populated: Engine) -> None:
    client = sign_in("tono")
    page = send(client, {**FILES, "permit.txt": STORY})
    assert page.status_code == 200
    assert "permit.txt" in page.text
    hand_in(client, page.text)
    with populated.read() as connection:
        (found,) = proposals.recent(connection)
    done = sign_in("admin").post(f"/sops/proposals/{found.key}/enact", data={"decree": "SK 1"}, follow_redirects=True)
    assert "Enacted and in force" in done.text
    with populated.read() as connection:
        (version,) = library.versions(connection, "permit")
        files = {file.name: (file.kind, file.content) for file in library.contents(connection, version.deployment_key)}
    assert files["permit.txt"] == ("story", STORY)
    assert send(client, {"permit.txt": STORY}).status_code == 422
