"""Gateways."""

from __future__ import annotations

from bpmn.elements import why_not
from bpmn.elements.row import Row

GATEWAYS = (
    Row("exclusiveGateway"),
    Row("parallelGateway"),
    Row("inclusiveGateway"),
    Row("eventBasedGateway"),
    Row("complexGateway", refused=why_not.COMPLEX),
)
