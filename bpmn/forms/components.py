"""THE table of form components: every type of Camunda Forms and what it does with data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Value = Literal["text", "number", "truth", "one", "several", "moment", "file", "computed"]
"""What a component holds: one or several of its options, a date or time, a file's reference, a computed value ..."""


@dataclass(frozen=True, slots=True)
class Component:
    """``value`` is None for a component that only shows or groups. ``empty`` is the value of an untouched field."""

    value: Value | None = None
    empty: object = None
    groups: bool = False
    repeats: bool = False

    @property
    def keyed(self) -> bool:
        return self.value is not None


SHOWS = Component()

COMPONENTS: dict[str, Component] = {
    "textfield": Component("text", ""),
    "textarea": Component("text", ""),
    "number": Component("number"),
    "checkbox": Component("truth", False),
    "checklist": Component("several", []),
    "taglist": Component("several", []),
    "radio": Component("one"),
    "select": Component("one"),
    "datetime": Component("moment"),
    "filepicker": Component("file"),
    "expression": Component("computed"),
    "default": Component(groups=True),
    "group": Component(groups=True),
    "dynamiclist": Component(groups=True, repeats=True),
    "text": SHOWS,
    "html": SHOWS,
    "image": SHOWS,
    "button": SHOWS,
    "separator": SHOWS,
    "spacer": SHOWS,
    "table": SHOWS,
    "iframe": SHOWS,
    "documentPreview": SHOWS,
}

NEWEST_SCHEMA = 19
"""The schemaVersion of form-js-viewer 2.0."""
