"""Names in a BPMN file: the namespaces, and small questions asked of an XML node."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Node = etree._Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"

OLD_NAMES_OF_CAMUNDA = ("http://activiti.org/bpmn", "http://operaton.org/schema/1.0/bpmn")
"""Camunda 7 was Activiti once and its fork is called Operaton; both write the same words in another namespace."""


def namespace(node: Node) -> str:
    """The namespace of a node's name, '' without one."""
    return str(etree.QName(node).namespace or "")


def local(node: Node) -> str:
    """The node's name without its namespace."""
    return str(etree.QName(node).localname)


def children(node: Node, name: str | None = None, space: str = BPMN) -> Iterator[Node]:
    """Child elements of one namespace, in document order; of one name if it is given."""
    for child in node:
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{space}}}") and name in (None, local(child)):
            yield child


def child(node: Node, name: str, space: str = BPMN) -> Node | None:
    """The first such child, or None."""
    return next(children(node, name, space), None)


def extensions(node: Node, space: str, name: str | None = None) -> Iterator[Node]:
    """What a dialect added under bpmn:extensionElements."""
    for container in children(node, "extensionElements"):
        yield from children(container, name, space)


def extension(node: Node, space: str, name: str) -> Node | None:
    """The first such extension, or None."""
    return next(extensions(node, space, name), None)


def text_of(node: Node | None) -> str:
    """The text inside a node, without the blanks around it."""
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()


def own(node: Node, name: str, space: str) -> str | None:
    """An attribute in a dialect's namespace; one with nothing but blanks counts as absent."""
    value = node.get(f"{{{space}}}{name}")
    return value.strip() or None if value is not None else None


def plain(node: Node, name: str) -> str | None:
    """An attribute without a namespace; one with nothing but blanks counts as absent."""
    value = node.get(name)
    return value.strip() or None if value is not None else None


def reference(node: Node, name: str) -> str | None:
    """The id an attribute refers to. References are QNames in BPMN; ids have no colon, so a prefix can be dropped."""
    value = plain(node, name)
    return value.rpartition(":")[2] if value else None


def flag(value: str | None, default: bool = False) -> bool:
    """An XML boolean."""
    return default if value is None else value.strip().lower() in ("true", "1")


def line_of(node: Node) -> int | None:
    """The line of the node's start tag."""
    line: object = node.sourceline
    return line if isinstance(line, int) and line > 0 else None
