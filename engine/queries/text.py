"""Searching in texts people type: nothing they type is a pattern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement


def containing(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the column contains the text, whatever the case of its letters."""
    return column.ilike(f"%{_plain(text)}%", escape="\\")


def beginning(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the column begins with the text."""
    return column.like(f"{_plain(text)}%", escape="\\")


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
