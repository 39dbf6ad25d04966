"""Reads Camunda 7's Spin calls as paths, so that values can be guessed for the objects they look into.

${S(customer).prop("address").prop("city").stringValue() == 'Solo'}  ->  ${customer.address.city == 'Solo'}
"""

from __future__ import annotations

import re

_OF = re.compile(r"\b(?:S|JSON)\(\s*([A-Za-z_]\w*)\s*\)")
_PROP = re.compile(r"\.prop\(\s*[\"']([A-Za-z_]\w*)[\"']\s*\)")
_JSON_PATH = re.compile(r"\.jsonPath\(\s*[\"']\$\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[\"']\s*\)(?:\.element\(\))?")
_VALUE = re.compile(r"\.(?:numberValue|stringValue|boolValue|value)\(\)")


def as_paths(text: str) -> str:
    """The text of an expression with its Spin calls written as paths."""
    for found, written in ((_OF, r"\1"), (_PROP, r".\1"), (_JSON_PATH, r".\1"), (_VALUE, "")):
        text = found.sub(written, text)
    return text
