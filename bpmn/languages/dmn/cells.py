"""What a decision table's columns are compared with: for whoever wants to guess values that some rule fits."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bpmn.languages.dmn.model import Decisions


def cells(decisions: Decisions) -> Iterator[tuple[str, str]]:
    """For each cell of each table: the text of its column's expression, as a rule a variable, and its own."""
    for decision in json.loads(decisions.model)["decisions"].values():
        logic = decision["logic"] or {}
        for rule in logic.get("rules", ()):
            for column, cell in zip(logic["inputs"], rule["inputs"], strict=False):
                if column["expression"] and cell:  # an empty cell fits everything
                    yield column["expression"]["text"], cell["text"]
