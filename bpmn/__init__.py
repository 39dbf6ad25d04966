"""Understands what Camunda Modeler writes: reads it, checks it. Runs nothing, stores nothing, knows no user."""

from __future__ import annotations

from bpmn.diagram import Diagram, Finding
from bpmn.errors import Unreadable
from bpmn.reader import read

__all__ = ["Diagram", "Finding", "Unreadable", "read"]
