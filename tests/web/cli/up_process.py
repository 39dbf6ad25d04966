"""An `alur up` as a process of its own, as people start it, for tests that stop and kill it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-c", "import sys; from web.cli import main; sys.exit(main())"]
ROOT = Path(__file__).resolve().parents[3]
SECONDS = 90.0


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would lead to another database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ALUR_DATA")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def alur(*words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    return subprocess.run(
        [*COMMAND, *words], input=stdin, capture_output=True, text=True, env=environment(**more), timeout=SECONDS
    )


class Up:
    """A running `alur up`."""

    def __init__(self, data: Path, port: int, *words: str) -> None:
        self.data, self.port = data, port
        self.output = data.parent / f"up-{time.monotonic_ns()}.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "up", "--data", str(data), "--port", str(port), *words],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment(),
            )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> Up:
        end = time.monotonic() + SECONDS
        while "Alur is ready" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)
        return self

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and JSON (or text) of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            content = answer.read().decode()
            return answer.status, json.loads(content) if "json" in answer.headers.get_content_type() else content
        finally:
            connection.close()

    def children(self) -> list[int]:
        """All processes that belong to it: its children and theirs, the database's included."""
        return descendants(self.process.pid)

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C or systemd would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS)

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        self.process.kill()
        self.process.wait()


def descendants(pid: int) -> list[int]:
    """Children, and theirs."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [number for child in map(int, found) for number in (child, *descendants(child))]


def all_gone(pids: list[int], seconds: float = 30.0) -> bool:
    """Whether all of them have ended in time; zombies count as ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(_lives(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
