"""The language of the page: Indonesian unless the person chose English; and engine sentences in that language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, request
from flask_babel import Babel, get_locale, gettext

from bpmn.sentence import Sentence

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "language"


def choose() -> str:
    """The cookie decides; at sign-in it is set to the person's own choice. The APIs know no cookies: what the program
    accepts, else English."""
    from web.errors import shape_here  # errors needs this module

    if shape_here() is not None:
        return request.accept_languages.best_match(["en", "id"], default="en")
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in LANGUAGES else "id"


def language() -> str:
    """The code of the present language."""
    return str(get_locale() or "id")


def words(sentence: Sentence | str) -> str:
    """A sentence of the engine or of bpmn in the reader's language, its moments written as people read them."""
    from web.formats import moment  # formats needs the locale, which needs this module

    if isinstance(sentence, str):
        return str(gettext(sentence)) if sentence else ""
    values: dict[str, Any] = {}
    for name, value in sentence.values.items():
        if isinstance(value, Sentence):
            value = words(value)
        elif isinstance(value, datetime):
            value = moment(value)
        values[name] = value
    return str(gettext(sentence.template).format_map(values))


def install(app: Flask) -> None:
    """Flask-Babel over web/translations."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=choose)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=language)
    app.jinja_env.filters["words"] = words
    app.jinja_env.add_extension("jinja2.ext.i18n")
