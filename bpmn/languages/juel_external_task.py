"""What JUEL may read of Camunda 7's `externalTask`, in the error event definitions of an external task.

Source: Camunda 7, User Guide, Expression Language, External Task Error Handling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


class ExternalTask(dict[str, object]):
    """What a worker has reported: its properties as Camunda calls them. Null what nobody has said."""


PROPERTIES = (
    "errorMessage", "errorDetails", "workerId", "retries", "topicName", "activityId", "processInstanceId",
)  # fmt: skip


def _getter(name: str) -> Callable[..., object]:
    return lambda task: task.get(name)


METHODS: Mapping[str, Callable[..., object]] = {f"get{name[0].upper()}{name[1:]}": _getter(name) for name in PROPERTIES}
