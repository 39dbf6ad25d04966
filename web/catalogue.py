"""The catalogue of translations: gathers every text of bpmn, engine and web, and compiles what was translated.

    python -m web.catalogue          takes new texts into messages.po, marks what is missing, compiles messages.mo

Texts are English in the code: ``say("...")`` everywhere, ``_`` and its kin in web. Indonesian is in messages.po.
"""

from __future__ import annotations

import io
import string
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bpmn", "engine", "web")
METHODS = [("**/node_modules/**", "ignore"), ("**/vendor/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "say": None, "ngettext": (1, 2)}
BEGUN = datetime(2026, 11, 24, tzinfo=UTC)
PO = ROOT / "web" / "translations" / "id" / "LC_MESSAGES" / "messages.po"


def gathered() -> Catalog:
    """Every text that a person can see, in the order of the files."""
    found = Catalog(project="Alur", locale="id", charset="utf-8")
    for room in ROOMS:
        for name, line, text, comments, context in extract_from_dir(str(ROOT / room), METHODS, keywords=KEYWORDS):
            if text:
                found.add(text, None, [(f"{room}/{name}", line)], auto_comments=comments, context=context)
    return found


def translated() -> Catalog:
    """What messages.po has."""
    with PO.open("rb") as file:
        return read_po(file, locale="id")


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as programs read it."""
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def places(text: str) -> set[str]:
    """The names that a text is filled with, in either of the two ways."""
    try:
        braces = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        braces = set()  # no template of ``say``
    percents = {part.split(")")[0] for part in text.split("%(")[1:]}
    return braces | percents


def missing(message: Message) -> str:
    """What is wrong with a translation; empty if nothing is."""
    english = message.id if isinstance(message.id, str) else message.id[-1]
    indonesian = message.string if isinstance(message.string, str | None) else message.string[0]
    if not indonesian or message.fuzzy:
        return f"not translated: {english}"
    if places(english) != places(indonesian):
        return f"other places: {english} -> {indonesian}"
    return ""


def main() -> int:
    """Bring messages.po and messages.mo up to date; 1 if something is not translated."""
    catalog = translated() if PO.exists() else Catalog(locale="id")
    catalog.update(gathered(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.header_comment = "# The Indonesian words of Alur, kept by `python -m web.catalogue`."
    catalog.project, catalog.version, catalog.fuzzy = "Alur", "1", False
    catalog.last_translator, catalog.language_team, catalog.msgid_bugs_address = "Alur", "Alur", "-"
    catalog.creation_date = catalog.revision_date = BEGUN  # so that the file changes only when its texts do
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, no_location=True)
    PO.with_suffix(".mo").write_bytes(compiled(catalog))
    wrong = [said for message in catalog if message.id and (said := missing(message))]
    sys.stdout.write("".join(f"{line}\n" for line in wrong) or f"{len(catalog)} texts, all translated\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
