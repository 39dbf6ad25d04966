"""alur up: database, schema, demo on a fresh database, then web and worker as children, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import fcntl
import http.client
import json
import logging
import os
import socket
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import structlog

from bpmn.sentence import say
from engine import Engine
from engine.orphans import stop_with_parent
from engine.postgres import DatabaseUnavailable
from engine.queries import operations
from web.cli import Stop, demo, guarded, logs, serve, work
from web.cli.place import Installation, data_argument, data_directory, open_installation
from web.cli.serve import address_arguments, open_api_argument
from web.cli.settings import DEMO, LOOPBACK, demo_accounts, must_be_at_home
from web.cli.supervisor import Child, Supervisor

HELP = """Start Alur: the database, its schema, demo data on a fresh database, the web server and a worker.
Ctrl-C stops all. What was done is kept in the data directory, or in the database that DATABASE_URL names.
"""
log = structlog.get_logger("alur.up")
START_SECONDS = 90.0
PORT_SECONDS = 15.0  # given to the children of an Alur that was killed to leave the port


def arguments(parser: argparse.ArgumentParser) -> None:
    """--host, --port, --data, --demo, --open-api."""
    address_arguments(parser)
    parser.add_argument(
        "--demo", action="store_true",
        help="make demo accounts also where others may reach them: with another host, or with DATABASE_URL",
    )  # fmt: skip
    open_api_argument(parser)
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Start everything, say where it is, look after it, stop everything."""
    stop_with_parent()
    must_be_at_home(options)
    data = data_directory(options.data)
    logs.set_up(data / "log", "alur")
    with _Claim(data) as claim:
        listener = _listen(options.host, options.port, patient=claim.left_behind)
        address = _address(options.host, listener.getsockname()[1])
        claim.note(address)
        opened = open_installation(data, bound=True)
        try:
            engine = Engine(opened.url, pool_size=2)
            _prepare(engine, opened, options)
            accounts = demo_accounts(engine)
            engine.close()
            supervisor = Supervisor(_children(opened, options, listener, claim), _Watch(opened).look)
            supervisor.listen()
            try:
                supervisor.start()
                _wait_until_ready(supervisor, listener, data)
                if not supervisor.stopping:
                    _greet(address, opened, accounts)
                supervisor.run()
            finally:
                print("\nStopping ...", file=sys.stderr)
                supervisor.stop()
        finally:
            if opened.server:
                opened.server.stop()
        claim.withdraw()
    return 0


class _Claim:
    """The right to run on a data directory: a lock that falls free with the process, and a note of who has it."""

    def __init__(self, data: Path) -> None:
        self.path = data / "up.lock"
        self.left_behind = False

    def __enter__(self) -> _Claim:
        self._file: IO[str] = self.path.open("a+")
        self._file.seek(0)
        text = self._file.read()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            known = json.loads(text or "{}")
            raise Stop(
                say(
                    "Alur is running on {place} already: {address} (process {pid}). Nothing was started. "
                    "Stop that one first, or choose another directory with --data and another --port.",
                    place=self.path.parent, address=known.get("address", "-"), pid=known.get("pid", "-"),
                )
            ) from None  # fmt: skip
        self.left_behind = bool(text)  # the last one was killed, and its children may be about to stop
        return self

    def note(self, address: str) -> None:
        self._write(json.dumps({"pid": os.getpid(), "address": address}))

    def withdraw(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        self._file.truncate(0)
        self._file.write(text)
        self._file.flush()

    def leave(self) -> None:
        """In a child: the claim is the parent's alone, and falls free when the parent dies."""
        self._file.close()

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _listen(host: str, port: int, *, patient: bool) -> socket.socket:
    """The socket that the web server will answer at: taken before anything is started, kept over its restarts."""
    end = time.monotonic() + (PORT_SECONDS if patient else 0.0)
    while True:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, port), family=family, backlog=512)
        except OSError as error:
            if time.monotonic() < end:
                time.sleep(0.2)
                continue
            raise Stop(
                say(
                    "Alur cannot listen at {host}, port {port}: {trouble}. Nothing was started. "
                    "Stop the program that uses it, or choose another with --port.",
                    host=host, port=port, trouble=_reason(error),
                )
            ) from error  # fmt: skip
        except OverflowError as error:
            raise Stop(say("A port is a number from 0 to 65535; found: {found}.", found=port)) from error


