"""What the interpreter reports, as sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn.languages.dmn.model import Decisions, Place
from bpmn.languages.feel_mistakes import mistake
from bpmn.sentence import Sentence, say

_FAILURES: Mapping[str, Sentence] = {
    "syntax": say("The FEEL text cannot be read at character {place}: {message}."),
    "cycle": say("The decision {decision} needs its own result."),
    "unique": say("Hit policy UNIQUE lets one rule match, but these match: {rules}."),
    "any": say("Hit policy ANY wants the same outputs of all rules that match, but these differ: {rules}."),
    "type": say("{value} cannot be converted to {type}, which {label} asks for."),
    "input not allowed": say("{value} is not among the values that the input {input} allows."),
    "output not allowed": say("{value} is not among the values that the output {output} allows."),
    "aggregation of several outputs": say("{aggregation} works on one output column, and this table has several."),
    "aggregation of such values": say("{aggregation} cannot be taken of {values}."),
    "external": say("A function in {kind} is not run; only FEEL functions are."),
    "no function": say("{name} is no function that can be invoked."),
    "assertion": say("The decision ends with its own assertion: {message}"),
    "evaluation": say("The decision cannot be evaluated: {message}."),
}


def failure(answer: Mapping[str, Any], decisions: Decisions) -> Sentence:
    """Why there is no value, with the place."""
    params = dict(
        answer.get("params") or {}, message=answer.get("message") or (answer.get("params") or {}).get("message")
    )
    if answer["error"] == "syntax":
        params["message"] = mistake(params["message"], params.get("found") or answer.get("found", ""))
    if "rules" in params:
        params["rules"] = ", ".join(f"{index} ({id_})" if id_ else str(index) for index, id_ in params["rules"])
    if "offset" in params or "offset" in answer:
        params["place"] = params.get("offset", answer.get("offset", 0)) + 1
    told = Sentence(_FAILURES[answer["error"]].template, params)
    place = decisions.places[answer["at"]] if answer.get("at") is not None else None
    return located(told, place)


def located(told: Sentence, place: Place | None) -> Sentence:
    """The sentence with the id of the element it speaks of."""
    if place is None or place.element_id is None:
        return told
    return say("{element}: {sentence}", element=place.element_id, sentence=told)


def problem(found: Mapping[str, Any]) -> Sentence:
    """What is wrong with one text, found without evaluating it."""
    if found["kind"] == "function":
        return say("FEEL has no function {name}.", name=found["message"])
    if found["kind"] == "named type":
        return say("FEEL has no type {name}.", name=found["message"])
    message = mistake(found["message"], found["found"])
    return Sentence(_FAILURES["syntax"].template, {"place": found["offset"] + 1, "message": message})
