"""What is known while a DMN file is read: its namespace, its dialect, its findings, and the places of its texts."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Expression, Finding, Severity
from bpmn.languages import names
from bpmn.languages.dmn.model import DecisionDialect, Place
from bpmn.reader.vocabulary import MODELER, Node, line_of, local, namespace, own, plain, text_of
from bpmn.sentence import Sentence, say

SPACES = ("https://www.omg.org/spec/DMN/", "http://www.omg.org/spec/DMN/")
CAMUNDA_WORDS = ("camunda", "operaton", "activiti")
FEEL = "feel"
JAVASCRIPT = ("javascript", "ecmascript")

Box = dict[str, object]
"""A part of the model as the interpreter takes it; web/frontend/src/feel/dmn says what is in it."""


class Draft:
    """One file on its way to ``Decisions``."""

    def __init__(self, root: Node, importer: Draft | None = None) -> None:
        self.root = root
        self.space = namespace(root)
        self.target = plain(root, "namespace") or ""
        self.dialect: DecisionDialect = _dialect(root) if importer is None else importer.dialect
        self.findings: list[Finding] = []
        # what an imported file holds is spoken of together with its importer's
        self.places: list[Place] = [] if importer is None else importer.places
        self.foreign: list[tuple[str, str, int]] = [] if importer is None else importer.foreign
        self.mark = "" if importer is None else f"{self.target}#"
        self.imports = {plain(each, "name") or "": plain(each, "namespace") or ""
                        for each in self.children(root, "import")}  # fmt: skip
        self.items = {plain(each, "name") or "" for each in self.children(root, "itemDefinition")}
        self.marks: dict[str, str] = {self.target: self.mark}
        self.language = _language(plain(root, "expressionLanguage")) or FEEL

    def children(self, node: Node, name: str | None = None) -> Iterator[Node]:
        """Child elements of DMN's namespace, in document order."""
        for child in node:
            if isinstance(child.tag, str) and namespace(child) == self.space and name in (None, local(child)):
                yield child

    def child(self, node: Node | None, name: str) -> Node | None:
        """The first such child, or None."""
        return None if node is None else next(self.children(node, name), None)

    def place(self, node: Node, what: str = "", text: str = "") -> int:
        """The number under which the interpreter speaks of this node."""
        self.places.append(Place(_nearest_id(node), line_of(node), what, text))
        return len(self.places) - 1

    def note(self, rule: str, severity: Severity, sentence: Sentence, node: Node) -> None:
        """A finding about the node."""
        self.findings.append(Finding(rule, severity, sentence, _nearest_id(node), line_of(node)))

    def text(self, node: Node | None, what: str) -> Box | None:
        """The text of a literal expression or of unary tests; None where it is empty."""
        if node is None:
            return None
        inner = self.child(node, "text")
        text = "" if inner is None else "".join(str(part) for part in inner.itertext())
        if not text.strip():
            return None
        box: Box = {"text": text, "at": self.place(node, what, text)}
        language = _language(plain(node, "expressionLanguage")) or self.language
        # Camunda 7 before 7.13 took JUEL where nothing is said; no FEEL text begins so
        if language == FEEL and self.dialect == "camunda7" and text.lstrip().startswith(("${", "#{")):
            language = "juel"
        return box if language == FEEL else self._foreign(box, language, text, node)

    def _foreign(self, box: Box, language: str, text: str, node: Node) -> Box:
        if language not in ("juel", "javascript"):
            self.note("decision_language", "error", _unknown_language(language), node)
        # Camunda 7 takes a JUEL text that does not begin with braces as if it stood within them
        # (ExpressionEvaluationHandler.getExpressionTextForLanguage)
        begins = text.lstrip().startswith(("${", "#{"))
        found = text if language != "juel" or begins else f"${{{text.strip()}}}"
        self.foreign.append((language, found, int(str(box["at"]))))
        used = sorted(names(Expression(language, found)))
        return {**box, "language": language, "text": found, "names": used}

    def type(self, node: Node | None, name: str = "typeRef") -> str | None:
        """The type an attribute or child element names: FEEL's own, or the name of an item definition of the model."""
        if node is None:
            return None
        value = plain(node, name)
        if value is None and (inner := self.child(node, name)) is not None:
            node, value = inner, text_of(inner) or None
        if value is None or "<" in value:
            return value
        prefix, _, plain_name = value.rpartition(":")
        space = str(node.nsmap.get(prefix, "")) if prefix else ""
        if space in self.marks and space != self.target:
            return self.marks[space] + plain_name.strip()
        before, dot, after = plain_name.partition(".")
        if dot and before in self.imports and plain_name not in self.items:
            return self.marks.get(self.imports[before], "") + after
        return self.mark + plain_name if plain_name in self.items else plain_name.strip()

    def target_of(self, href: str) -> Box:
        """What ``#id`` or ``namespace#id`` speaks of: its id in the model, and the name of the import it is seen by."""
        space, _, id_ = href.rpartition("#")
        if not space or space == self.target:
            return {"id": self.mark + id_, "prefix": None}
        prefix = next((name for name, imported in self.imports.items() if imported == space and name), None)
        return {"id": self.marks.get(space, f"{space}#") + id_, "prefix": prefix}

    def camunda(self, node: Node, name: str) -> str | None:
        """An attribute of Camunda's namespace, whichever of its names the file uses."""
        for key, value in node.attrib.items():
            space, _, found = str(key).rpartition("}")
            if found == name and any(word in space for word in CAMUNDA_WORDS):
                return str(value).strip() or None
        return None


def _dialect(root: Node) -> DecisionDialect:
    """What the Modeler declares; else the namespace that is used; else the standard."""
    platform = (own(root, "executionPlatform", MODELER) or "").lower()
    if platform in ("camunda cloud", "zeebe"):
        return "camunda8"
    if platform == "camunda platform":
        return "camunda7"
    spaces = {str(value) for node in root.iter("{*}*") for value in node.nsmap.values()} - {MODELER}
    if any("/zeebe/" in space for space in spaces):
        return "camunda8"
    # Camunda Modeler 4 and older, which knew no other engine, name themselves in these
    made_by = f"{plain(root, 'namespace') or ''} {plain(root, 'exporter') or ''}".lower()
    return "camunda7" if any(word in each for each in (*spaces, made_by) for word in CAMUNDA_WORDS) else "plain"


def _language(name: str | None) -> str | None:
    """The key of a language; None where nothing is said."""
    if name is None:
        return None
    lower = name.lower()
    if "feel" in lower:
        return FEEL
    return "javascript" if lower in JAVASCRIPT else lower


def _unknown_language(language: str) -> Sentence:
    return say('Decisions can be written in FEEL, JUEL and JavaScript; "{language}" is not run.', language=language)


def _nearest_id(node: Node) -> str | None:
    found: Node | None = node
    while found is not None:
        if (name := plain(found, "id")) is not None:
            return name
        found = found.getparent()
    return None
