"""Fixtures for all tests: one PostgreSQL per run, one database per test (a copy of a migrated one), a clock, people."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import Phase, settings

from engine import Engine
from engine.clock import MovableClock
from engine.person import ROLES, Person
from engine.postgres import Server
from engine.stories.store import ServerStore

TEMPLATE = "template_alur"
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


settings.register_profile("same-and-short", derandomize=True, phases=[Phase.explicit, Phase.generate])
"""For tests that are asked whether they fail (tests/mutants), not on what smallest example."""


class TestServer:
    """The server of the whole run; the process that leads starts and stops it, xdist's workers are given its place."""

    __test__ = False

    def __init__(self, home: Path) -> None:
        self.server = Server(home, QUICK)

    @classmethod
    def of(cls, config: pytest.Config) -> TestServer:
        if not hasattr(config, "alur_server"):
            given = getattr(config, "workerinput", {}).get("alur_server_home")
            home = Path(given) if given else Path(tempfile.mkdtemp(prefix="alur-test-"))
            if not given:
                home.chmod(0o711)  # as root, the server's own account must get through
            config.alur_server = cls(home / "postgres")  # type: ignore[attr-defined]
        return config.alur_server  # type: ignore[attr-defined, no-any-return]

    def ready(self) -> Server:
        """The running server with the migrated template in it."""
        self.server.start(bound=True)
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(1)")  # workers come at the same time
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone():
                self.server.drop_database("half_made")
                self.server.create_database("half_made")
                _migrate(self.server.url("half_made"))
                connection.execute(f"ALTER DATABASE half_made RENAME TO {TEMPLATE}")
        return self.server

    def remove(self) -> None:
        self.server.stop(anyway=True)
        shutil.rmtree(self.server.home.parent, ignore_errors=True)


def _migrate(url: str) -> None:
    engine = Engine(url)
    engine.upgrade()
    engine.close()


class Xdist:
    """Known to pytest only where xdist is: hands the server's directory to each worker."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        server = TestServer.of(node.config).server  # type: ignore[attr-defined]
        server.start(bound=True)
        node.workerinput["alur_server_home"] = str(server.home.parent)  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Xdist())


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "alur_server") and not hasattr(config, "workerinput"):
        config.alur_server.remove()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """A running PostgreSQL; made for tests, so it may lose everything when the machine stops."""
    return TestServer.of(request.config).ready()


@pytest.fixture(scope="session")
def store(server: Server) -> ServerStore:
    """Gives fresh, migrated databases, to one test after the other."""
    return ServerStore(server, TEMPLATE)


@pytest.fixture
def database(store: ServerStore) -> Iterator[str]:
    """The URL of a fresh, migrated database."""
    with store.fresh() as url:
        yield url


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still at 5 January 2026, 08:00 in Jakarta, until the test moves it."""
    return MovableClock()


@pytest.fixture
def engine(database: str, clock: MovableClock) -> Iterator[Engine]:
    """An engine on a fresh database."""
    made = Engine(database, clock=clock)
    yield made
    made.close()


@pytest.fixture
def ana() -> Person:
    """Staff, in the group `clerks`."""
    return Person("ana", "Ana", roles=frozenset({"staff"}), groups=frozenset({"clerks"}))


@pytest.fixture
def bob() -> Person:
    """Staff, in the groups `clerks` and `heads`."""
    return Person("bob", "Bob", roles=frozenset({"staff"}), groups=frozenset({"clerks", "heads"}))


@pytest.fixture
def charlie() -> Person:
    """Staff in no group: a stranger to every case."""
    return Person("charlie", "Charlie", roles=frozenset({"staff"}))


@pytest.fixture
def analyst() -> Person:
    return Person("tono", "Tono", roles=frozenset({"analyst"}))


@pytest.fixture
def auditor() -> Person:
    return Person("wulan", "Wulan", roles=frozenset({"auditor"}))


@pytest.fixture
def admin() -> Person:
    return Person("admin", "Administrator", roles=frozenset(ROLES))
