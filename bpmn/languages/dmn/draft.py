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

    def __init__(self, root: Node) -> None:
        self.root = root
        self.space = namespace(root)
        self.dialect = _dialect(root)
        self.findings: list[Finding] = []
        self.places: list[Place] = []
        self.foreign: list[tuple[str, str, int]] = []
        self.language = _language(plain(root, "expressionLanguage")) or FEEL

    def children(self, node: Node, name: str | None = None) -> Iterator[Node]:
        """Child elements of DMN's namespace, in document order."""
        for child in node:
            if isinstance(child.tag, str) and namespace(child) == self.space and name in (None, local(child)):
                yield child

    def child(self, node: Node | None, name: str) -> Node | None:
        """The first such child, or None."""
        return None if node is None else next(self.children(node, name), None)

    def place(self, node: Node, what: str = "") -> int:
        """The number under which the interpreter speaks of this node."""
        self.places.append(Place(_nearest_id(node), line_of(node), what))
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
        box: Box = {"text": text, "at": self.place(node, what)}
        language = _language(plain(node, "expressionLanguage")) or self.language
        return box if language == FEEL else self._foreign(box, language, text, node)

    def _foreign(self, box: Box, language: str, text: str, node: Node) -> Box:
        if language not in ("juel", "javascript"):
            self.note("decision_language", "error", _unknown_language(language), node)
        # Camunda 7 takes a JUEL text without braces as if it had them
        found = text if language != "juel" or "${" in text or "#{" in text else f"${{{text.strip()}}}"
        self.foreign.append((language, found, int(str(box["at"]))))
        used = sorted(names(Expression(language, found)))
        return {**box, "language": language, "text": found, "names": used}

    def type(self, node: Node | None, name: str = "typeRef") -> str | None:
        """The type an attribute or child element names, without its prefix."""
        if node is None:
            return None
        value = plain(node, name)
        if value is None and (inner := self.child(node, name)) is not None:
            value = text_of(inner) or None
        if value is None:
            return None
        return value.rpartition(":")[2].strip() if "<" not in value else value

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
    spaces = {str(value) for node in root.iter("{*}*") for value in node.nsmap.values()}
    if any("/zeebe/" in space for space in spaces):
        return "camunda8"
    return "camunda7" if any(word in space for space in spaces for word in CAMUNDA_WORDS) else "plain"


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