def _reason(error: OSError) -> str:
    """What the system says, without Python's additions; name look-ups have numbers of their own."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)  # noqa: S104
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def _prepare(engine: Engine, opened: Installation, options: argparse.Namespace) -> None:
    """Schema, and the demo if it belongs here."""
    if engine.upgrade():
        log.info("The database's schema was brought to the newest revision.")
    with engine.read() as connection:
        state = operations.setting_value(connection, DEMO)
        empty = operations.is_empty(connection)
    at_home = options.host in LOOPBACK
    if state == "loading" or (empty and (options.demo or (at_home and opened.server))):
        print("Preparing the demo: units, people, and the library of SOPs ...", file=sys.stderr)
        demo.load(engine)
    elif state == "yes" and not at_home and not options.demo:
        raise Stop(
            say(
                "This is a demo: everybody knows its passwords, so it is not opened to {host}. Nothing was started. "
                "Add --demo if you want that all the same, or choose an empty directory with --data.",
                host=options.host,
            )
        )  # fmt: skip


@dataclass
class _Watch:
    """Looks whether the embedded database is there, and starts it again if it is not."""

    opened: Installation
    next_look: float = 0.0

    def look(self) -> None:
        server = self.opened.server
        if server is None or time.monotonic() < self.next_look or server.answers():
            return
        self.next_look = time.monotonic() + 2.0
        try:
            if server.start(bound=True):
                log.error("The database stopped and was started again.")
        except DatabaseUnavailable as error:
            self.next_look = time.monotonic() + 30.0
            log.error(f"The database stopped and cannot be started. It is tried again in 30 s. {error}")


def _children(opened: Installation, options: argparse.Namespace, listener: socket.socket, claim: _Claim) -> list[Child]:
    def child(name: str, module: Any, **more: Any) -> int:
        claim.leave()
        os.environ["DATABASE_URL"] = opened.url  # the parent looks after the embedded server
        return guarded(name, partial(module.run, argparse.Namespace(data=opened.data, **more)))

    def worker() -> int:
        listener.close()  # else the port stays taken for as long as the worker needs to stop
        return child("work", work, concurrency=work.CONCURRENCY)

    return [
        Child(
            "web server",
            partial(child, "web", serve, host=options.host, fd=listener.fileno(), open_api=options.open_api),
        ),
        Child("worker", worker),
    ]


def _wait_until_ready(supervisor: Supervisor, listener: socket.socket, data: Path) -> None:
    """Until pages are served. What dies now will not live later either: say so and stop."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    end = time.monotonic() + START_SECONDS
    while not supervisor.stopping:
        if died := supervisor.look():
            raise Stop(say("The {name} did not start. Its log tells why: {log}", name=died[0].name, log=data / "log"))
        if _is_ready(host, port):
            return
        if time.monotonic() > end:
            raise Stop(say("The web server does not answer. Its log tells more: {log}", log=data / "log"))
        time.sleep(0.1)


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(address: str, opened: Installation, accounts: tuple[tuple[str, str, str], ...]) -> None:
    database = "DATABASE_URL" if opened.server is None else "PostgreSQL in " + str(opened.server.home)
    lines = ["", f"Alur is ready: {address}", f"  data      {opened.data}", f"  database  {database}"]
    if accounts:
        width = max(len(login) for login, *_ in accounts)
        lines += ["", "Demo accounts (the password is the login):"]
        lines += [f"  {login:<{width}}  {name}, {position}" for login, name, position in accounts]
    else:
        with_account = _has_accounts(opened)
        lines += [] if with_account else ["", "Nobody has an account yet. Make one with:",
                                          "  alur user create LOGIN --name NAME --role administrator"]  # fmt: skip
    lines += ["", "Ctrl-C stops everything."]
    print("\n".join(lines), flush=True)
    logging.getLogger("alur.up").info("ready at %s", address)


def _has_accounts(opened: Installation) -> bool:
    engine = Engine(opened.url, pool_size=1)
    try:
        with engine.read() as connection:
            return bool(operations.active_people(connection))
    finally:
        engine.close()
