"""What the web and the worker are started with, from the database and the environment."""

from __future__ import annotations

import argparse
import os
import secrets
from typing import Any

from bpmn.sentence import say
from engine import Engine
from engine.commands.settings import KeepSetting
from engine.person import SYSTEM
from engine.queries import operations
from web.cli import Stop

LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEMO = "demo"  # setting: loading, yes


def web_config(engine: Engine, host: str) -> dict[str, Any]:
    """The configuration for create_app. Demo accounts are shown only to those who sit at this machine."""
    key = os.environ.get("ALUR_SECRET_KEY") or engine.do(KeepSetting("secret_key", secrets.token_hex(32)), SYSTEM)
    config: dict[str, Any] = {"SECRET_KEY": key, "HTTPS": os.environ.get("ALUR_HTTPS", "") not in ("", "0", "no")}
    config["SCANNING"] = bool(os.environ.get("ALUR_CLAMD"))
    if name := os.environ.get("ALUR_SITE_NAME"):
        config["SITE_NAME"] = name
    if host in LOOPBACK:
        config["DEMO_ACCOUNTS"] = demo_accounts(engine)
    return config


def demo_accounts(engine: Engine) -> tuple[tuple[str, str, str], ...]:
    """Login, name and position of everybody, if the database is a demo."""
    with engine.read() as connection:
        if operations.setting_value(connection, DEMO) != "yes":
            return ()
        return tuple((who.login, who.name, position) for who, position in operations.active_people(connection))


def must_be_at_home(options: argparse.Namespace) -> None:
    """Refuse to open the APIs to other machines."""
    if options.open_api and options.host not in LOOPBACK:
        raise Stop(
            say(
                "--open-api lets programs in without signing in, so it works on 127.0.0.1 only, not on {host}. "
                "Nothing was started. Make a token instead: alur token create LOGIN --name NAME",
                host=options.host,
            )
        )  # fmt: skip


def must_be_current(engine: Engine) -> None:
    """Refuse to work on a database whose schema is not the one this program knows."""
    with engine.read() as connection:
        state = operations.readiness(connection)
    if not state.ready:
        raise Stop(
            say(
                "The database's schema is at revision {found}, and this version of Alur needs {wanted}. "
                "Run: alur upgrade", found=state.schema or "-", wanted=state.schema_wanted,
            )
        )  # fmt: skip


def whole_number(name: str, default: int) -> int:
    """A positive number from the environment."""
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise Stop(say("{name} must be a whole number from 1 on; found: {found}.", name=name, found=text))
    return int(text)
