"""The blueprint of the analyst's desk, by itself so that each page's file can add its routes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("analyst", __name__, template_folder="templates", url_prefix="/sops")
