"""What can go wrong in a case: a Problem becomes an incident on its token, NotWaiting refuses a verb."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bpmn.sentence import Sentence, say

# Codes of incidents: Camunda 8's error types, and two of our own for what Camunda lets run for ever.
IO_MAPPING = "IO_MAPPING_ERROR"
CONDITION = "CONDITION_ERROR"  # no flow can be taken
EXTRACT_VALUE = "EXTRACT_VALUE_ERROR"  # an expression has no value, or one of the wrong type
CALLED_ELEMENT = "CALLED_ELEMENT_ERROR"
CALLED_DECISION = "CALLED_DECISION_ERROR"
DECISION_EVALUATION = "DECISION_EVALUATION_ERROR"
UNHANDLED_ERROR = "UNHANDLED_ERROR_EVENT"
STEP_LIMIT = "STEP_LIMIT"
DEADLOCK = "DEADLOCK"


class Problem(Exception):
    """A part of an element's work failed. The node turns it into an incident; the other branches go on."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


class NotWaiting(Exception):
    """A verb was used on a token that does not wait in that way (any more). Nothing has changed."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotRunnable(Exception):
    """The diagram holds something the kernel has no behaviour for; a check at upload should have refused it."""

    def __init__(self, element_id: str | None, sentence: Sentence) -> None:
        super().__init__(f"{element_id}: {sentence}")
        self.element_id = element_id
        self.sentence = sentence


def packed(sentence: Sentence) -> dict[str, Any]:
    """The sentence as JSON; sentences among its values are packed the same way."""
    return {"template": sentence.template, "values": packed_values(sentence.values)}


def packed_values(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: _packed_value(value) for name, value in values.items()}


def unpacked(stored: Mapping[str, Any]) -> Sentence:
    """The sentence that ``packed`` stored."""
    values = {name: _unpacked_value(value) for name, value in stored["values"].items()}
    return Sentence(stored["template"], values)


def shown(value: object) -> str:
    """A value as a sentence quotes it: short, in JSON's spelling for what has one."""
    plain = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        text = plain[value]
    elif isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def not_waiting(token: int, verb: str) -> NotWaiting:
    sentence = say("There is nothing to {verb} at token {token}: it does not wait for that.", verb=verb, token=token)
    return NotWaiting(sentence)


def _packed_value(value: object) -> Any:
    if isinstance(value, Sentence):
        return packed(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _unpacked_value(value: Any) -> object:
    return unpacked(value) if isinstance(value, dict) else value
