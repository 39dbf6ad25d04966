"""Sentences that people read: an English template and its values, so that the page can show it in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template with ``{name}`` places and the values for them.

    ``str(sentence)`` is English. The web translates the template first and fills in the values after, which is why the
    two travel apart. ``Sentence`` is what findings, refusals and incidents carry; nothing else shows text to people.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.translated(lambda template: template)

    def translated(self, gettext: Callable[[str], str]) -> str:
        """The sentence in the language of ``gettext``; a value that is itself a sentence is translated as well."""
        values = {
            name: value.translated(gettext) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return gettext(self.template).format_map(values)


def say(template: str, **values: object) -> Sentence:
    """Make a sentence. ``say`` is also the word by which the translation catalogue finds the templates."""
    return Sentence(template, values)
