"""The blueprint of the portal, by itself so that each page's file can add its routes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("portal", __name__, template_folder="templates")
