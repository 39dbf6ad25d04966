"""Upload: the files are checked first and shown with their findings; only what was checked can be deployed."""

from __future__ import annotations

import time
from collections.abc import Mapping

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn import check
from bpmn.sentence import Sentence, say
from engine import Deployed, InvalidCommand, InvalidDeployment, Propose, Proposed
from engine.accompanying import apart
from engine.queries import library, proposals
from web.access import allow
from web.analyst.area import blueprint
from web.analyst.findings import Checked, checked, merged
from web.analyst.parcel import pack, unpack
from web.here import do, the_engine
from web.languages import words

MOST_FILES = 40
LARGEST = 4 * 1024 * 1024
"""Bytes of one file: the largest diagrams of the Modeler are a tenth of it."""

Answer = str | tuple[str, int] | BaseResponse


@blueprint.get("/upload")
@allow("analyst", "administrator")
def upload() -> str:
    """The empty page: choose files or drop them."""
    return render_template("analyst/upload.html", seen=None, problem="", largest=LARGEST)


@blueprint.post("/upload")
@allow("analyst", "administrator")
def check_upload() -> Answer:
    """Check the files and show what was found. Files of an earlier check stay unless replaced or removed."""
    _make_room()
    files = unpack(request.form.get("checked", ""))
    removed = request.form.get("remove", "")
    files = {name: content for name, content in files.items() if name != removed}
    problem = _receive(files)
    if problem or not apart(files)[0]:
        sentence = problem or say("Choose at least one file: a .bpmn diagram, and its .form and .dmn files.")
        seen = _checked(files) if apart(files)[0] else None
        packed = pack(files) if files else ""
        page = render_template(
            "analyst/upload.html", seen=seen, problem=words(sentence), largest=LARGEST, packed=packed, mode=_mode(),
            stories=sorted(apart(files)[1]),
        )  # fmt: skip
        return page, 413 if problem and problem.values.get("limit") else 422
    return _shown(_checked(files), files)


@blueprint.post("/deploy")
@allow("analyst", "administrator")
def deploy() -> Answer:
    """Propose exactly the files that were checked (deploy them, where no second person is wanted)."""
    _make_room()
    files = unpack(request.form.get("checked", ""))
    if not files:
        raise InvalidCommand(say("There are no checked files to deploy. Upload the files again."))
    seen = _checked(files)
    if not seen.ok:
        return _shown(seen, files, 422)
    acknowledged = request.form.get("acknowledged", default=0, type=int)
    if acknowledged != seen.count("warning"):
        return _shown(
            seen, files, 422, say("Read the warnings and tick the box that says so. Nothing has been deployed.")
        )
    try:
        answer: Proposed = do(Propose(seen.title, files, acknowledged))
    except InvalidDeployment as refusal:
        return _shown(merged(seen, refusal.findings), files, 422)
    if answer.deployed is None:
        flash(gettext("Proposed. It comes into force when another person has enacted it."), "success")
        return redirect(url_for("analyst.proposal", key=answer.key))
    return _deployed(answer.deployed)


def _deployed(done: Deployed) -> BaseResponse:
    """Where no second person is wanted: say what came of it."""
    news = [definition for definition in done.definitions if not definition.unchanged]
    for definition in news:
        flash(gettext("%(name)s is deployed as version %(version)d. Running cases keep their version.",
                      name=definition.name, version=definition.version), "success")  # fmt: skip
    if not news:
        flash(gettext("These diagrams were deployed before, byte for byte. Nothing new was made."), "info")
    if len(done.definitions) == 1 or (news and len(news) == 1):
        one = (news or done.definitions)[0]
        return redirect(url_for("analyst.sop_page", process_id=one.process_id))
    return redirect(url_for("analyst.register", sort="newest"))


def _mode() -> str:
    with the_engine().read() as connection:
        return proposals.mode(connection)


def _make_room() -> None:
    """Packed files are larger than other form fields may be."""
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]


def _receive(files: dict[str, bytes]) -> Sentence | None:
    """Add the uploaded files; a sentence if they are too many or too large."""
    for upload in request.files.getlist("files"):
        name = (upload.filename or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
        if not name:
            continue
        content = upload.stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            return say(
                "{file} is larger than {limit} MB. The other files of this page are kept. "
                "Upload the diagram without embedded images or other data.", file=name, limit=LARGEST // 2**20,
            )  # fmt: skip
        files[name] = content
    if len(files) > MOST_FILES:
        return say("At most {most} files may be uploaded at once, not {count}.", most=MOST_FILES, count=len(files))
    return None


def _checked(files: Mapping[str, bytes]) -> Checked:
    with the_engine().read() as connection:
        known = library.known(connection)
    drawn, _ = apart(files)
    begun = time.perf_counter()
    reports = check(drawn, known)
    return checked(drawn, reports, time.perf_counter() - begun)


def _shown(
    seen: Checked, files: Mapping[str, bytes], status: int = 0, problem: Sentence | None = None
) -> tuple[str, int]:
    page = render_template(
        "analyst/upload.html", seen=seen, problem=words(problem) if problem else "", largest=LARGEST,
        packed=pack(files), mode=_mode(), stories=sorted(apart(files)[1]),
    )  # fmt: skip
    return page, status or (200 if seen.ok else 422)
