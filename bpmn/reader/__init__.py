"""XML to Diagram: the one way in for a BPMN file."""

from __future__ import annotations

from bpmn.camunda import WORDS
from bpmn.camunda.table import note_unhonoured
from bpmn.diagram import Diagram, Dialect, Finding, Process
from bpmn.errors import Unreadable
from bpmn.reader.draft import Draft, documentation
from bpmn.reader.drawing import edges, shapes
from bpmn.reader.ids import note_ids
from bpmn.reader.lanes import read_lanes
from bpmn.reader.leftovers import note_leftovers
from bpmn.reader.markup import parse
from bpmn.reader.scopes import scope
from bpmn.reader.vocabulary import (
    BPMN,
    CAMUNDA,
    MODELER,
    ZEEBE,
    Node,
    children,
    flag,
    line_of,
    local,
    namespace,
    own,
    plain,
)
from bpmn.sentence import say


def read(content: bytes, name: str = "") -> Diagram:
    """The diagram in a file. Raises Unreadable if there is none; everything else that is wrong is in ``findings``.

    ``name`` is the file's name, for the sentences.
    """
    root = parse(content)
    _require_bpmn(root, name)
    dialect = _dialect(root)
    draft = Draft(root, dialect, WORDS[dialect])
    note_ids(draft)
    draft.collect()
    processes = tuple(_process(node, draft) for node in children(root, "process"))
    note_unhonoured(root, draft.words.table, draft)
    note_leftovers(draft)
    return Diagram(
        dialect=dialect,
        platform_version=own(root, "executionPlatformVersion", MODELER),
        processes=processes,
        findings=tuple(sorted(draft.findings, key=_place)),
        forms=draft.forms,
        shapes=shapes(root),
        edges=edges(root),
    )


def _require_bpmn(root: Node, name: str) -> None:
    if namespace(root) != BPMN or local(root) != "definitions":
        found = local(root) if not namespace(root) else f"{local(root)} ({namespace(root)})"
        raise Unreadable(
            say("The file is not BPMN 2.0: its root is {found}, and bpmn:definitions was expected.", found=found),
            line_of(root),
        )
    if next(children(root, "process"), None) is None:
        raise Unreadable(say("The file has no bpmn:process; there is nothing to run."), line_of(root))


def _dialect(root: Node) -> Dialect:
    """What the Modeler declares; else the namespace that is used; else plain BPMN."""
    platform = (own(root, "executionPlatform", MODELER) or "").lower()
    if platform in ("camunda cloud", "zeebe"):
        return "camunda8"
    if platform == "camunda platform":
        return "camunda7"
    used = {namespace(node) for node in root.iter("{*}*")}
    used |= {str(key)[1:].partition("}")[0] for node in root.iter("{*}*") for key in node.attrib if str(key)[0] == "{"}
    if ZEEBE in used:
        return "camunda8"
    return "camunda7" if CAMUNDA in used else "plain"


def _process(node: Node, draft: Draft) -> Process:
    process_id = plain(node, "id")
    if process_id is None:
        process_id = draft.fresh_id(f"process_line_{line_of(node)}")
        draft.note("id_missing", "error", say("This process has no id."), node, process_id)
    lanes = read_lanes(node, draft)
    return Process(
        id=process_id,
        name=plain(node, "name") or "",
        executable=flag(plain(node, "isExecutable")),
        line=line_of(node),
        version_tag=draft.words.version_tag(node),
        scope=scope(node, draft),
        lanes=lanes,
        documentation=documentation(node),
        properties=draft.words.properties(node),
        listeners=draft.words.listeners(node, draft),
    )


def _place(finding: Finding) -> int:
    return finding.line or 0


__all__ = ["read"]
