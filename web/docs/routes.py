"""The published table of elements and the stories it points to, for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, abort, render_template, request

from bpmn.diagram import Dialect
from bpmn.elements.row import DIALECTS
from bpmn.sentence import Sentence
from web.access import PUBLIC, allow
from web.docs.published import DIALECT_NAMES, GROUPS, Line, lines, stories
from web.languages import words

blueprint = Blueprint("docs", __name__, template_folder="templates", url_prefix="/docs")

Group = tuple[str, Sentence, list[Line]]


@blueprint.get("/elements")
@allow(PUBLIC)
def elements() -> str:
    """The table, narrowed by the address: ``q`` in names and sentences, ``runs`` a dialect or ``nowhere``."""
    text, runs = request.args.get("q", "").strip(), request.args.get("runs", "")
    groups = list(_groups(text, runs))
    return render_template(
        "docs/elements.html", groups=groups, count=sum(len(found) for _, _, found in groups), text=text, runs=runs,
        DIALECTS=DIALECT_NAMES,
    )  # fmt: skip


@blueprint.get("/elements/stories/<slug>")
@allow(PUBLIC)
def story(slug: str) -> str:
    """One story as it is written, and the rows that it shows."""
    shown = stories().get(slug) or abort(404)
    showing: list[tuple[Line, Dialect]] = [
        (line, dialect)
        for _, _, rows in GROUPS
        for line in lines(rows)
        for dialect in DIALECTS
        if line.stories[dialect] == shown
    ]
    return render_template("docs/story.html", story=shown, showing=showing, DIALECTS=DIALECT_NAMES)


def _groups(text: str, runs: str) -> Iterator[Group]:
    for slug, title, rows in GROUPS:
        found = [line for line in lines(rows) if _is_wanted(line, text, runs)]
        if found:
            yield slug, title, found


def _is_wanted(line: Line, text: str, runs: str) -> bool:
    if runs == "nowhere" and line.row.supported:
        return False
    if runs in DIALECTS and not line.row.runs(runs):
        return False
    said = [line.name, line.row.name, words(line.how)]
    return all(any(word.casefold() in part.casefold() for part in said) for word in text.split())
