"""Processes that stop when the process that started them is gone, however it went (SIGKILL included)."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

PARENT = "ALUR_PARENT"
"""Environment variable by which a child of `alur up` knows whose child it is."""
LOOK_EVERY = 1.0  # seconds, where the system does not tell


def told_by_linux(how: signal.Signals) -> Callable[[], None] | None:
    """For subprocess's preexec_fn: Linux sends the child that signal when its parent dies. Elsewhere nothing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork
    return lambda: prctl(1, how, 0, 0, 0)


def stop_with_parent() -> None:
    """In a child that ALUR_PARENT was given to: SIGTERM to ourselves when that process is not our parent any more."""
    parent = int(os.environ.get(PARENT, "0"))
    if not parent:
        return
    tell = told_by_linux(signal.SIGTERM)
    if tell:
        tell()
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it died before we asked to be told
        os.kill(os.getpid(), signal.SIGTERM)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
