"""The sandbox for JavaScript: the one place that touches QuickJS. What runs in it sees no file, no net and no clock.

A context belongs to one thread and is made when the thread first needs it (about 50 ms, 4 MB). The limits: memory,
stack, and time. QuickJS counts the CPU time of the whole *process* and strikes innocent work when other threads are
busy. So the wall clock decides: what was stopped before its time has passed is done again, in a fresh context and with
more CPU time, which is right because calls leave nothing behind. After a limit was hit the context is thrown away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import quickjs

from bpmn.sentence import Sentence, say

MEGABYTE = 1024 * 1024
MOST_PATIENCE = 3
"""How many times the usual CPU time a call may get that is done again."""


class LimitReached(Exception):
    """The script was stopped: too much time, memory or depth."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class ScriptFailed(Exception):
    """The script threw an error of its own; the text is JavaScript's."""


class Interrupted(Exception):
    """QuickJS stopped the script, because its process has used so much CPU time."""


class Sandbox:
    """A bundle, loaded once per thread, whose functions are called with text and numbers and give text back."""

    def __init__(
        self, bundle: Path, memory: int = 64 * MEGABYTE, seconds: float = 2.0, stack: int = 2 * MEGABYTE
    ) -> None:
        self.bundle = bundle
        self.memory = memory
        self.seconds = seconds
        self.stack = stack
        self._local = threading.local()

    def call(self, function: str, *arguments: str | float) -> str:
        """The text that the bundle's function gives; ``function`` is a path such as ``feel.run``."""
        return self._in_time(lambda: self._guarded(lambda: self._functions()[function](*arguments)))

    def settle(self, function: str, *arguments: str | float) -> str:
        """As ``call``, for a function that calls back: it is given a promise's time to finish, job by job.

        The function empties ``globalThis.answer`` and stores its answer there when it is done.
        """
        return self._in_time(lambda: self._guarded(lambda: self._settled(function, *arguments)))

    def discard(self) -> None:
        """Throw this thread's context away."""
        self._local.__dict__.clear()

    def _in_time(self, run: Callable[[], str]) -> str:
        """What ``run`` gives. It is over when the wall clock says so, or when it had much more CPU time than usual."""
        began = time.monotonic()
        for times in range(1, MOST_PATIENCE + 1):
            try:
                return self._patiently(run, times) if times > 1 else run()
            except Interrupted:
                if time.monotonic() - began >= self.seconds:
                    break
        raise LimitReached(say("It took too long."))

    def _patiently(self, run: Callable[[], str], times: int) -> str:
        """Once more, in a context that is made for it and has more time than usual this once."""
        self._functions()
        self._local.context.set_time_limit(times * self.seconds)
        found = run()
        if getattr(self._local, "context", None) is not None:
            self._local.context.set_time_limit(self.seconds)
        return found

    def _settled(self, function: str, *arguments: str | float) -> str:
        functions = self._functions()
        functions[function](*arguments)
        patience = time.monotonic() + 3 * self.seconds
        while self._local.context.execute_pending_job():
            if time.monotonic() > patience:
                self.discard()
                raise LimitReached(say("It took too long."))
        answer = self._local.context.eval("[globalThis.answer].join('')")
        if not isinstance(answer, str) or not answer:
            # a promise that runs out of memory is dropped without a word
            self.discard()
            raise LimitReached(say("It did not come to its end."))
        return answer

    def _guarded(self, run: Callable[[], Any]) -> str:
        try:
            return str(run())
        except quickjs.StackOverflow:
            self.discard()
            raise LimitReached(say("It is nested too deeply or calls itself without end.")) from None
        except quickjs.JSException as error:
            text = str(error).strip()
            if "interrupted" in text:
                self.discard()
                raise Interrupted from None
            if text in ("", "null") or "out of memory" in text:
                # out of memory is the exception without a text
                self.discard()
                raise LimitReached(say("It needed too much memory.")) from None
            raise ScriptFailed(text.splitlines()[0]) from None

    def _functions(self) -> Mapping[str, Callable[..., Any]]:
        functions: Mapping[str, Callable[..., Any]] | None = getattr(self._local, "functions", None)
        if functions is None:
            context = quickjs.Context()
            context.set_max_stack_size(self.stack)
            context.eval(self.bundle.read_text(encoding="utf-8"))
            context.set_memory_limit(self.memory)
            context.set_time_limit(self.seconds)
            functions = _Functions(context)
            self._local.context, self._local.functions = context, functions
        return functions


class _Functions(dict[str, Callable[..., Any]]):
    """The functions of a context by path, looked up once."""

    def __init__(self, context: Any) -> None:
        super().__init__()
        self._context = context

    def __missing__(self, path: str) -> Callable[..., Any]:
        # QuickJS builds long texts of pieces and hands them out only when they are joined
        function: Callable[..., Any] = self._context.eval(f"(...given) => [{path}(...given)].join('')")
        self[path] = function
        return function
