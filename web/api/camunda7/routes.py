"""All operations of the Camunda 7 API together."""

from __future__ import annotations

from web.api.camunda7 import engine
from web.api.camunda7.api import api

NOUNS = (engine,)
"""Importing these fills the table of operations."""

blueprint = api.blueprint
