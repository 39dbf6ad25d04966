"""The table of ``alur bench --languages``: microseconds of one evaluation, megabytes that thousands leave behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bpmn.languages.bench import Evaluating, evaluations, growth, speed

LABELS = {
    "feel": "FEEL condition",
    "juel": "JUEL condition",
    "javascript": "JavaScript condition",
    "dmn": "table of ten rules",
}
TIMES = {"feel": 10_000, "juel": 10_000, "javascript": 1_000, "dmn": 2_000}


def show(ten_rules: Path, as_json: bool) -> None:
    """Measure every language and print what was found."""
    rows = list(map(_row, LABELS, evaluations(ten_rules.read_bytes()).values()))
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    print(
        f"{'one evaluation, best of 7 runs':<32}{'us':>10}{'beside 1 MB':>14}{'ratio':>8}{'times':>10}{'grew MB':>10}"
    )
    for row in rows:
        times = f"{row['us']:>10.1f}{row['us_beside_1mb']:>14.1f}{row['ratio']:>8.2f}"
        print(f"{row['what']:<32}{times}{row['evaluations']:>10}{row['grew_mb']:>10.2f}")


def _row(name: str, evaluating: Evaluating) -> dict[str, Any]:
    found = speed(name, evaluating)
    return {
        "what": LABELS[name], "us": round(found.alone, 1), "us_beside_1mb": round(found.beside_a_megabyte, 1),
        "ratio": round(found.beside_a_megabyte / found.alone, 2),
        "evaluations": TIMES[name], "grew_mb": round(growth(evaluating, TIMES[name]), 2),
    }  # fmt: skip
