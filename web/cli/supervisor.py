"""Child processes under one parent: started, started again when they die, stopped together and in order."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkProcess as Process
from typing import NoReturn

import structlog

from engine.orphans import PARENT

log = structlog.get_logger("alur.up")

fork = multiprocessing.get_context("fork")
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a dead child is started again; doubled each time
HEALTHY_AFTER = 60.0  # seconds of life after which a child's earlier deaths are forgotten
PATIENCE = 40.0  # seconds that children are given to finish what they are doing


@dataclass
class Child:
    """One process to be kept alive: a fork of this one, so that nothing has to be imported again."""

    name: str
    run: Callable[[], int]
    process: Process | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float | None = None

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C reaches the parent alone, which stops its children in order."""
        os.environ[PARENT] = str(os.getpid())
        self.process = fork.Process(target=self._live, name=self.name)
        self.process.start()
        self.started_at, self.again_at = time.monotonic(), None

    def _live(self) -> NoReturn:
        os.setsid()
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.exit(self.run())

    @property
    def exit_code(self) -> int | None:
        """None as long as it lives."""
        return self.process.exitcode if self.process else None

    def signal(self, how: signal.Signals) -> None:
        """To the child and all that it has started itself."""
        if self.process and self.process.pid and self.exit_code is None:
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
        for number in STOP_SIGNALS:
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
                child.process.join()

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
