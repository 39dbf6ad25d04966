"""The `alur` command itself: its table of verbs, its help, its answers to nonsense."""

from __future__ import annotations

import argparse
from importlib import import_module

import pytest

from bpmn.sentence import say
from engine.errors import InvalidValues
from web.cli import VERBS, Stop, guarded, main


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_module_with_help_and_arguments(verb: str) -> None:
    module = import_module(VERBS[verb][0])
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    assert module.HELP.strip()
    assert callable(module.run)


@pytest.mark.parametrize("words", [[], ["--help"], ["help"]])
def test_help_lists_the_verbs(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert all(verb in shown for verb in VERBS)


def test_an_unknown_verb_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "there is no verb 'fly'" in capsys.readouterr().err


def test_stops_and_refusals_are_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> int:
        raise Stop(say("The {what} is missing.", what="moon"), 3)

    def refuse() -> int:
        raise InvalidValues({"login": [say("Too short.")]})

    assert guarded("up", stop) == 3
    assert guarded("user", refuse) == 1
    said = capsys.readouterr().err
    assert "alur up: The moon is missing." in said
    assert "login: Too short." in said


def test_a_mistake_of_ours_is_not_hidden() -> None:
    def broken() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarded("up", broken)
