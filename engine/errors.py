"""Every refusal: the command was wrong, nothing was changed. Its ``code`` is stable, its sentence is for people."""

from __future__ import annotations

from bpmn.diagram import Finding
from bpmn.sentence import Sentence, say


class Refusal(Exception):
    """A command that was not carried out. ``code`` is what programs read, ``sentence`` what people read."""

    code = "refused"

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotFound(Refusal):
    """What the command speaks of does not exist (HTTP 404)."""

    code = "not_found"


class NotAllowed(Refusal):
    """The person has no right to it (HTTP 403). Recorded by Engine.do in the history of the case ``root_key``, or in a
    chain of its own if the command was about none."""

    code = "not_allowed"

    def __init__(self, sentence: Sentence, root_key: int | None = None) -> None:
        super().__init__(sentence)
        self.root_key = root_key


class WrongState(Refusal):
    """The thing is not, or no longer, in a state that allows the command: done task, closed case (HTTP 409)."""

    code = "wrong_state"


class Faltered(WrongState):
    """A case could not go on after a continuation; nothing has happened, and it is tried again later."""

    code = "faltered"


class Conflict(Refusal):
    """Somebody else was faster, or the same key was used for something else (HTTP 409)."""

    code = "conflict"


class AlreadyClaimed(Conflict):
    """Somebody else has the task that was to be claimed (HTTP 409)."""

    code = "already_claimed"


class InvalidValues(Refusal):
    """Submitted values do not fit the form. ``fields`` maps a field's key to its sentences (HTTP 422)."""

    code = "invalid_values"

    def __init__(self, fields: dict[str, list[Sentence]]) -> None:
        super().__init__(say("Some fields need your attention. Nothing was saved as done; what you typed is kept."))
        self.fields = fields


class InvalidDeployment(Refusal):
    """Files that cannot be deployed. ``findings`` maps a file name to its findings (HTTP 422)."""

    code = "invalid_deployment"

    def __init__(self, findings: dict[str, tuple[Finding, ...]]) -> None:
        count = sum(1 for found in findings.values() for f in found if f.severity == "error")
        super().__init__(say("{count} errors must be fixed first. Nothing has been deployed.", count=count))
        self.findings = findings


class InvalidCommand(Refusal):
    """A command with values that make no sense, whoever gives it (HTTP 400)."""

    code = "invalid_command"


class Unavailable(Refusal):
    """The database cannot take the command now: stopped, full, read-only, too busy (HTTP 503). Nothing was changed."""

    code = "unavailable"
