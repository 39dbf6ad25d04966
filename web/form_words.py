"""The words form-js shows, as form-js spells them in English, translated for the page that carries a form."""

from __future__ import annotations

from typing import Any, Literal

from babel.dates import get_day_names, get_month_names
from flask import Flask
from flask_babel import get_locale, gettext

from bpmn.sentence import say

FORM_JS = (
    say("Field is required."),
    say("Field must match pattern {value}."),
    say("Field must have minimum value of {value}."),
    say("Field must have maximum value of {value}."),
    say("Field must have minimum length of {value}."),
    say("Field must have maximum length of {value}."),
    say("Field must be a valid international phone number. (e.g. +4930664040900)"),
    say("Field must be a valid email."),
    say("Value is not a number."),
    say("Value is expected to be an integer."),
    say("Value is expected to have at most 1 decimal digit."),
    say("Value is expected to have at most {value} decimal digits."),
    say("Please select a valid value, the two nearest valid values are {previousValue} and {nextValue}."),
    say("Min validation value is not a valid number."),
    say("Max validation value is not a valid number."),
    say("Date and time must both be entered."),
    say("No content to show."),
    say("External content couldn't be loaded."),
    say("Increment"),
    say("Decrement"),
    say("Skip to search"),
    say("Remove tag"),
    say("Search"),
    say("No results"),
    say("All values selected"),
    say("Nothing to show."),
    say("{page} of {total}"),
    say("Previous page"),
    say("Next page"),
    say("Click to sort by {value} descending"),
    say("Click to sort by {value} ascending"),
    say("Click to remove sorting"),
    say("No files selected"),
    say("{value} files selected"),
    say("Document reference is not defined."),
    say("Unable to download document"),
    say("Download {fileName}"),
    say("Add new"),
    say("Expand all ({value})"),
    say("Collapse"),
)
"""What form-js asks its translator for; also what bpmn.forms says when it validates: same rule, same words."""

FIXED = (say("Select"), say("Browse"), say("Search"), say("hh:mm"), say("hh:mm --"))
"""What form-js writes into a field without asking its translator."""


def form_words() -> dict[str, Any]:
    """What static/form.js needs to speak the page's language."""
    return {
        "form": {sentence.template: gettext(sentence.template) for sentence in FORM_JS},
        "fixed": {sentence.template: gettext(sentence.template) for sentence in FIXED},
        "date": "d/m/Y",
        "dateShown": gettext("dd/mm/yyyy"),
        "calendar": _calendar(),
        "check": gettext("Some fields need your attention. Nothing was sent; what you typed is kept."),
        "broken": gettext("The form could not be drawn."),
        "offline": gettext("No connection. What you typed is kept on this page and sent again."),
    }


def _calendar() -> dict[str, Any]:
    """The names of the calendar, as flatpickr takes them: weeks of its lists begin on Sunday."""
    locale = get_locale()

    def days(width: Literal["wide", "abbreviated"]) -> list[str]:
        names = get_day_names(width, locale=locale)
        return [names[6], *(names[day] for day in range(6))]

    def months(width: Literal["wide", "abbreviated"]) -> list[str]:
        names = get_month_names(width, locale=locale)
        return [names[month] for month in range(1, 13)]

    return {
        "weekdays": {"longhand": days("wide"), "shorthand": days("abbreviated")},
        "months": {"longhand": months("wide"), "shorthand": months("abbreviated")},
        "firstDayOfWeek": 1,
        "yearAriaLabel": gettext("Year"),
        "monthAriaLabel": gettext("Month"),
    }


def install(app: Flask) -> None:
    """Make the words known to templates/parts/form.html."""
    app.jinja_env.globals["form_words"] = form_words
