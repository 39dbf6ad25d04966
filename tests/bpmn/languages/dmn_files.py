"""DMN files for the tests, written as Camunda Modeler writes them, out of short descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from bpmn.languages import Moment

MOMENT = Moment(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
CAMUNDA8 = ' modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.7.0"'
CAMUNDA7 = ' modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.22.0"'


def file(*parts: str, platform: str = "", space: str = DMN13, attributes: str = "") -> bytes:
    """A file with these decisions and other elements."""
    camunda = ' xmlns:camunda="http://camunda.org/schema/1.0/dmn"' if platform == CAMUNDA7 else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{space}" id="file" name="File" '
        f'xmlns:modeler="http://camunda.org/schema/modeler/1.0" namespace="urn:test"{camunda}{platform}{attributes}>\n'
        + "\n".join(parts)
        + "\n</definitions>"
    ).encode()


def literal(text: str, language: str = "") -> str:
    chosen = f' expressionLanguage="{language}"' if language else ""
    return f"<literalExpression{chosen}><text>{escape(text)}</text></literalExpression>"


def decision(id_: str, logic: str, requires: str = "", type_: str = "", attributes: str = "") -> str:
    typed = f' typeRef="{type_}"' if type_ else ""
    return (
        f'<decision id="{id_}" name="{id_}"{attributes}><variable name="{id_}"{typed}/>'
        f"{''.join(_requirement(one) for one in requires.split())}{logic}</decision>"
    )


def _requirement(id_: str) -> str:
    kind = {"in": "Input", "bk": "Knowledge"}.get(id_[:2], "Decision")
    outer = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
    return f'<{outer}><required{kind} href="#{id_}"/></{outer}>'


def table(
    inputs: Sequence[str], outputs: Sequence[str], rules: Sequence[Sequence[str]], policy: str = "", more: str = ""
) -> str:
    """Columns are ``text`` or ``text:type`` (outputs: ``name:type:values``); a rule is its cells from left to right."""
    hit = f' hitPolicy="{policy}"' if policy else ""
    body = "".join(_input(place, one) for place, one in enumerate(inputs))
    body += "".join(_output(place, one) for place, one in enumerate(outputs))
    body += "".join(_rule(place + 1, cells, len(inputs)) for place, cells in enumerate(rules))
    return f'<decisionTable id="table"{hit}{more}>{body}</decisionTable>'


def _input(place: int, described: str) -> str:
    text, _, type_ = described.partition(":")
    typed = f' typeRef="{type_}"' if type_ else ""
    return (
        f'<input id="input{place}" label="{escape(text)}"><inputExpression id="inputExpression{place}"{typed}>'
        f"<text>{escape(text)}</text></inputExpression></input>"
    )


def _output(place: int, described: str) -> str:
    name, _, rest = described.partition(":")
    type_, _, values = rest.partition(":")
    typed = f' typeRef="{type_}"' if type_ else ""
    allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    return f'<output id="output{place}" name="{name}"{typed}>{allowed}</output>'


def _rule(number: int, cells: Sequence[str], inputs: int) -> str:
    made = [
        f'<{"inputEntry" if place < inputs else "outputEntry"} id="cell{number}_{place}"><text>{escape(cell)}</text>'
        f"</{'inputEntry' if place < inputs else 'outputEntry'}>"
        for place, cell in enumerate(cells)
    ]
    return f'<rule id="rule{number}">{"".join(made)}</rule>'
