"""Elements that do nothing to a token but let it go on: none events, tasks without type, manual tasks."""

from __future__ import annotations

from engine.flow.node import Node


class Pass(Node):
    """Start events, none throw and end events, task, manualTask; boundary events once they have fired."""
