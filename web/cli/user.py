"""alur user: accounts: create, list, password, roles. Passwords come from the terminal or the standard input."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bpmn.sentence import say
from engine import Engine
from engine.commands.people import CreatePerson, SetPassword, SetRoles
from engine.person import ROLES, Person
from engine.queries import people
from web.cli import Stop
from web.cli.place import data_argument, installation
from web.passwords import SHORTEST_PASSWORD, hash_password

HELP = f"""Accounts. Roles: {", ".join(ROLES)}.

  alur user create LOGIN --name NAME [--role ROLE]... [--group GROUP]... [--unit UNIT]
  alur user list
  alur user password LOGIN
  alur user roles LOGIN [ROLE]...

A password is asked for on the terminal; without a terminal it is the first line of the standard input.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """A verb of its own for each deed."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="create | list | password | roles")
    create = deeds.add_parser("create", help="make an account")
    create.add_argument("login")
    create.add_argument("--name", required=True)
    create.add_argument("--position", default="")
    create.add_argument("--email")
    create.add_argument("--unit")
    create.add_argument("--role", action="append", choices=ROLES, default=[])
    create.add_argument("--group", action="append", default=[])
    listing = deeds.add_parser("list", help="show all accounts")
    password = deeds.add_parser("password", help="give an account a new password")
    password.add_argument("login")
    roles = deeds.add_parser("roles", help="give an account exactly these roles")
    roles.add_argument("login")
    roles.add_argument("roles", nargs="*", choices=[*ROLES, []])
    for deed in (create, listing, password, roles):
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


def me() -> Person:
    """Whoever may read the data directory is an administrator; the history says that it came by the command line."""
    return Person(f"cli:{os.environ.get('SUDO_USER') or _os_user()}", roles=frozenset(ROLES), channel="cli")


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return str(os.getuid())


def _create(engine: Engine, options: argparse.Namespace) -> None:
    password = _password()
    command = CreatePerson(
        options.login, options.name, options.position, options.email, options.unit,
        tuple(options.role or ("staff",)), tuple(options.group), hash_password(password),
    )  # fmt: skip
    engine.do(command, me())
    print(f"The account {options.login} was made.")


def _set_password(engine: Engine, options: argparse.Namespace) -> None:
    engine.do(SetPassword(options.login, hash_password(_password())), me())
    print(f"{options.login} has a new password. Old sessions have ended.")


def _set_roles(engine: Engine, options: argparse.Namespace) -> None:
    engine.do(SetRoles(options.login, tuple(options.roles)), me())
    print(f"{options.login} has these roles: {', '.join(options.roles) or '-'}")


def _list(engine: Engine, _: argparse.Namespace) -> None:
    with engine.read() as connection:
        for account in _all(connection):
            state = "" if account.active else "  (inactive)"
            roles, groups = ",".join(sorted(account.person.roles)), ",".join(sorted(account.person.groups))
            print(f"{account.person.login}\t{account.person.name}\t{roles}\t{groups}{state}")


def _all(connection: Any) -> Iterator[people.Account]:
    last = ""
    while page := people.accounts(connection, after=last):
        yield from page
        last = page[-1].person.login


def _password() -> str:
    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
        if getpass.getpass("Once more: ") != password:
            raise Stop(say("The two passwords are not the same. Nothing was changed."))
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST_PASSWORD:
        raise Stop(say("A password needs at least {count} characters. Nothing was changed.", count=SHORTEST_PASSWORD))
    return password


DEEDS: dict[str, Callable[[Engine, argparse.Namespace], None]] = {
    "create": _create,
    "list": _list,
    "password": _set_password,
    "roles": _set_roles,
}
