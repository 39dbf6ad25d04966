"""Every expression of the real files compiles, or is refused for a reason that this table states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn import check, languages
from bpmn.diagram import Expression
from bpmn.expressions import of_process

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file()) if CORPUS.is_dir() else []

REFUSED = {
    "execution.getProcessEngineServices is not there": "Java's services of Camunda's engine, which nothing here has",
    "execution.variables is not there": "Java's bean property; a script here calls execution.getVariables()",
    "execution.getVariableTyped is not there": "typed values are Java objects",
    "is Java, which a script cannot reach here": "Java classes in a script",
    "of Camunda Spin is not there": "Spin is a Java library; in scripts JSON variables are plain objects here",
    'does not run the language "freemarker"': "a template engine in Java",
    'does not run the language "groovy"': "a language of the Java virtual machine",
    "Alur has no Java bean": "a Spring bean, which is code of another program",
    "The FEEL expression is empty": "the condition lies in a resource of the deployment, which is not in the file",
    "The script is empty": "there is nothing to run",
}
"""What the sentence says -> why no engine without the author's Java could do better, or what it would need."""


def refusals() -> Iterator[tuple[str, str]]:
    """File and sentence of every expression that does not compile."""
    for path in FILES:
        report = check({path.name: path.read_bytes()})[path.name]
        if report.diagram is None:
            yield from ((path.name, str(each.sentence)) for each in report.findings if each.spot)
            continue
        seen: set[Expression] = set()
        for one in report.diagram.processes:
            for _, _, expression in of_process(one):
                if expression not in seen:
                    yield from ((path.name, str(problem.sentence)) for problem in languages.check(expression))
                seen.add(expression)


@pytest.mark.skipif(not FILES, reason="the collection of real files is not beside this repository")
def test_what_does_not_compile_is_refused_for_a_reason_of_the_table() -> None:
    found = set(refusals())
    reasons = {each: [text for text in REFUSED if text in each[1]] for each in found}
    assert {each: known for each, known in reasons.items() if len(known) != 1} == {}
    assert set(REFUSED) == {text for known in reasons.values() for text in known}, "a row that nothing needs any more"
