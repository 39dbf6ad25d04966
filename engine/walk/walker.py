"""Drives cases of a process until every sequence flow was taken or nothing new can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bpmn import Diagram, Report, check
from bpmn.diagram import Process
from bpmn.sentence import say
from engine.commands.deployments import Deploy
from engine.errors import Refusal
from engine.stories.stage import Stage, sentence
from engine.stories.store import Store
from engine.walk.drive import Drive
from engine.walk.guesses import Guesses

FRUITLESS = 15  # runs in a row without a new flow, before the walk gives up
MOST_RUNS = 80


@dataclass(frozen=True, slots=True)
class Walk:
    """How the walk of one process went. ``outcome``: refused, completed, stuck, incident or budget; ``flows`` and
    ``flows_taken`` are numbers, ``unreached`` the ids of flows that were never taken."""

    file: str
    process: str | None
    outcome: str
    element_id: str | None = None
    sentence: str | None = None
    flows: int = 0
    flows_taken: int = 0
    unreached: tuple[str, ...] = ()


def walk_all(files: Mapping[str, bytes], store: Store, seed: int = 0) -> Iterator[Walk]:
    """Walk every executable process of the files, which are deployed together. A file that does not go with the others
    (two have a process of one name, say) is tried by itself, with the forms only; what cannot be deployed then is
    refused."""
    reports = check(files)
    good = {name: files[name] for name, report in reports.items() if report.ok}
    yield from _walk_together(good, reports, store, seed)
    forms = {name: files[name] for name in good if reports[name].kind == "form"}
    for name, report in reports.items():
        if not report.ok:
            alone = check({name: files[name], **forms})
            if alone[name].ok:
                yield from _walk_together({name: files[name], **forms}, {name: alone[name]}, store, seed)
            else:
                yield from _refused(name, report)


def _walk_together(
    files: Mapping[str, bytes], reports: Mapping[str, Report], store: Store, seed: int
) -> Iterator[Walk]:
    if not files:
        return
    diagrams = {name: reports[name].diagram for name in files if name in reports and reports[name].diagram}
    with store.fresh() as url:
        stage = Stage(url, Path(), {}, frozenset())
        try:
            refused = _deploy(stage, files)
            guesses = Guesses(process for diagram in diagrams.values() if diagram for process in diagram.processes)
            for name, diagram in diagrams.items():
                if name in refused:
                    yield from _refused(name, reports[name], refused[name])
                elif diagram is not None:
                    yield from _walks(stage, name, diagram, guesses, seed)
        finally:
            stage.close()


def _deploy(stage: Stage, files: Mapping[str, bytes]) -> dict[str, str]:
    """Deploy together, or else one by one; the sentences of those that cannot be."""
    try:
        stage.do(Deploy("try", files, source="try"))
    except Refusal:
        refused: dict[str, str] = {}
        for name, content in files.items():
            try:
                stage.do(Deploy("try", {name: content}, source="try"))
            except Refusal as refusal:
                refused[name] = sentence(refusal)
        return refused
    return {}


def _refused(name: str, report: Report, why: str | None = None) -> Iterator[Walk]:
    errors = [finding for finding in report.findings if finding.severity == "error"]
    element = errors[0].element_id if errors else None
    text = why or (str(errors[0].sentence) if errors else str(say("The file cannot be deployed.")))
    for process in report.processes or (None,):
        yield Walk(name, process, "refused", element, text)


def _walks(stage: Stage, name: str, diagram: Diagram, guesses: Guesses, seed: int) -> Iterator[Walk]:
    for process in diagram.processes:
        if process.executable:
            yield _walk(stage, name, guesses, process, Random(f"{seed} {process.id}"))  # noqa: S311 - no secret


def _walk(stage: Stage, name: str, guesses: Guesses, process: Process, random: Random) -> Walk:
    flows = {flow.id for flow in process.flows()}
    taken: set[str] = set()
    best: Any = None
    fruitless = 0
    for _ in range(MOST_RUNS):
        run = Drive(stage, guesses, process, random, flows - taken).run()
        new = (run.flows & flows) - taken
        taken |= new
        best = run if best is None or run.rank < best.rank else best
        fruitless = 0 if new else fruitless + 1
        if taken == flows or fruitless >= FRUITLESS:
            break
    unreached = tuple(flow.id for flow in process.flows() if flow.id not in taken)
    return Walk(name, process.id, best.outcome, best.element_id, best.sentence, len(flows), len(taken), unreached)
