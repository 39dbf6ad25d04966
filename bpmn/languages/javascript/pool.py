"""The processes in which scripts run: started when first needed, killed when they take too long, gone in the end.

A fork forgets the workers of its parent; a parent that dies takes its workers with it, because their input ends.
"""

from __future__ import annotations

import atexit
import os
import select
import struct
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

from bpmn.sandbox import LimitReached
from bpmn.sentence import say

PROGRAM = Path(__file__).with_name("worker.py")
LARGEST_ANSWER = 64_000_000
"""Bytes. The prelude stops long before."""


class _Ended(Exception):
    """The worker's process ended before it answered."""


class Worker:
    """One process, used by one thread at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", str(PROGRAM), str(_quickjs_folder())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            bufsize=0,
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._to, self._from = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self.used = False

    def ask(self, request: bytes, seconds: float) -> bytes:
        """The answer; raises TimeoutError and _Ended, after which the worker is of no use."""
        deadline = time.monotonic() + seconds
        left = memoryview(struct.pack(">I", len(request)) + request)
        try:
            while left:
                self._wait(self._to, select.POLLOUT, deadline)
                left = left[os.write(self._to, left) :]
        except BrokenPipeError:
            raise _Ended from None
        self.used = True
        size = struct.unpack(">I", self._read(4, deadline))[0]
        if size > LARGEST_ANSWER:
            raise _Ended
        return self._read(size, deadline)

    def stop(self) -> None:
        """End the process and wait for its end, so that nothing is left of it."""
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self, count: int, deadline: float) -> bytes:
        parts = []
        while count:
            self._wait(self._from, select.POLLIN, deadline)
            part = os.read(self._from, min(count, 1 << 20))
            if not part:
                raise _Ended
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _wait(self, file: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(file, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError


class Pool:
    """At most ``size`` workers; a thread that finds all of them busy waits for its turn."""

    def __init__(self, size: int = 4, seconds: float = 5.0, patience: float = 30.0) -> None:
        self.size = size
        self.seconds = seconds
        self.patience = patience
        self._begin()
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self._forget)

    def ask(self, request: bytes) -> bytes:
        """A worker's answer. Raises LimitReached if it takes too long, or its process does not live through it."""
        while True:
            worker = self._take()
            fresh = not worker.used
            try:
                answer = worker.ask(request, self.seconds)
            except TimeoutError:
                self._drop(worker)
                raise LimitReached(say("It took too long.")) from None
            except _Ended:
                self._drop(worker)
                if fresh:
                    raise LimitReached(say("It brought down the process in which it ran.")) from None
                continue  # it may have ended while it was idle
            except BaseException:
                self._drop(worker)
                raise
            self._give_back(worker)
            return answer

    def stop(self) -> None:
        """End all workers; the next script starts new ones."""
        with self._free:
            workers = list(self._workers)
            self._workers.clear()
            self._idle.clear()
            self._free.notify_all()
        for worker in workers:
            worker.stop()

    def processes(self) -> list[int]:
        """The ids of the processes that are there now."""
        with self._free:
            return [worker.process.pid for worker in self._workers]

    def _begin(self) -> None:
        self._free = threading.Condition()
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._starting = 0

    def _take(self) -> Worker:
        with self._free:
            ready = self._free.wait_for(self._available, self.patience)
            if not ready:
                raise LimitReached(say("Too many other scripts are running; none of them came to its end in time."))
            if self._idle:
                return self._idle.pop()
            self._starting += 1
        worker = None
        try:
            worker = Worker()
        finally:
            with self._free:
                self._starting -= 1
                if worker is not None:
                    self._workers.add(worker)
                self._free.notify()
        return worker

    def _available(self) -> bool:
        return bool(self._idle) or len(self._workers) + self._starting < self.size

    def _give_back(self, worker: Worker) -> None:
        with self._free:
            if worker in self._workers:
                self._idle.append(worker)
                self._free.notify()
                return
        worker.stop()

    def _drop(self, worker: Worker) -> None:
        with self._free:
            self._workers.discard(worker)
            self._free.notify()
        worker.stop()

    def _forget(self) -> None:
        """In a forked child: the workers are the parent's. Their pipes are closed here, or they would never end."""
        workers = self._workers
        self._begin()
        for worker in workers:
            worker.process.returncode = 0  # not ours to wait for
            worker.close()


def _quickjs_folder() -> Path:
    found = find_spec("_quickjs")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent
