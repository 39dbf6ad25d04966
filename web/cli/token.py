"""alur token: API tokens and accounts of programs: create, list, revoke, account."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine import Engine
from engine.commands.tokens import CreateServiceAccount, CreateToken, RevokeToken
from engine.person import ROLES
from engine.queries import tokens
from web.cli.place import data_argument, installation
from web.cli.user import me

HELP = """Tokens that programs sign in with, and the accounts of programs.

  alur token create LOGIN --name NAME [--days DAYS]      prints the token, once
  alur token list [LOGIN]
  alur token revoke KEY
  alur token account LOGIN --name NAME [--role ROLE]... [--group GROUP]...

A program sends its token as `Authorization: Bearer TOKEN`, or as the password of HTTP Basic with the login, or gets a
short-lived one by OAuth 2.0 at /oauth/token: the client id is the login, the client secret is the token.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """A verb of its own for each deed."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="create | list | revoke | account")
    create = deeds.add_parser("create", help="make a token for an account")
    create.add_argument("login")
    create.add_argument("--name", required=True, help="what it is for")
    create.add_argument("--days", type=int, help="how long it is valid (until it is revoked)")
    listing = deeds.add_parser("list", help="show tokens, without their secrets")
    listing.add_argument("login", nargs="?")
    revoke = deeds.add_parser("revoke", help="end a token")
    revoke.add_argument("key", type=int)
    account = deeds.add_parser("account", help="make an account for a program")
    account.add_argument("login")
    account.add_argument("--name", required=True)
    account.add_argument("--role", action="append", choices=ROLES, default=[])
    account.add_argument("--group", action="append", default=[])
    for deed in (create, listing, revoke, account):
        data_argument(deed)


def run(options: argparse.Namespace) -> int:
    """Do the deed in the name of whoever sits at the terminal."""
    with installation(options.data) as opened:
        engine = Engine(opened.url, pool_size=1)
        try:
            DEEDS[options.deed](engine, options)
        finally:
            engine.close()
    return 0


def _create(engine: Engine, options: argparse.Namespace) -> None:
    made = engine.do(CreateToken(options.login, options.name, options.days), me())
    print(made.secret)


def _list(engine: Engine, options: argparse.Namespace) -> None:
    now = engine.clock.now()
    with engine.read() as connection:
        for token in tokens.tokens(connection, options.login):
            state = "" if token.is_valid(now) else "  (ended)"
            until = token.expires_at.date().isoformat() if token.expires_at else "-"
            used = token.last_used_at.date().isoformat() if token.last_used_at else "-"
            print(f"{token.key}\t{token.login}\t{token.name}\tuntil {until}\tused {used}{state}")


def _revoke(engine: Engine, options: argparse.Namespace) -> None:
    engine.do(RevokeToken(options.key), me())
    print(f"The token {options.key} has been revoked.")


def _account(engine: Engine, options: argparse.Namespace) -> None:
    roles = tuple(options.role or ("analyst",))
    engine.do(CreateServiceAccount(options.login, options.name, roles, tuple(options.group)), me())
    print(f"The account {options.login} was made. Make a token for it: alur token create {options.login} --name NAME")


DEEDS: dict[str, Callable[[Engine, argparse.Namespace], None]] = {
    "create": _create,
    "list": _list,
    "revoke": _revoke,
    "account": _account,
}
