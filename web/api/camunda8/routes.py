"""All operations of the Camunda 8 API together."""

from __future__ import annotations

from web.api.camunda8 import cluster
from web.api.camunda8.api import api

NOUNS = (cluster,)
"""Importing these fills the table of operations."""

blueprint = api.blueprint
