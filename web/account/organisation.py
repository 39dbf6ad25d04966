"""The administrator's page of the organisation: its tree with positions and who holds them, and import by CSV."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from bpmn.sentence import say
from engine import InvalidValues
from engine.commands.conflicts import SetSeparations
from engine.commands.organisation import COLUMNS, Imported, ImportOrganisation, SavePosition
from engine.queries import organisation as queries
from engine.queries import people
from web import here
from web.access import allow
from web.languages import words

blueprint = Blueprint("organisation", __name__, template_folder="templates", url_prefix="/admin/organisation")

LARGEST = 2_000_000


@blueprint.get("")
@allow("administrator")
def organisation() -> str:
    """Units as a tree, with their positions."""
    return _page()


def _page(errors: dict[str, str] | None = None, wrong: list[tuple[int, str]] | None = None,
          seen: Imported | None = None, content: str = "") -> str:  # fmt: skip
    with here.the_engine().read() as connection:
        tree, units = queries.tree(connection), people.units(connection)
        pairs = queries.separations(connection)
    return render_template(
        "administration/organisation.html", tree=tree, units=units, columns=COLUMNS, errors=errors or {},
        wrong=wrong or [], seen=seen, content=content, typed=request.form,
        pairs="\n".join(" / ".join(pair) for pair in pairs),
    )  # fmt: skip


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:300]


@blueprint.post("/positions")
@allow("administrator")
def save_position() -> Response:
    """Make or change a position."""
    holders = tuple(login.strip() for login in _field("holders").split(",") if login.strip())
    try:
        here.do(SavePosition(_field("id"), _field("name"), _field("unit"), "head" in request.form, holders))
    except InvalidValues as refusal:
        errors = {name: " ".join(map(words, found)) for name, found in refusal.fields.items()}
        return make_response(_page(errors), 422)
    flash(gettext("%(name)s has been saved.", name=_field("name")), "success")
    return redirect(url_for(".organisation"))


@blueprint.post("/separations")
@allow("administrator")
def separate() -> Response:
    """Which groups' steps different people have to do, in every procedure."""
    lines = [line for line in request.form.get("pairs", "")[:20_000].splitlines() if line.strip()]
    try:
        pairs = [tuple(part.strip() for part in line.split("/")) for line in lines]
        if wrong := [line for line, pair in zip(lines, pairs, strict=True) if len(pair) != 2]:
            raise InvalidValues({"pairs": [say("Expected two groups with / between them; found {found}.",
                                               found=wrong[0].strip())]})  # fmt: skip
        here.do(SetSeparations(tuple((pair[0], pair[1]) for pair in pairs)))
    except InvalidValues as refusal:
        return make_response(_page({"pairs": " ".join(map(words, refusal.fields["pairs"]))}), 422)
    flash(gettext("The groups that are kept apart have been saved."), "success")
    return redirect(url_for(".organisation"))


@blueprint.post("/import")
@allow("administrator")
def take_in() -> Response:
    """Show what a file would do; do it when it has been looked at."""
    file, preview = request.files.get("file"), "sure" not in request.form
    content = file.read(LARGEST + 1) if file else request.form.get("content", "").encode()
    try:
        if len(content) > LARGEST:
            raise InvalidValues({"1": [say("The file is larger than 2 MB.")]})
        done = here.do(ImportOrganisation(_field("kind"), content, preview))
    except InvalidValues as refusal:
        lines = [(int(line) if line.isdigit() else 1, " ".join(map(words, found)))
                 for line, found in refusal.fields.items()]  # fmt: skip
        return make_response(_page(wrong=sorted(lines)), 422)
    if preview:
        return make_response(_page(seen=done, content=content.decode("utf-8-sig")))
    said = gettext("Taken in: %(new)s new, %(changed)s changed, %(same)s as they were.", new=done.new,
                   changed=done.changed, same=done.same)  # fmt: skip
    flash(said, "success")
    return redirect(url_for(".organisation"))
