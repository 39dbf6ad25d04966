"""The published table as Markdown: ``docs/elements.md``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bpmn.diagram import Dialect
from bpmn.elements.row import DIALECTS
from web.docs.published import GROUPS, Line, lines

FILE = Path(__file__).resolve().parents[2] / "docs" / "elements.md"

HEAD = """# What Alur runs

Every flow node and event of BPMN 2.0, and for each Camunda dialect whether Alur runs it. Made from `bpmn/elements` and
the stories by `python -m web.docs`; do not edit. Every cell that runs links to a story, a test in plain words that
plays a diagram of that dialect through the element. What does not run is refused at upload, with the sentence given
here. A diagram without any Camunda extension is run by Camunda 7's rules."""


def markdown() -> str:
    """The whole file."""
    parts = [HEAD]
    for _, title, rows in GROUPS:
        parts += ["", f"## {title}", "", "| Element | Camunda 7 | Camunda 8 | How |", "|---|---|---|---|"]
        parts += [_row(line) for line in lines(rows)]
    return "\n".join(parts) + "\n"


def _row(line: Line) -> str:
    cells = [_cell(line, dialect) for dialect in DIALECTS]
    return f"| **{line.name}** | {' | '.join(cells)} | {' '.join(_how(line))} |"


def _cell(line: Line, dialect: Dialect) -> str:
    if line.refusals[dialect] is not None:
        return "no"
    story = line.stories[dialect]
    return f"[{story.title}](../{story.file}#L{story.line})" if story else "yes"


def _how(line: Line) -> Iterator[str]:
    if line.row.supported:
        yield str(line.how)
    yield from map(str, line.why_not)
