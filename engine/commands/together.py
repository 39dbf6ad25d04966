"""Several commands about one case as one: all of them, or none."""

from __future__ import annotations

from dataclasses import dataclass

from engine.work import Command, Work


@dataclass(frozen=True, slots=True)
class Together:
    """Carry out ``commands`` one after the other in one transaction. Each asks for its own rights; what one refuses,
    all of them leave undone. All speak of the same case, so that one lock is held."""

    commands: tuple[Command, ...]

    def run(self, work: Work) -> None:
        for command in self.commands:
            command.run(work)
