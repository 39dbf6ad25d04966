"""Camunda 7's camunda:failedJobRetryTimeCycle: how often a failed job is tried again, and after how long."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpmn.languages.iso8601 import Duration, NotIso, parse_duration
from bpmn.sentence import say

REPEATED = re.compile(r"^R(\d+)/(P.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RetryCycle:
    """``R5/PT5M``: five tries, five minutes between them. ``PT1M,PT5M``: the waits one by one, and one try more."""

    retries: int
    waits: tuple[Duration, ...]

    def wait(self, left: int) -> Duration:
        """How long to wait before the next try, when so many are left with that one."""
        place = len(self.waits) - left
        return self.waits[max(0, min(len(self.waits) - 1, place))]


def parse_retry_cycle(text: str) -> RetryCycle:
    """Raises NotIso if the text is neither."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) == 1 and (found := REPEATED.match(parts[0])):
        if not int(found[1]):
            raise NotIso(say("it repeats no time at all"))
        return RetryCycle(int(found[1]), (parse_duration(found[2]),))
    if not parts:
        raise NotIso(say("it is empty"))
    waits = tuple(parse_duration(part) for part in parts)
    return RetryCycle(len(waits) + 1, waits)
