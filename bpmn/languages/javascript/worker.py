"""The program of a worker process: takes requests on standard input, runs each script in a fresh context, and answers.

It is started by ``pool.py`` as a file, away from everything else: without the site, the environment, or a module of
Alur. A request is a length (4 bytes), the path of a time zone's file, a line end, and the prelude's request.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
MEMORY = 64 * MEGABYTE
STACK = MEGABYTE
SECONDS = 2
"""CPU time. It is the process's own, and nothing else runs in it."""

ROOM = 512 * MEGABYTE
"""Address space of the process, for the case that QuickJS's own limit fails."""

PRELUDE_FROM = 20_001
"""The line on which the prelude begins: behind any line a script can have, so that a stack says which of them it is."""


def main() -> None:
    """Serve until standard input ends, which is when the parent is gone."""
    sys.path.append(sys.argv[1])
    import _quickjs

    sys.path.pop()
    prelude = "\n" * (PRELUDE_FROM - 1) + Path(__file__).with_name("prelude.js").read_text(encoding="utf-8")
    answers = os.dup(1)
    _withdraw()
    while (request := _request()) is not None:
        answer = _answer(_quickjs, prelude, request).encode("utf-8", "surrogatepass")
        _write(answers, struct.pack(">I", len(answer)) + answer)


def _withdraw() -> None:
    """Give up what a script never needs, also if it should break out of QuickJS."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.close(nothing)
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 5),
        (resource.RLIMIT_AS, ROOM),
    ):
        resource.setrlimit(limit, (most, most))


def _request() -> bytes | None:
    head = _read(4)
    return _read(struct.unpack(">I", head)[0]) if head else None


def _read(count: int) -> bytes | None:
    parts = []
    while count:
        part = os.read(0, min(count, MEGABYTE))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _write(file: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]


# QuickJS builds long texts of pieces and hands them out only when they are joined
_JOINING = ", Reflect.apply, Array.prototype.join"


def _answer(quickjs: Any, prelude: str, request: bytes) -> str:
    zone, _, wanted = request.partition(b"\n")
    _set_zone(zone.decode())
    _set_alarm()
    context = quickjs.Context()
    context.set_max_stack_size(STACK)
    run = context.eval(f"((run, apply, join) => (request) => apply(join, [run(request)], ['']))({prelude}\n{_JOINING})")
    context.set_memory_limit(MEMORY)
    context.set_time_limit(SECONDS)
    try:
        return str(run(wanted.decode("utf-8", "surrogatepass")))
    except quickjs.StackOverflow:
        return '{"limit":"stack"}'
    except quickjs.JSException as error:
        return '{"limit":"time"}' if "interrupted" in str(error) else '{"limit":"memory"}'
    except MemoryError:
        return '{"limit":"memory"}'


def _set_zone(zone: str) -> None:
    if os.environ.get("TZ") != zone:
        os.environ["TZ"] = zone
        time.tzset()


def _set_alarm() -> None:
    """The system kills the process if QuickJS does not stop by itself."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 2 * SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
