"""The embedded PostgreSQL: fresh start, restart, kill -9, stale files, two users of one server, clear sentences."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine import postgres_files
from engine.postgres import DatabaseUnavailable, Server
from tests.conftest import QUICK


@pytest.fixture
def home() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="alur-pg-"))
    directory.chmod(0o711)
    yield directory / "postgres"
    Server(directory / "postgres").stop(anyway=True)
    shutil.rmtree(directory)


def rows(server: Server, query: str, database: str = "alur") -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        cursor = connection.execute(query)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def test_a_started_server_keeps_what_was_written(home: Path) -> None:
    server = Server(home, QUICK)
    assert server.start()
    assert not server.start()
    assert server.create_database()
    assert not server.create_database()
    rows(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert not server.answers()
    assert server.start()
    assert rows(server, "SELECT answer FROM kept") == [(42,)]


def test_only_its_own_people_may_connect(home: Path) -> None:
    server = Server(home, QUICK)
    server.start()
    assert rows(server, "SHOW listen_addresses", "postgres") == [("",)]
    assert "trust" not in (home / "cluster" / "pg_hba.conf").read_text()
    assert stat.S_IMODE((home / "socket").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "cluster").stat().st_mode) == 0o700


def test_an_old_file_of_a_killed_server_does_no_harm(home: Path) -> None:
    server = Server(home)
    server.start()
    server.create_database()
    rows(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    pid = server._alive()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert server.start()
    assert rows(server, "SELECT answer FROM kept") == [(42,)]


def test_a_pid_file_with_a_strangers_number_does_no_harm(home: Path) -> None:
    server = Server(home, QUICK)
    server.start()
    pid_file = home / "cluster" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert server.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_initdb_is_begun_anew(home: Path) -> None:
    (home / "cluster.new" / "base").mkdir(parents=True)
    (home / "cluster.new" / "PG_VERSION").write_text("18\n")
    assert Server(home, QUICK).start()


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    server = Server(home / ("x" * 120), QUICK)
    server.start()
    try:
        assert rows(server, "SELECT 1", "postgres") == [(1,)]
        socket = server._socket()
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    finally:
        server.stop()
    assert not socket.exists()


HOLD = """
import sys, time
from pathlib import Path
from engine.postgres import Server
server = Server(Path(sys.argv[1]))
print(server.start(bound=sys.argv[2] == "bound"), flush=True)
sys.stdin.readline()
server.stop()
"""


def holder(home: Path, how: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() in ("True", "False")
    return process


def test_a_server_that_another_process_uses_is_left_running(home: Path) -> None:
    first, second = holder(home, "free"), holder(home, "free")
    first.communicate("\n")
    assert Server(home).answers()
    second.communicate("\n")
    assert not Server(home).answers()


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child that its parent died.")
def test_a_bound_server_stops_with_its_parent_and_starts_again(home: Path) -> None:
    parent = holder(home, "bound")
    parent.kill()
    parent.communicate()
    server = Server(home, QUICK)
    end = time.monotonic() + 20
    while server.answers() and time.monotonic() < end:
        time.sleep(0.02)
    assert not server.answers()
    assert server.start()


def test_two_processes_starting_at_once_share_one_server(home: Path) -> None:
    code = HOLD.replace("sys.stdin.readline()", "time.sleep(2)")
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(home), "free"], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate()[0].strip() for process in both)
    assert said == ["False", "True"]


def test_binaries_of_another_version_are_refused_in_a_sentence(home: Path) -> None:
    server = Server(home, QUICK)
    server.start()
    server.stop()
    (home / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(DatabaseUnavailable, match="written by PostgreSQL 9"):
        server.start()


def test_no_binaries_at_all_is_a_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_files, "_candidates", lambda: iter(()))
    with pytest.raises(DatabaseUnavailable, match="No PostgreSQL was found"):
        Server(home).start()


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="not_a_setting"):
        Server(home, {"not_a_setting": "1"}).start()


def test_a_place_that_cannot_be_written_is_a_sentence(home: Path) -> None:
    home.write_text("a file, not a directory")
    try:
        with pytest.raises(DatabaseUnavailable, match="cannot be written"):
            Server(home / "postgres").start()
    finally:
        home.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to step down to another user.")
class TestAsRoot:
    def test_the_server_runs_as_its_own_user_and_no_directory_is_opened_up(self, home: Path) -> None:
        home.parent.chmod(0o700)
        place = postgres_files.place(home.parent)
        try:
            server = Server(place, QUICK)
            server.start()
            assert server.cluster.stat().st_uid == pwd.getpwnam(postgres_files.ACCOUNT).pw_uid
            assert rows(server, "SELECT 1", "postgres") == [(1,)]
            assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
            assert postgres_files.place(home.parent) == place
            server.stop()
        finally:
            shutil.rmtree(place)

    def test_binaries_out_of_the_users_reach_are_copied_with_their_libraries(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hidden = home.parent / "hidden"
        package = next(postgres_files._candidates()).parent.parent
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, hidden / part.name)
        hidden.chmod(0o700)
        binaries = hidden / package.name / "pginstall18" / "bin"
        monkeypatch.setattr(postgres_files, "_candidates", lambda: iter([binaries]))
        monkeypatch.setattr(postgres_files, "SYSTEM_HOME", home.parent / "system")
        server = Server(home, QUICK)
        server.start()
        assert str(server.binaries().directory).startswith(str(home.parent / "system"))
        assert rows(server, "SELECT 1", "postgres") == [(1,)]
