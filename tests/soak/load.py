"""The load of the crash test: people who start cases and complete tasks in the web, whatever is killed."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import Engine, StartInstance
from engine.errors import Refusal
from engine.person import SYSTEM


class Browser:
    """Somebody who works through the web: signs in, opens tasks, completes them; starts again whenever the web dies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.signed_in = False

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def sign_in(self) -> None:
        self.cookies.clear()
        _, page = self.ask("GET", "/masuk")
        status, _ = self.ask("POST", "/masuk", login="admin", password="admin", csrf_token=_hidden(page, "csrf_token"))
        assert status == 302
        self.signed_in = True

    def complete(self, task: int) -> int:
        """The status of the last answer."""
        status, page = self.ask("GET", f"/tasks/{task}")
        if status != 200 or 'name="once"' not in page:
            return status
        fields = {"csrf_token": _hidden(page, "csrf_token"), "once": _hidden(page, "once")}
        return self.ask("POST", f"/tasks/{task}/complete", **fields)[0]


class Load(threading.Thread):
    """Starts cases and works through whatever tasks are open, until told to stop."""

    def __init__(self, url: str, port: int) -> None:
        super().__init__(daemon=True)
        self.engine = Engine(url, pool_size=3)
        self.browser = Browser(port)
        self.started: list[int] = []
        self.statuses: Counter[int] = Counter()
        self.starting = True
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self.work()
            except (OSError, http.client.HTTPException, Refusal):  # somebody was just killed
                time.sleep(0.1)

    def work(self) -> None:
        if not self.browser.signed_in:  # the session outlives every restart: its key is in the database
            self.browser.sign_in()
        if self.starting:
            self.started.append(self.engine.do(StartInstance("crash"), SYSTEM).instance_key)
        for task in open_tasks(self.engine)[:10]:
            self.statuses[self.browser.complete(task)] += 1
            if self.over.is_set():
                return
        time.sleep(0.02)


def open_tasks(engine: Engine) -> list[int]:
    return [row.key for row in rows(engine, "SELECT key FROM task WHERE state = 'open' ORDER BY key")]


def rows(engine: Engine, query: str, **values: Any) -> list[Any]:
    for _ in range(20):
        try:
            with engine.read() as connection:
                return list(connection.execute(text(query), values))
        except (Refusal, psycopg.Error, DBAPIError):
            time.sleep(0.5)
    pytest.fail("the database does not come back")


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name} in the page"
    return found.group(1)
