"""What makes a file unreadable: nothing in it can be shown, checked or run."""

from __future__ import annotations

from bpmn.sentence import Sentence


class Unreadable(Exception):
    """The file is not what its name promises. ``sentence`` says what was expected; ``line`` counts from 1."""

    def __init__(self, sentence: Sentence, line: int | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.line = line
