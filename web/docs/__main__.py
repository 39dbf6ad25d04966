"""`python -m web.docs`: plays all stories, then writes which story shows which cell, and docs/elements.md.

`python -m web.docs FILE...` plays these files only and adds the cells that no story has shown so far. With
`--only-write` nothing is played: the stories noted last time are taken.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine.stories import throwaway
from web.docs.markdown import FILE, markdown
from web.docs.played import files, note, play_all, read_again
from web.docs.published import forget, written


def main() -> int:
    """Exit code 1 if a story failed; the others are published all the same."""
    failed = 0
    if "--only-write" not in sys.argv[1:]:
        named = [Path(name).resolve() for name in sys.argv[1:]]
        with throwaway() as store:
            played = list(play_all(named or files(), store))
        for _, _, outcome in played:
            if not outcome.ok:
                failed = 1
                print(f"{outcome.file}:{outcome.line}: {outcome.story}: expected {outcome.expected}, "
                      f"found {outcome.found}", file=sys.stderr)  # fmt: skip
        note(played, read_again(written()) if named else [])
    else:
        note([], read_again(written()))
    forget()
    FILE.write_text(markdown(), encoding="utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main())
