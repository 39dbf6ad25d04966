"""Ids: each once in a file. Collects them before anything refers to them."""

from __future__ import annotations

from lxml import etree

from bpmn.reader.draft import Draft
from bpmn.reader.vocabulary import BPMN, children, line_of, local, namespace, plain, reference
from bpmn.sentence import say


def note_ids(draft: Draft) -> None:
    """Fill ``draft.ids``; a second bearer of an id is a finding, and a participant must refer to a process."""
    first: dict[str, int | None] = {}
    for node in draft.root.iter(etree.Element):
        node_id = plain(node, "id")
        if namespace(node) != BPMN or node_id is None:
            continue
        if node_id in first:
            rule = "process_id_twice" if local(node) == "process" else "id_twice"
            sentence = say(
                "The id {id} of this {kind} is already used in line {line}; ids are unique in a file.",
                id=node_id,
                kind=local(node),
                line=first[node_id],
            )
            draft.note(rule, "error", sentence, node, node_id)
        first.setdefault(node_id, line_of(node))
    draft.ids = set(first)
    _participants(draft)


def _participants(draft: Draft) -> None:
    processes = {plain(process, "id") for process in children(draft.root, "process")}
    for collaboration in children(draft.root, "collaboration"):
        for participant in children(collaboration, "participant"):
            target = reference(participant, "processRef")
            if target and target not in processes:
                sentence = say("This pool refers to process {target}, which the file does not have.", target=target)
                draft.note("dangling_reference", "warning", sentence, participant)
