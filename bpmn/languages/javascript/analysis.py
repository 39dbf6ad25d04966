"""What is known of a script before it runs: its names, its calls, and what Alur refuses of it. The parser is acorn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bpmn.languages.juel_objects import BY_NAME, DEEDS, LOCAL_LOOKS, LOOKS, PROPERTIES, REMOVE_BY_NAME, property_of
from bpmn.languages.language import Problem, Subject
from bpmn.sandbox import LimitReached, Sandbox, ScriptFailed
from bpmn.sentence import Sentence, say

READS = (*sorted(LOOKS), *sorted(LOCAL_LOOKS))
"""Methods of both subjects that read variables."""

_SANDBOX = Sandbox(Path(__file__).parents[1] / "vendor" / "script.js")
_SUBJECTS: tuple[Subject, ...] = ("execution", "task")
_WIDE = frozenset({"this", "globalThis", "eval", "Function"})
"""With these a script can read names that are not written in it."""

_JAVA = frozenset({"Java", "Packages", "JavaImporter", "Polyglot", "importClass", "importPackage", "java", "javax"})
_JAVA_PATHS = ("org.camunda.", "org.operaton.", "org.cibseven.", "org.apache.", "com.sun.")
_SPIN = frozenset({"S", "XML"})
_OUTSIDE = frozenset({
    "load", "loadWithNewGlobal", "quit", "exit", "require", "fetch", "XMLHttpRequest", "setTimeout", "setInterval",
    "import", "readFile", "readline", "WebSocket",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Analysis:
    """``names`` are the variables that the text names; ``wide`` says that it may read others too."""

    names: frozenset[str] = frozenset()
    wide: bool = False
    calls: frozenset[tuple[Subject, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=4096)
def analysis(text: str) -> Analysis:
    """Everything that can be seen; an unreadable text has a problem and nothing else."""
    if not text.strip():
        return Analysis(problems=(Problem(say("The script is empty.")),))
    try:
        found = json.loads(_SANDBOX.call("script.analyse", text))
    except LimitReached as error:
        return Analysis(problems=(Problem(say("The script cannot be read. {reason}", reason=error.sentence)),))
    except (ScriptFailed, UnicodeEncodeError) as error:
        return Analysis(problems=(Problem(say("The script cannot be read: {detail}.", detail=str(error))),))
    if "error" in found:
        sentence = say("The script cannot be read: {detail}.", detail=found["error"])
        return Analysis(problems=(Problem(sentence, found["offset"]),))
    uses, own = found["uses"], frozenset(found["own"])
    return Analysis(
        frozenset(_names(uses)),
        any(_is_wide(use) for use in uses),
        frozenset(_calls(uses)),
        tuple(Problem(sentence, use["offset"]) for use in uses for sentence in _refusals(use, own)),
    )


def _names(uses: list[dict[str, Any]]) -> Iterator[str]:
    for use in uses:
        if use["name"] in _SUBJECTS:
            yield from (text for text in use["texts"][:1] if text is not None)
        else:
            yield use["name"]


def _is_wide(use: dict[str, Any]) -> bool:
    """It reads all variables, or names them only while it runs."""
    if use["name"] not in _SUBJECTS:
        return use["name"] in _WIDE
    method = use["method"]
    if method in BY_NAME or method in REMOVE_BY_NAME:
        return not use["texts"] or use["texts"][0] is None
    return method is None or method in READS or method.startswith("remove") or method in ("execution", "getExecution")


def _calls(uses: list[dict[str, Any]]) -> Iterator[tuple[Subject, str]]:
    for use in uses:
        subject, method = use["name"], use["method"]
        if subject not in _SUBJECTS or (subject == "execution" and method not in DEEDS["execution"]):
            continue
        if method is not None:
            yield subject, method


def _refusals(use: dict[str, Any], own: frozenset[str]) -> Iterator[Sentence]:
    name, path = use["name"], use["path"]
    if name in own:
        return
    if name in _SUBJECTS:
        yield from _refused_member(name, use)
    elif name in _JAVA or path.startswith(_JAVA_PATHS):
        yield say("{name} is Java, which a script cannot reach here; write it in JavaScript, or let a worker do it in "
                  "an external task.", name=path)  # fmt: skip
    elif name in _SPIN and use["called"]:
        yield say("{name}() of Camunda Spin is not there; a JSON variable is a plain object here, as after "
                  "JSON.parse(), so that S(x).prop('a').value() is x.a.", name=name)  # fmt: skip
    elif name == "connector" and use["method"]:
        yield say("There is no connector that a script could ask; use an external task.")
    elif name in _OUTSIDE and use["called"]:
        yield say("{name}() is not there: a script reaches no file, no network and no other code.", name=name)


def _refused_member(subject: Subject, use: dict[str, Any]) -> Iterator[Sentence]:
    method = use["method"]
    if method is None:
        return  # what is done with it shows when it runs
    known = (*READS, *DEEDS[subject])
    if method in known:
        if not use["called"]:
            yield say("{subject}.{name} has to be called, with brackets.", subject=subject, name=method)
        return
    if property_of(subject, method) is not None or (subject == "task" and method in ("execution", "getExecution")):
        return
    getters = [f"get{name[0].upper()}{name[1:]}" for name in PROPERTIES[subject]]
    yield say("{subject}.{name} is not there for a script; Alur knows {known}.", subject=subject, name=method,
              known=", ".join(sorted({*known, *getters})))  # fmt: skip
