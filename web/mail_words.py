"""The sentences of mails in the receiver's language, outside of any page."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.support import Translations

from bpmn.sentence import Sentence
from web.formats import CLOCK

PLACE = Path(__file__).resolve().parent / "translations"


def in_language(sentence: Sentence, locale: str, zone: str) -> str:
    """A sentence in a person's language; moments as the office's clock shows them."""
    values = {name: _shown(value, locale, zone) for name, value in sentence.values.items()}
    return Sentence(sentence.template, values).translated(_translations(locale).gettext)


def _shown(value: object, locale: str, zone: str) -> object:
    if not isinstance(value, datetime):
        return value
    pattern = f"EEEE, d MMM y {CLOCK.get(locale, CLOCK['id'])}"
    return format_datetime(value, pattern, tzinfo=ZoneInfo(zone), locale=locale)


@lru_cache(maxsize=8)
def _translations(locale: str) -> Translations:
    return Translations.load(str(PLACE), [locale])  # type: ignore[return-value]
