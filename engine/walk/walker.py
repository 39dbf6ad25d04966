"""Drives cases of a process until every sequence flow was taken or nothing new can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bpmn import Diagram, Report, check
from bpmn.diagram import Process
from bpmn.languages.dmn import Decisions
from bpmn.sentence import Sentence, say
from engine.commands.deployments import Deploy
from engine.errors import Refusal
from engine.stories.stage import Stage, sentence
from engine.stories.store import Store
from engine.walk.called import ANY_PROCESS, missing_processes, processes_for
from engine.walk.drive import Drive
from engine.walk.guesses import Guesses
from engine.walk.run import Run
from engine.walk.seen import Been
from engine.walk.stand_in import decisions_for, forms_for, missing_decisions, missing_forms
from engine.walk.told import Told, tell

FRUITLESS = 15  # runs in a row without a new flow, before the walk gives up
MOST_RUNS = 80
MOST_ENDLESS = 3  # runs that go round and round: each takes seconds
MOST_STEPS = 1500  # of all runs through one process: the walk must be over in seconds


@dataclass(frozen=True, slots=True)
class Walk:
    """How the walk of one process went. ``outcome`` is that of its best run: completed, budget (neither an end nor
    anything in the way was found in time), incident, stuck (the case waits for nothing and has not ended) or refused;
    ``flows`` and ``flows_taken`` are numbers, ``unreached`` the ids of flows that were never taken."""

    file: str
    process: str | None
    outcome: str
    element_id: str | None = None
    sentence: str | None = None
    flows: int = 0
    flows_taken: int = 0
    unreached: tuple[str, ...] = ()
    findings: tuple[Told, ...] = ()


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
    diagrams = {name: reports[name].diagram for name in files}
    drawn = {name: diagram for name, diagram in diagrams.items() if diagram is not None}
    if not drawn:
        return
    decisions = [found for name in files if (found := reports[name].decisions) is not None]
    made_up = forms_for(drawn.values(), {name: files[name] for name in files if reports[name].kind == "form"})
    made_up |= decisions_for(drawn.values(), decisions) | processes_for(drawn.values())
    with store.fresh() as url:
        stage = Stage(url, Path(), {}, frozenset())
        try:
            refused = _deploy(stage, files, made_up)
            for name, diagram in drawn.items():
                if name in refused:
                    yield from _refused(name, reports[name], refused[name])
                else:
                    yield from _walks(
                        stage, reports[name], diagram, list(drawn.values()), decisions, set(made_up), seed
                    )
        finally:
            stage.close()


def _deploy(stage: Stage, files: Mapping[str, bytes], made_up: Mapping[str, bytes]) -> dict[str, str]:
    """Deploy together, or else one by one; the sentences of those that cannot be."""
    try:
        stage.do(Deploy("try", {**files, **made_up}, source="try"))
    except Refusal:
        refused: dict[str, str] = {}
        for name, content in files.items():
            try:
                stage.do(Deploy("try", {name: content, **made_up}, source="try"))
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


def _walks(
    stage: Stage,
    report: Report,
    diagram: Diagram,
    all_drawn: list[Diagram],
    decisions: list[Decisions],
    made_up: set[str],
    seed: int,
) -> Iterator[Walk]:
    for process in diagram.processes:
        if process.executable:
            others = [one for each in all_drawn for one in each.processes]
            processes = called(process, others)
            guesses = Guesses(processes, [ANY_PROCESS, *(one.id for one in others if one is not process)], decisions)
            random = Random(f"{seed} {process.id}")  # noqa: S311 - no secret
            yield Progress(processes, report).walk(stage, guesses, random, made_up)


def called(process: Process, others: list[Process]) -> list[Process]:
    """The process and those it calls, and so on."""
    found = [process]
    for one in found:  # grows
        names = {element.call.process.text for element in one.elements() if element.call is not None}
        found.extend(other for other in others if other.id in names and other not in found)
    return found


@dataclass(slots=True)
class Progress:
    """What all runs through one process have found so far."""

    processes: list[Process]  # the one that is walked, and those it calls
    report: Report
    been: Been = field(default_factory=Been)
    best: Run | None = None
    steps: int = 0
    dead_ends: dict[str, Sentence | None] = field(default_factory=dict)
    troubles: dict[str, Sentence] = field(default_factory=dict)

    @property
    def process(self) -> Process:
        return self.processes[0]

    def walk(self, stage: Stage, guesses: Guesses, random: Random, made_up: set[str]) -> Walk:
        flows = [flow.id for flow in self.process.flows()]
        fruitless = 0
        for _ in range(MOST_RUNS):
            wanted = set(flows) - self.been.flows
            new = self._take_in(Drive(stage, guesses, self.processes, random, wanted).run())
            fruitless = 0 if new else fruitless + 1
            if not wanted - self.been.flows or fruitless >= FRUITLESS or self.steps >= MOST_STEPS:
                break
        unreached = tuple(flow for flow in flows if flow not in self.been.flows)
        findings = (
            *tell(self.process, self.been, self.dead_ends, self.troubles, self.report),
            *missing_forms(self.process, made_up),
            *missing_decisions(self.process, made_up),
            *missing_processes(self.process, made_up),
        )
        best = self.best or Run("budget")
        said = None if best.sentence is None else str(best.sentence)
        return Walk(
            self.report.file, self.process.id, best.outcome, best.element_id, said, len(flows),
            len(flows) - len(unreached), unreached, findings,
        )  # fmt: skip

    def _take_in(self, run: Run) -> bool:
        """Note what came of a run; whether it came to anything new."""
        before, self.been = self.been, self.been | run.been
        self.best = run if self.best is None or run.rank < self.best.rank else self.best
        self.steps += MOST_STEPS // MOST_ENDLESS if run.endless else run.steps + 1
        if run.outcome == "stuck" and run.element_id is not None:
            self.dead_ends.setdefault(run.element_id, run.sentence)
        for at, why in run.troubles:
            self.troubles.setdefault(at, why)
        return self.been != before
