"""The table of operations of the Camunda 7 API."""

from __future__ import annotations

from web.api.camunda7 import errors
from web.api.camunda7.unserved import UNSERVED
from web.api.operation import Api

VERSION = "7.24.0"
"""The version of the published API that is served."""
LOOKERS = frozenset({"analyst", "auditor", "administrator", "worker"})
"""Who may look at every case; commands ask for their own rights beside."""
ANYBODY: frozenset[str] = frozenset()
"""Whoever has an account: what is seen and done is then a matter of each task or procedure."""

api = Api(
    "camunda7", "/engine-rest", "Alur: Camunda 7 REST API", VERSION, errors.shape, errors.ExceptionDto, roles=LOOKERS,
    minds=UNSERVED,
)  # fmt: skip
