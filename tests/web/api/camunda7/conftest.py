"""A client of the Camunda 7 API that knows its usual sequences of calls."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine import Engine
from engine.clock import MovableClock
from engine.commands.people import CreatePerson
from engine.commands.tokens import CreateToken
from engine.commands.units import SaveGroup
from engine.person import SYSTEM
from engine.stories.store import Store
from tests.web.api.conftest import Caller
from tests.web.conftest import HASH, populate
from web.application import create_app

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "corpus" / "camunda+camunda-bpm-platform"
ENGINE = CORPUS / "engine/src/test/resources/org/camunda/bpm/engine/test/bpmn"
STORIES = Path(__file__).resolve().parents[3] / "stories"


class Rest:
    """Calls of /engine-rest. What is not 2xx fails the test, unless ``status`` says so."""

    def __init__(self, caller: Caller, engine: Engine | None = None) -> None:
        self.caller, self.engine = caller, engine

    def __call__(self, method: str, path: str, body: Any = None, status: int | None = None, **more: Any) -> Any:
        answer = self.caller(method, f"/engine-rest{path}", body, **more)
        fits = answer.status_code == status if status else answer.status_code < 300
        assert fits, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json if answer.mimetype == "application/json" else answer.text

    def deploy(self, *files: Path, **fields: str) -> Any:
        """As Camunda Modeler does: the field's name is the file's."""
        data: dict[str, Any] = {
            "deployment-name": "test", "deployment-source": "Camunda Modeler", "enable-duplicate-filtering": "true",
            **fields,
        }  # fmt: skip
        for file in files:
            data[file.name] = (io.BytesIO(file.read_bytes()), file.name.replace(".bpmn20.xml", ".bpmn"))
        return self("POST", "/deployment/create", data=data, content_type="multipart/form-data")

    def put(self, *diagrams: bytes) -> Any:
        """Deploy diagrams that are written in the test."""
        data: dict[str, Any] = {"deployment-name": "test"}
        for number, diagram in enumerate(diagrams):
            data[f"f{number}"] = (io.BytesIO(diagram), f"f{number}.bpmn")
        return self("POST", "/deployment/create", data=data, content_type="multipart/form-data")

    def start(self, key: str, business_key: str | None = None, **variables: Any) -> str:
        body = {"businessKey": business_key, "variables": values(variables)}
        return str(self("POST", f"/process-definition/key/{key}/start", body)["id"])

    def tasks(self, instance: str | None = None, **query: Any) -> list[Any]:
        asked = {**({"processInstanceId": instance} if instance else {}), **query}
        found: list[Any] = self("GET", "/task", query_string=asked)
        return found

    def names(self, instance: str | None = None) -> list[str]:
        return sorted(task["name"] for task in self.tasks(instance))

    def complete(self, instance: str | None, name: str, **variables: Any) -> None:
        task = next(task for task in self.tasks(instance) if name in (task["name"], task["taskDefinitionKey"]))
        self("POST", f"/task/{task['id']}/complete", {"variables": values(variables)}, status=204)

    def runs(self, instance: str) -> bool:
        return bool(self("GET", "/process-instance", query_string={"processInstanceIds": instance}))


def values(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Values without types, lists and objects as JSON."""
    return {
        name: {"value": value} if not isinstance(value, list | dict) else {"value": value, "type": "Json"}
        for name, value in plain.items()
    }


@pytest.fixture
def rest(call: Caller) -> Rest:
    """With all rights."""
    return Rest(call)


@pytest.fixture
def rest_of(calls: Callable[[str], Caller]) -> Callable[[str], Rest]:
    """With the rights of an account."""
    return lambda login: Rest(calls(login))


@pytest.fixture
def people(populated: Engine) -> Callable[..., None]:
    """Accounts of staff: login=groups."""

    def make(**groups: str) -> None:
        for name in {each for listed in groups.values() for each in listed.split(",") if each}:
            populated.do(SaveGroup(name, name.title(), "town"), SYSTEM)
        for login, listed in groups.items():
            member = tuple(each for each in listed.split(",") if each)
            populated.do(
                CreatePerson(
                    login, login.title(), "", None, "town", ("staff", "administrator", "analyst"), member, HASH, "en"
                ),
                SYSTEM,
            )

    return make


@pytest.fixture
def corpus() -> Path:
    """Camunda's own diagrams, where they are on this machine."""
    if not ENGINE.is_dir():
        pytest.skip("Camunda's own diagrams are not on this machine (../shared/corpus).")
    return ENGINE


@pytest.fixture(scope="module")
def hall(store: Store) -> Iterator[Rest]:
    """One engine for all sequences of a file, with all rights and a clock that stands still until it is moved."""
    with store.fresh() as url, closing(Engine(url, clock=MovableClock())) as engine:
        populate(engine)
        made = create_app(engine, {"SECRET_KEY": "k" * 32, "RATE_LIMITS": False, "WTF_CSRF_ENABLED": False})
        made.config["PROPAGATE_EXCEPTIONS"] = True
        secret = engine.do(CreateToken("admin", "test"), SYSTEM).secret
        yield Rest(Caller(made.test_client(), str(secret)), engine)
