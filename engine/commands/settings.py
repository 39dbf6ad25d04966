"""What the installation remembers about itself: the key of the sessions, whether it is a demo."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.people import require_administrator
from engine.work import Work

KEEP = "INSERT INTO setting (name, value) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING"
CHANGE = "INSERT INTO setting (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"
READ = "SELECT value FROM setting WHERE name = %s"


@dataclass(frozen=True, slots=True)
class KeepSetting:
    """Set a setting that has no value yet. Answers the value that it has now."""

    name: str
    value: str

    def run(self, work: Work) -> str:
        require_administrator(work)
        work.driver.execute(KEEP, (self.name, self.value))
        return str(work.row(READ, (self.name,)).value)


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """Set a setting, whatever its value was."""

    name: str
    value: str

    def run(self, work: Work) -> None:
        require_administrator(work)
        work.driver.execute(CHANGE, (self.name, self.value))
