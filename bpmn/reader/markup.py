"""Bytes to an XML tree, with everything off that XML can be abused for: DTDs, entities, network, size, depth."""

from __future__ import annotations

import re

from lxml import etree

from bpmn.errors import Unreadable
from bpmn.reader.vocabulary import CAMUNDA, OLD_NAMES_OF_CAMUNDA, Node
from bpmn.sentence import say

MAX_BYTES = 10 * 1024 * 1024
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100
"""Nested XML elements; Camunda Modeler's own files stay below 15."""

PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", re.DOTALL)
ENCODING_CODES = {
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
}


def parse(content: bytes) -> Node:
    """The root of the tree, with the older names of Camunda's namespace made one. Raises Unreadable."""
    _refuse_before_parsing(content)
    root = _parsed(content)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    _refuse_shape(root)
    _unify_namespaces(root)
    return root


def _refuse_before_parsing(content: bytes) -> None:
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(say("The file is empty; a BPMN diagram in XML was expected."), 1)
    if len(content) > MAX_BYTES:
        raise Unreadable(
            say(
                "The file has {size} MB; at most {limit} MB are read.",
                size=round(len(content) / 1024 / 1024, 1),
                limit=MAX_BYTES // 1024 // 1024,
            )
        )
    if PROLOG.match(content):
        raise _doctype()
    # Every element has one or two tags, so this bound costs nothing and stops floods before a tree is built.
    if content.count(b"<") > 2 * MAX_ELEMENTS:
        raise _too_many()


def _parsed(content: bytes) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _not_xml(content, error) from error
    except (ValueError, LookupError) as error:
        raise Unreadable(say("The file is not XML: {reason}.", reason=str(error).rstrip(".")), 1) from error


def _not_xml(content: bytes, error: etree.XMLSyntaxError) -> Unreadable:
    line = error.lineno or 1
    reason = (error.msg or "it ends too early").rsplit(", line ", 1)[0].strip().rstrip(".")
    if getattr(error, "code", None) in ENCODING_CODES or "encod" in reason.lower() or "utf-8" in reason.lower():
        return Unreadable(
            say("The characters are not in the encoding that the file declares (line {line}): {reason}.",
                line=line, reason=reason),
            line,
        )  # fmt: skip
    if not content.lstrip(b" \t\r\n\xef\xbb\xbf").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return Unreadable(say("The file is not XML: it does not begin with a tag."), line)
    return Unreadable(say("The file is not well-formed XML (line {line}): {reason}.", line=line, reason=reason), line)


def _refuse_shape(root: Node) -> None:
    count = 0
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start":
            count += 1
        if depth > MAX_DEPTH:
            raise Unreadable(
                say("XML elements are nested deeper than {limit}.", limit=MAX_DEPTH), int(node.sourceline or 0) or None
            )
    if count > MAX_ELEMENTS:
        raise _too_many()


def _unify_namespaces(root: Node) -> None:
    old = tuple(f"{{{name}}}" for name in OLD_NAMES_OF_CAMUNDA)
    for node in root.iter(etree.Element):
        if node.tag.startswith(old):
            node.tag = f"{{{CAMUNDA}}}{etree.QName(node).localname}"
        for name in [name for name in node.attrib if str(name).startswith(old)]:
            node.set(f"{{{CAMUNDA}}}{etree.QName(str(name)).localname}", str(node.attrib.pop(name)))


def _doctype() -> Unreadable:
    return Unreadable(say("The file has a DOCTYPE; BPMN has none, and for safety it is not read."), 1)


def _too_many() -> Unreadable:
    return Unreadable(say("The file has more than {limit} XML elements; that many are not read.", limit=MAX_ELEMENTS))
