"""Stories: tests that an analyst can read, played in a throwaway store, straight and with restarts.

    script = read_script(path)                          a file: what it uses, and its stories
    for outcome in play(script, store, people): ...     every story twice; how to write them: tests/README.md

text reads the file into lines; lines is THE table of what a line may say; stage is where it is played: engine, clock,
cases by name; look asks the database what is open; store makes throwaway databases.
"""

from engine.stories.player import Outcome, play
from engine.stories.store import Store, throwaway
from engine.stories.text import Script, read_script

__all__ = ["Outcome", "Script", "Store", "play", "read_script", "throwaway"]
