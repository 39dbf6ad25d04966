"""alur web: the web server alone: gunicorn, one process with many threads; start it on as many machines as you need."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from engine import Engine
from engine.orphans import stop_with_parent
from web.application import create_app
from web.cli import logs
from web.cli.place import data_argument, data_directory, installation
from web.cli.settings import must_be_at_home, must_be_current, web_config, whole_number

HELP = """Start the web server alone. `alur up` does this and more; this verb is for several machines on one database.

ALUR_THREADS (64) is the number of requests answered at once; ALUR_HTTPS=1 says that a proxy in front speaks HTTPS.
"""
PORT = 8000


def arguments(parser: argparse.ArgumentParser) -> None:
    """--host, --port, --data."""
    address_arguments(parser)
    open_api_argument(parser)
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)  # a listening socket, from `alur up`
    data_argument(parser)


def address_arguments(parser: argparse.ArgumentParser) -> None:
    """--host and --port."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT})")


def open_api_argument(parser: argparse.ArgumentParser) -> None:
    """--open-api: the development switch."""
    parser.add_argument(
        "--open-api", action="store_true",
        help="for development: programs on this machine call the APIs without signing in (127.0.0.1 only)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    stop_with_parent()
    must_be_at_home(options)
    data = data_directory(options.data)
    logs.set_up(data / "log", "web")
    with installation(data) as opened:
        engine = Engine(opened.url, pool_size=2)
        must_be_current(engine)
        engine.close()
        bind = f"fd://{options.fd}" if options.fd is not None else f"{options.host}:{options.port}"
        _Server(opened.url, options.host, bind, data, options.open_api).run()
    return 0


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, set up by us and not by files, environment or command line."""

    def __init__(self, url: str, host: str, bind: str, data: Path, open_api: bool) -> None:
        self.url, self.host, self.bind, self.data, self.open_api = url, host, bind, data, open_api
        self.threads = whole_number("ALUR_THREADS", 64)
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self.bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": self.threads,
            "timeout": 120,
            "graceful_timeout": 15,
            "keepalive": 5,
            "logger_class": _Log,
            "control_socket_disable": True,
            "proc_name": "alur web",
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # older versions of gunicorn have no control socket to turn off
                self.cfg.set(name, value)

    def load(self) -> Any:
        """In the worker process: the engine and the application over it."""
        engine = Engine(self.url, pool_size=self.threads + 2)
        return create_app(engine, web_config(engine, self.host) | {"API_OPEN": self.open_api})


class _Log(Logger):  # type: ignore[misc]
    """gunicorn's two logs, handed on to ours."""

    def setup(self, cfg: Any) -> None:
        for log in (self.error_log, self.access_log):
            log.handlers[:] = []
            log.propagate = True
            log.setLevel("INFO")

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """One line a request, without the query: what people look for is nobody's business."""
        self.access_log.info(
            "request",
            extra={
                "method": environ.get("REQUEST_METHOD"), "path": environ.get("PATH_INFO"), "status": resp.status_code,
                "bytes": getattr(resp, "sent", None), "ms": round(request_time.total_seconds() * 1000, 1),
                "remote": environ.get("REMOTE_ADDR"), "pid": os.getpid(),
            },
        )  # fmt: skip

    def reopen_files(self) -> None:
        """Ours rotate by themselves."""
