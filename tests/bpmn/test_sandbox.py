"""The sandbox itself, with small bundles: limits, errors, and a context per thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bpmn.sandbox import MEGABYTE, MOST_PATIENCE, Interrupted, LimitReached, Sandbox, ScriptFailed

BUNDLE = """
let calls = 0;
globalThis.box = {
  echo: (text) => { calls += 1; return text + calls; },
  loop: () => { for (;;) {} },
  work: (milliseconds) => { const end = Date.now() + milliseconds; while (Date.now() < end); return 'done'; },
  hog: () => { const all = []; for (;;) all.push('x'.repeat(1000) + all.length); },
  deep: () => { const f = () => f() + 1; return f(); },
  fail: () => { throw new Error('as it wishes'); },
  later: (text) => { globalThis.answer = ''; Promise.resolve(text).then((t) => { globalThis.answer = t + '!'; }); },
  never: () => { const again = () => Promise.resolve().then(again); again(); },
  reach: () => [typeof require, typeof process, typeof fetch, typeof std, typeof os, typeof setTimeout].join(),
};
"""


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    bundle = tmp_path / "box.js"
    bundle.write_text(BUNDLE, encoding="utf-8")
    return Sandbox(bundle, memory=16 * MEGABYTE, seconds=0.5)


def test_a_long_text_made_of_pieces_comes_out(box: Sandbox) -> None:
    text = "é" * 20_000
    assert box.call("box.echo", text) == f"{text}1"
    assert box.settle("box.later", text) == f"{text}!"


def test_text_goes_in_and_comes_out_and_the_bundle_is_loaded_once(box: Sandbox) -> None:
    assert box.call("box.echo", "é") == "é1"
    assert box.call("box.echo", "é") == "é2"


@pytest.mark.parametrize(("function", "word"), [("loop", "long"), ("hog", "memory"), ("deep", "deeply")])
def test_a_limit_ends_in_a_sentence_and_a_fresh_context(box: Sandbox, function: str, word: str) -> None:
    box.call("box.echo", "a")
    with pytest.raises(LimitReached) as reached:
        box.call(f"box.{function}")
    assert word in str(reached.value.sentence)
    assert box.call("box.echo", "a") == "a1"


def test_an_error_of_the_script_is_not_a_limit(box: Sandbox) -> None:
    with pytest.raises(ScriptFailed, match="as it wishes"):
        box.call("box.fail")


def test_promises_are_settled(box: Sandbox) -> None:
    assert box.settle("box.later", "now") == "now!"


def test_promises_without_end_are_stopped(box: Sandbox) -> None:
    with pytest.raises(LimitReached):
        box.settle("box.never")


def test_there_is_nothing_to_reach(box: Sandbox) -> None:
    assert set(box.call("box.reach").split(",")) == {"undefined"}


def test_each_thread_has_its_own_context(box: Sandbox) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(box.call("box.echo", "t"))) for _ in range(3)]
    for thread in threads:
        thread.start()
        thread.join()
    assert found == ["t1", "t1", "t1"]


@pytest.mark.parametrize(("strikes", "waits", "calls"), [(1, 0, 2), (2, 0, 3), (1, 0.6, None), (9, 0, None)])
def test_what_is_stopped_before_its_time_is_done_again(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, strikes: int, waits: float, calls: int | None
) -> None:
    """QuickJS counts the CPU time of all threads, so that it may stop a call after a part of its time."""
    real, count = box._guarded, 0

    def struck(run: Callable[[], str]) -> str:
        nonlocal count
        count += 1
        if count > strikes:
            return real(run)
        time.sleep(waits)
        box.discard()
        raise Interrupted

    monkeypatch.setattr(box, "_guarded", struck)
    if calls is None:
        with pytest.raises(LimitReached, match="too long"):
            box.call("box.echo", "a")
        assert count == (1 if waits else MOST_PATIENCE)
    else:
        assert box.call("box.echo", "a") == "a1"
        assert count == calls


def test_runaways_beside_each_other_all_end_and_strike_nobody_else(box: Sandbox) -> None:
    def runaway() -> float:
        began = time.monotonic()
        with pytest.raises(LimitReached, match="too long"):
            box.call("box.loop")
        return time.monotonic() - began

    with ThreadPoolExecutor(4) as threads:
        runaways = [threads.submit(runaway) for _ in range(3)]
        assert threads.submit(box.call, "box.work", 350).result() == "done"
        assert all(each.result() < 20 * box.seconds for each in runaways)
    assert box.call("box.echo", "a") == "a1"
