"""Child processes under one parent: started, started again when they die, stopped together and in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from engine.orphans import PARENT

log = structlog.get_logger("alur.up")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a dead child is started again; doubled each time
HEALTHY_AFTER = 60.0  # seconds of life after which a child's earlier deaths are forgotten
PATIENCE = 40.0  # seconds that children are given to finish what they are doing


@dataclass
class Child:
    """One process to be kept alive."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float | None = field(default=None)

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C reaches the parent alone, which stops its children in order."""
        environment = {**os.environ, **self.environment, PARENT: str(os.getpid())}
        self.process = subprocess.Popen(
            list(self.command),
            env=environment,
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started_at, self.again_at = time.monotonic(), None

    @property
    def exit_code(self) -> int | None:
        """None as long as it lives."""
        return self.process.poll() if self.process else None

    def signal(self, how: signal.Signals) -> None:
        """To the child and all that it has started itself."""
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)


class Supervisor:
    """Looks after children until ``stop`` is asked for. ``watch`` is called at every look, for what is no child."""

    def __init__(self, children: Sequence[Child], watch: Callable[[], None] = lambda: None) -> None:
        self.children = children
        self.watch = watch
        self.stopping = False

    def listen(self) -> None:
        """Stop at SIGTERM, SIGINT and SIGHUP; at once when told a second time."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told)

    def _told(self, *_: object) -> None:
        if self.stopping:
            for child in self.children:
                child.signal(signal.SIGKILL)
        self.stopping = True

    def start(self) -> None:
        """Start all children."""
        for child in self.children:
            child.start()

    def look(self) -> list[Child]:
        """One look: children that died are noted and started again when their pause is over. Answers who died."""
        self.watch()
        died = [child for child in self.children if self._has_died(child)]
        for child in self.children:
            if child.again_at is not None and time.monotonic() >= child.again_at and not self.stopping:
                child.start()
        return died

    def run(self) -> None:
        """Look until told to stop."""
        while not self.stopping:
            self.look()
            time.sleep(0.2)

    def stop(self) -> None:
        """Tell the children, wait for them, and kill who does not listen."""
        self.stopping = True
        for child in self.children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while any(child.process and child.exit_code is None for child in self.children) and time.monotonic() < end:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process:
                child.process.wait()

    def _has_died(self, child: Child) -> bool:
        code = child.exit_code
        if code is None or child.again_at is not None or self.stopping:
            return False
        if time.monotonic() - child.started_at > HEALTHY_AFTER:
            child.pause = FIRST_PAUSE
        child.again_at = time.monotonic() + child.pause
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        log.error(f"The {child.name} stopped ({how}). It is started again in {child.pause:.0f} s.", child=child.name)
        child.pause = min(2 * child.pause, LONGEST_PAUSE)
        return True
