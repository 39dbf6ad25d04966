"""``create_app`` makes the Flask application: the frame, and one blueprint per area."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Flask

from engine import Engine
from web import access, assets, errors, form_words, formats, languages, navigation, people, roles, security

BLUEPRINTS = (
    "web.account.routes",
    "web.account.administration",
    "web.account.programs",
    "web.account.organisation",
    "web.account.notices",
    "web.account.substitutes",
    "web.inbox.routes",
    "web.inbox.bulk",
    "web.inbox.files",
    "web.inbox.comments",
    "web.inbox.tasks",
    "web.inbox.cases",
    "web.analyst.routes",
    "web.analyst.former",
    "web.portal.routes",
    "web.audit.routes",
    "web.docs.routes",
    "web.api.camunda8.routes",
    "web.api.camunda7.routes",
    "web.api.camunda7.webapps",
    "web.api.oauth",
    "web.api.documents",
    "web.health",
)
"""Modules with a ``blueprint``. To add an area: one folder and one line."""

DEFAULTS: dict[str, Any] = {
    "SITE_NAME": "Kota Contoh",
    "HTTPS": False,
    "SCANNING": False,  # files are handed out only once the virus scanner (ALUR_CLAMD) has seen them
    "DEMO_ACCOUNTS": (),  # (login, name, position) shown on the sign-in page of a demo database, loopback only
    "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    "MAX_FORM_PARTS": 500,
    "RATE_LIMITS": True,
    "API_RATE_LIMIT": "30000 per minute",  # per credentials
    "API_OPEN": False,  # development: calls from this machine need no credentials
}


def create_app(engine: Engine, config: Mapping[str, Any] | None = None) -> Flask:
    """The application over ``engine``. Without a SECRET_KEY, in ``config`` or as ALUR_SECRET_KEY, sign-ins end with
    the process."""
    app = Flask("web", static_folder="static", template_folder="templates")
    app.config.update(DEFAULTS)
    app.config["SECRET_KEY"] = os.environ.get("ALUR_SECRET_KEY") or secrets.token_hex(32)
    app.config.update(config or {})
    app.extensions["alur"] = engine
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (security, languages, formats, form_words, roles, assets, people, access, navigation, errors):
        part.install(app)
    for module in BLUEPRINTS:
        app.register_blueprint(import_module(module).blueprint)
    access.check_all_declared(app)
    return app
