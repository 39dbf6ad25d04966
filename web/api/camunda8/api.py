"""The table of operations of the Camunda 8 API."""

from __future__ import annotations

from web.api.camunda8 import problem
from web.api.operation import Api

GATEWAY_VERSION = "8.8.0"
"""The version of the published API that is served: clients choose by it what they ask for."""
TENANT = "<default>"

api = Api(
    "camunda8", "/v2", "Alur: Camunda 8 Orchestration Cluster REST API", GATEWAY_VERSION, problem.shape,
    problem.ProblemDetail, problem.MEDIA_TYPE,
)  # fmt: skip
