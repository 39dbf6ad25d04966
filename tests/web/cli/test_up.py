"""`alur up` from outside: starts, refuses a second one, stops all it started, survives a kill, says what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.postgres import Server
from engine.postgres_files import place
from tests.web.cli.up_process import Up, all_gone, alur, free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The test looks into /proc to see who is still alive.")


@pytest.fixture
def data() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="alur-up-"))
    directory.chmod(0o711)  # as root, the database's own account must get through
    yield directory / "data"
    if (directory / "data").is_dir():
        Server(place(directory / "data")).stop(anyway=True)
    shutil.rmtree(directory)


def test_the_life_of_an_installation(data: Path) -> None:
    port = free_port()
    up = Up(data, port).wait_until_ready()
    try:
        assert "siti" in up.said()
        assert up.get("/healthz") == (200, {"alive": True})
        status, state = up.get("/readyz")
        assert (status, state["ready"], state["database"]) == (200, True, True)
        assert "Kelurahan" in up.get("/layanan")[1]

        second = alur("up", "--data", str(data), "--port", str(free_port()))
        assert second.returncode == 1
        assert f"running on {data} already: http://127.0.0.1:{port}/" in second.stderr
        assert up.get("/healthz")[0] == 200

        users = alur("user", "list", "--data", str(data))
        assert users.stdout.startswith("admin\t")

        backup = alur("backup", str(data / "all.dump"), "--data", str(data))
        assert backup.returncode == 0, backup.stderr
        assert (data / "all.dump").read_bytes().startswith(b"PGDMP")
        assert (data / "all.dump.sha256").read_text().endswith("  all.dump\n")

        programs_sign_in_with_tokens(up, data)
        the_database_is_started_again_when_it_dies(up, data)

        children = up.children()
        assert up.stop() == 0
        assert all_gone(children)
    finally:
        up.kill()

    opened = alur("up", "--data", str(data), "--port", str(free_port()), "--host", "0.0.0.0")
    assert opened.returncode == 1
    assert "everybody knows its passwords" in opened.stderr, "a demo is not opened to others unasked"


def programs_sign_in_with_tokens(up: Up, data: Path) -> None:
    def token(*words: str) -> str:
        done = alur("token", *words, "--data", str(data))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    who = "/v2/authentication/me"
    assert up.get(who)[0] == 401
    token("account", "robot", "--name", "Robot", "--role", "worker")
    secret = token("create", "robot", "--name", "test")
    status, told = up.get(who, Authorization=f"Bearer {secret}")
    assert (status, told["username"]) == (200, "robot")
    token("revoke", token("list", "robot").split("\t")[0])
    assert up.get(who, Authorization=f"Bearer {secret}")[0] == 401
    assert "(ended)" in token("list", "robot")


def the_database_is_started_again_when_it_dies(up: Up, data: Path) -> None:
    pid = Server(data / "postgres")._alive()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 30
    while "The database stopped and was started again" not in up.said() or up.get("/readyz")[0] != 200:
        assert time.monotonic() < end, up.said()
        time.sleep(0.1)


def test_killed_with_everything_it_started_gone_and_nothing_lost(data: Path) -> None:
    port = free_port()
    up = Up(data, port).wait_until_ready()
    made = alur(
        "user", "create", "rudi", "--name", "Rudi", "--role", "analyst", "--data", str(data), stdin="rahasia sekali\n"
    )
    assert made.returncode == 0, made.stderr
    children = up.children()
    up.kill()
    again = Up(data, port, "--open-api")
    try:
        assert all_gone(children, 20.0)
        again.wait_until_ready()
        assert again.get("/v2/authentication/me")[0] == 200, "the development switch lets programs in"
        assert "rudi\tRudi\tanalyst" in alur("user", "list", "--data", str(data)).stdout
        for worker in again.children():  # whoever dies is started again
            if b"postgres" not in Path(f"/proc/{worker}/cmdline").read_bytes():
                os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 30
        while "is started again" not in again.said() or not _answers(again):
            assert time.monotonic() < end, again.said()
            time.sleep(0.1)
        assert again.stop() == 0
    finally:
        again.kill()


def test_a_port_in_use_is_said_before_anything_is_started(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = alur("up", "--data", str(data), "--port", str(port))
    assert done.returncode == 1
    assert f"cannot listen at 127.0.0.1, port {port}: Address already in use. Nothing was started." in done.stderr
    assert not (data / "postgres").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "99999"], "A port is a number from 0 to 65535; found: 99999."),
        (["--host", "0.0.0.0", "--open-api"], "--open-api lets programs in without signing in"),
        (["--host", "no.such.host.invalid"], "cannot listen at no.such.host.invalid"),
    ],
)
def test_an_impossible_address_is_a_sentence(data: Path, words: list[str], sentence: str) -> None:
    done = alur("up", "--data", str(data), *words)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_place_that_cannot_be_written_is_a_sentence(data: Path) -> None:
    data.write_text("a file, not a directory")
    done = alur("up", "--data", str(data), "--port", str(free_port()))
    data.unlink()
    assert done.returncode == 1
    assert f"The data directory {data} cannot be used" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="Only root can make a small disk.")
def test_a_full_disk_is_a_sentence(data: Path) -> None:
    data.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {data}") != 0:
        pytest.skip("This machine does not let us mount a small disk.")
    try:
        done = alur("up", "--data", str(data), "--port", str(free_port()))
    finally:
        os.system(f"umount -l {data}")
    assert done.returncode == 1
    assert "No space left on device. Nothing was started." in done.stderr


def test_without_a_demo_on_an_address_that_others_reach(data: Path) -> None:
    port = free_port()
    up = Up(data, port, "--host", "0.0.0.0").wait_until_ready()
    try:
        assert "Nobody has an account yet" in up.said()
        assert alur("user", "list", "--data", str(data)).stdout == ""
    finally:
        up.stop()


def test_a_database_that_does_not_answer_is_a_sentence(data: Path) -> None:
    done = alur("up", "--data", str(data), "--port", str(free_port()), DATABASE_URL="postgresql://x@127.0.0.1:9/x")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def _answers(up: Up) -> bool:
    try:
        return up.get("/readyz")[0] == 200
    except OSError:
        return False
