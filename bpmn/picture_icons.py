"""The small signs of BPMN as SVG path data, each drawn around (0, 0) in a box of about 16 pixels."""

from __future__ import annotations

from collections.abc import Mapping

OF_TASK: Mapping[str, str] = {
    "userTask": "M-7 8 v-2 q0 -5 7 -5 q7 0 7 5 v2 z M-4 -4 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0",
    "manualTask": "M-8 -2 h9 v-3 h2 q5 0 5 4 v4 q0 3 -4 3 h-8 q-4 0 -4 -4 z M-4 1 h8 M-4 4 h8",
    "scriptTask": "M-5 -7 h11 q-5 4 -1 7 q3 4 -1 7 h-11 q4 -3 1 -7 q-4 -4 1 -7 M-3 -3 h6 M-2 0 h6 M-1 3 h6",
    "serviceTask": (
        "M-5 0 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M-2 0 a2 2 0 1 0 4 0 a2 2 0 1 0 -4 0 "
        "M0 -8 v3 M0 5 v3 M-8 0 h3 M5 0 h3 M-6 -6 l2 2 M4 4 l2 2 M-6 6 l2 -2 M4 -4 l2 -2"
    ),
    "sendTask": "M-8 -5 h16 v10 h-16 z M-8 -5 l8 6 l8 -6",
    "receiveTask": "M-8 -5 h16 v10 h-16 z M-8 -5 l8 6 l8 -6",
    "businessRuleTask": "M-8 -6 h16 v12 h-16 z M-8 -2 h16 M-8 2 h16 M-3 -2 v8",
}
FILLED_TASKS = frozenset({"sendTask"})

OF_EVENT: Mapping[str, str] = {
    "message": "M-8 -5 h16 v10 h-16 z M-8 -5 l8 6 l8 -6",
    "timer": "M-9 0 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0 M0 -6 v6 l4 3",
    "signal": "M0 -8 l8 13 h-16 z",
    "error": "M-8 8 l4 -14 l6 8 l6 -10 l-4 14 l-6 -8 z",
    "escalation": "M0 -9 l7 16 l-7 -6 l-7 6 z",
    "conditional": "M-6 -8 h12 v16 h-12 z M-4 -4 h8 M-4 0 h8 M-4 4 h8",
    "link": "M-8 -3 h9 v-4 l7 7 l-7 7 v-4 h-9 z",
    "compensation": "M0 -6 v12 l-8 -6 z M8 -6 v12 l-8 -6 z",
    "cancel": "M-7 -5 l2 -2 l5 5 l5 -5 l2 2 l-5 5 l5 5 l-2 2 l-5 -5 l-5 5 l-2 -2 l5 -5 z",
    "terminate": "M-9 0 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0",
    "multiple": "M0 -8 l8 6 l-3 9 h-10 l-3 -9 z",
}

OF_GATEWAY: Mapping[str, str] = {
    "exclusiveGateway": "M-7 -9 h3 l4 6 l4 -6 h3 l-5 9 l5 9 h-3 l-4 -6 l-4 6 h-3 l5 -9 z",
    "parallelGateway": "M-2 -10 h4 v8 h8 v4 h-8 v8 h-4 v-8 h-8 v-4 h8 z",
    "inclusiveGateway": "M-9 0 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0",
    "eventBasedGateway": (
        "M-12 0 a12 12 0 1 0 24 0 a12 12 0 1 0 -24 0 "
        "M-9 0 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0 M0 -6 l6 4 l-2 7 h-8 l-2 -7 z"
    ),
    "complexGateway": (
        "M-1 -10 h2 v20 h-2 z M-10 -1 h20 v2 h-20 z M-7 -6 l1 -1 l13 13 l-1 1 z M6 -7 l1 1 l-13 13 l-1 -1 z"
    ),
}
FILLED_GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "complexGateway"})

PARALLEL_REPEAT = "M-4 -6 v12 M0 -6 v12 M4 -6 v12"
SEQUENTIAL_REPEAT = "M-6 -4 h12 M-6 0 h12 M-6 4 h12"
COLLAPSED = "M-7 -7 h14 v14 h-14 z M0 -4 v8 M-4 0 h8"
