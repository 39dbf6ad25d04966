"""What a connector is given and what it may answer: result variables, trouble (soon or never better), a BPMN error."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bpmn.sentence import Sentence, say


def in_english(sentence: Sentence, locale: str, zone: str) -> str:
    """A sentence where nobody translates."""
    return str(sentence)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the administrator set up: ALUR_SMTP, ALUR_MAIL_FROM, ALUR_OUTBOX, ALUR_HTTP_ALLOW, ALUR_CLAMD, ALUR_SITE."""

    smtp: str | None = None
    mail_from: str = "alur@localhost"
    outbox: Path = Path("outbox")
    http_allow: frozenset[str] = frozenset()
    clamd: str | None = None
    timeout: float = 20.0  # seconds, of each call
    words: Callable[[Sentence, str, str], str] = in_english
    """A sentence in a language, its moments in a zone."""
    site: str = ""  # the address of the pages, ALUR_SITE

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Outside:
        allowed = environment.get("ALUR_HTTP_ALLOW", "").replace(",", " ").split()
        return cls(
            smtp=environment.get("ALUR_SMTP") or None,
            mail_from=environment.get("ALUR_MAIL_FROM") or "alur@localhost",
            outbox=Path(environment.get("ALUR_OUTBOX") or "outbox"),
            clamd=environment.get("ALUR_CLAMD") or None,
            site=environment.get("ALUR_SITE", "").rstrip("/"),
            http_allow=frozenset(entry.rstrip("/").lower() for entry in allowed),
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One job: its headers (fixed in the diagram), its variables (after the input mappings). The key is the same at
    every attempt, so that the other side can recognise a repetition."""

    job_key: int
    type: str
    headers: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def idempotency_key(self) -> str:
        return f"alur-job-{self.job_key}"

    def value(self, name: str, default: Any = None) -> Any:
        """A header of that name, else a variable."""
        found = self.headers.get(name)
        return found if found not in (None, "") else self.variables.get(name, default)

    def needed(self, name: str) -> str:
        """A text that must be there."""
        found = self.value(name)
        if not isinstance(found, str) or not found.strip():
            raise Trouble(
                say(
                    "The job {type} needs a text named {name}, as a header or a variable of the task; found: {found}.",
                    type=self.type, name=name, found=found,
                ),
                permanent=True,
            )  # fmt: skip
        return found


class Trouble(Exception):
    """The call failed. ``permanent``: trying again cannot help, somebody must look at it."""

    def __init__(self, sentence: Sentence, *, permanent: bool = False) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.permanent = permanent


class ProcessError(Exception):
    """The other side gave an answer for which the diagram has an error boundary event."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class Connector(Protocol):
    """A function that does the work outside and gives the result variables."""

    def __call__(self, call: Call, outside: Outside) -> Mapping[str, Any]: ...
