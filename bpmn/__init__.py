"""Understands what Camunda Modeler writes: reads it, checks it. Runs nothing, stores nothing, knows no user."""

from __future__ import annotations

from bpmn.check import check
from bpmn.diagram import Diagram, Finding
from bpmn.errors import Unreadable
from bpmn.known import NOTHING, Known
from bpmn.reader import read
from bpmn.report import Report

__all__ = ["NOTHING", "Diagram", "Finding", "Known", "Report", "Unreadable", "check", "read"]
