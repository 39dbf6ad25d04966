"""A trial at the desk: asked for, waited for, and shown over the drawings with what the stories came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from bpmn.diagram import Element, Expression
from bpmn.sentence import Sentence, say
from engine import AskTrial, NotFound
from engine.flow.problem import unpacked
from engine.queries import library, proposals, trials
from engine.queries.journey import APPLICANT
from web.access import allow
from web.analyst.area import blueprint
from web.diagrams import process_of
from web.here import do, the_engine

GRAVE = ("dead_end", "join_never_fires", "always_incident", "loop_without_exit", "nobody")
OUTCOMES: Mapping[str, Sentence] = {
    "completed": say("can be completed"), "budget": say("no end was found in time"),
    "incident": say("ends in an incident"), "stuck": say("comes to a dead end"), "refused": say("cannot be deployed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the trial tells. ``label`` names the element as the drawing does."""

    number: int
    grave: bool
    element: str
    label: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Walked:
    """The walk of one process with its drawing."""

    file: str
    process: str
    outcome: Sentence
    good: bool
    flows: int
    taken: int
    xml: str
    found: tuple[Found, ...]
    marks: tuple[dict[str, str], ...]


@blueprint.post("/proposals/<int:key>/try")
@allow("analyst", "administrator")
def try_proposal(key: int) -> BaseResponse:
    """Have a proposal tried."""
    return redirect(url_for("analyst.trial", key=do(AskTrial(proposal_key=key))), 303)


@blueprint.post("/deployments/<int:key>/try")
@allow("analyst", "administrator")
def try_deployment(key: int) -> BaseResponse:
    """Have the files of a deployment tried."""
    return redirect(url_for("analyst.trial", key=do(AskTrial(deployment_key=key))), 303)


@blueprint.get("/trials/<int:key>")
@allow("analyst", "administrator")
def trial(key: int) -> str:
    """What came of a trial, or that it is under way."""
    with the_engine().read() as connection:
        found = _one(trials.one(connection, key), key)
        files = _files(connection, found)
        groups, people = trials.peopled(connection), trials.logins(connection)
        proposal = proposals.one(connection, found.proposal_key) if found.proposal_key else None
    result = found.result or {}
    walks = [_walked(walk, files, groups, people) for walk in result.get("walks", ()) if walk["process"]]
    return render_template(
        "analyst/trial.html", trial=found, proposal=proposal, walks=walks, stories=result.get("stories", ()),
        back=request.args.get("sop", ""),
    )  # fmt: skip


@blueprint.get("/trials/<int:key>/state")
@allow("analyst", "administrator")
def trial_state(key: int) -> Response:
    """Asked by the page while it waits: it is loaded again when there is something to see."""
    with the_engine().read() as connection:
        found = _one(trials.one(connection, key), key)
    answer = Response("", 204)
    if found.state != "waiting":
        answer.headers["HX-Refresh"] = "true"
        answer.status_code = 200
    return answer


def _one(found: trials.Trial | None, key: int) -> trials.Trial:
    if found is None:
        raise NotFound(say("There is no trial {key}.", key=key))
    return found


def _files(connection: Any, found: trials.Trial) -> Mapping[str, bytes]:
    if found.proposal_key is not None:
        files = proposals.files(connection, found.proposal_key)
    else:
        files = library.contents(connection, found.deployment_key or 0)
    return {file.name: file.content for file in files}


def _walked(
    walk: Mapping[str, Any], files: Mapping[str, bytes], groups: frozenset[str], people: frozenset[str]
) -> Walked:
    source = files.get(walk["file"], b"")
    process = process_of(source, walk["process"])
    elements = tuple(process.elements()) if process else ()
    flows = [flow.id for flow in process.flows()] if process else []
    names = {element.id: element.name or element.id for element in elements}
    told = [(one["rule"], one["element"], unpacked(one["sentence"])) for one in walk["findings"]]
    told += [("nobody", element, sentence) for element, sentence in _nobody(elements, groups, people)]
    told.sort(key=lambda each: each[0] not in GRAVE)
    found = tuple(
        Found(number, rule in GRAVE, element, names.get(element, element), sentence)
        for number, (rule, element, sentence) in enumerate(told, 1)
    )
    marks = [{"element": flow, "state": "taken"} for flow in flows if flow not in walk["unreached"]]
    marks += [{"element": flow, "state": "warning"} for flow in walk["unreached"]]
    marks += _marks(found)
    return Walked(
        walk["file"], walk["process"], OUTCOMES[walk["outcome"]], walk["outcome"] == "completed", walk["flows"],
        walk["taken"], source.decode("utf-8", "replace"), found, tuple(marks),
    )  # fmt: skip


def _nobody(
    elements: Iterable[Element], groups: frozenset[str], people: frozenset[str]
) -> Iterator[tuple[str, Sentence]]:
    """User tasks whose people are known and none of whom can sign in; applicants need no account."""
    for element in elements:
        who = element.assignment
        if element.kind != "userTask" or who is None:
            continue
        assignee, users, offered = (_names(each) for each in (who.assignee, who.candidate_users, who.candidate_groups))
        if assignee is None or users is None or offered is None or not (assignee | users | offered):
            continue  # worked out from the case's data; offered to all staff
        if not (assignee | users) & people and not offered & (groups | {APPLICANT}):
            told = say("Nobody can receive {id}: there is no active account in {who}.", id=element.name or element.id,
                       who=", ".join(sorted(assignee | users | offered)))  # fmt: skip
            yield element.id, told


def _names(expression: Expression | None) -> frozenset[str] | None:
    """The plain names; None if they are worked out only when the case gets there."""
    if expression is None:
        return frozenset()
    if expression.language != "literal":
        return None
    return frozenset(name.strip() for name in expression.text.split(",") if name.strip())


def _marks(found: Iterable[Found]) -> Iterator[dict[str, str]]:
    by_element: dict[str, list[Found]] = {}
    for one in found:
        by_element.setdefault(one.element, []).append(one)
    for element, those in by_element.items():
        badge = ", ".join(str(one.number) for one in those[:3]) + (" …" if len(those) > 3 else "")
        yield {"element": element, "state": "error" if those[0].grave else "warning", "badge": badge}
