"""The embedded PostgreSQL's life: make the cluster, start the server, confirm by connecting, stop it.

The server listens on a unix socket only, in a directory of its own with mode 0700, and believes the operating system
who is asking (peer): the user that owns the cluster and, if root started it, root. There is no password to lose.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from bpmn.sentence import say
from engine.orphans import told_by_linux
from engine.postgres_files import Account, Binaries, DatabaseUnavailable, account, find_binaries

__all__ = ["DatabaseUnavailable", "Server"]

ROLE = "alur"
START_SECONDS = 120.0  # crash recovery of a large database takes its time
STOP_SECONDS = 60.0
SOCKET_PATH_LIMIT = 80  # the kernel allows 107 bytes, the file's name in it takes up to 20
LOG_LIMIT = 10_000_000


class Server:
    """The server of one home directory. Every process may make one of these; ``start`` finds a running server."""

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.cluster = home / "cluster"
        self.settings = {"max_connections": "200", **(settings or {})}
        self._child: subprocess.Popen[bytes] | None = None
        self._users: int | None = None

    def start(self, *, bound: bool = False) -> bool:
        """Make sure that the server runs; true if this call started it. ``bound``: on Linux it stops when this process
        dies (elsewhere the next start finds it running)."""
        self._make_home()
        with _locked(self.home / "lock"):
            self._hold()
            if self._settled():
                return False
            who = account(self.cluster)
            binaries = self.binaries(who)
            if not self.cluster.exists():
                self._make_cluster(binaries, who)
            self._launch(binaries, who, bound=bound)
            return True

    def stop(self, *, anyway: bool = False) -> None:
        """Stop the server, unless another process of this machine still uses it (and it is not wanted ``anyway``)."""
        if not self.home.is_dir():
            return
        with _locked(self.home / "lock"):
            if not self._last_user() and not anyway:
                return
            pid = self._alive()
            for how in (signal.SIGINT, signal.SIGQUIT):  # fast: open transactions are rolled back; immediate
                if pid is None:
                    break
                os.kill(pid, how)
                _wait(lambda: self._alive() is None, STOP_SECONDS)
                pid = self._alive()
            self._clear()

    def url(self, database: str = ROLE) -> str:
        """How to connect to a database of the running server."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self._socket()), safe='')}"

    def answers(self) -> bool:
        """Whether a connection can be made now."""
        if not self._pid_file().exists():
            return False
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self, name: str = ROLE, template: str | None = None) -> bool:
        """Make a database (as a copy of the template); false if it exists already."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                return False
            made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            connection.execute(made + sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else made)
            return True

    def rename_database(self, name: str, new: str) -> bool:
        """Give a database another name; false if somebody is connected to it."""
        renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            try:
                connection.execute(renamed)
            except psycopg.errors.ObjectInUse:
                return False
        return True

    def drop_database(self, name: str) -> None:
        """Remove a database, closing what is still connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def binaries(self, who: Account | None = None) -> Binaries:
        """The binaries that fit the cluster."""
        version = self.cluster / "PG_VERSION"
        return find_binaries(who or account(self.cluster), int(version.read_text()) if version.exists() else None)

    # How it is done

    def _make_home(self) -> None:
        try:
            self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
            (self.home / "lock").touch()
        except OSError as error:
            raise DatabaseUnavailable(
                say(
                    "The database's directory {place} cannot be written ({trouble}). Nothing was started. "
                    "Choose another with --data.",
                    place=self.home, trouble=error.strerror or error,
                )
            ) from error  # fmt: skip

    def _settled(self) -> bool:
        """True: a server answers. False: none is alive. In between (recovering, stopping) it is waited for."""
        if not _wait(lambda: self.answers() or self._alive() is None, START_SECONDS):
            raise DatabaseUnavailable(
                say(
                    "A database server is running on {place} (process {pid}) but does not answer.",
                    place=self.cluster, pid=self._alive(),
                )
            )  # fmt: skip
        return self.answers()

    def _make_cluster(self, binaries: Binaries, who: Account) -> None:
        half = self.home / "cluster.new"  # renamed when complete, so that an interrupted initdb leaves no trap
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        self._give(half, who)
        collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= 17 else []
        command = [
            binaries.path("initdb"), "-D", str(half), "-U", ROLE, "--encoding=UTF8", "--locale=C.UTF-8", *collation,
            "--auth-local=peer", "--auth-host=reject", "--no-instructions",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=_environment(), **who.switch)
        if done.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise DatabaseUnavailable(
                say(
                    "PostgreSQL could not make its files in {place}: {trouble}",
                    place=self.home, trouble=_last_lines(done.stderr or done.stdout),
                )
            )  # fmt: skip
        (half / "pg_hba.conf").write_text(f"local all all peer map={ROLE}\n")
        names = sorted({who.name, "root"} if os.geteuid() == 0 else {who.name})
        (half / "pg_ident.conf").write_text("".join(f"{ROLE} {name} {ROLE}\n" for name in names))
        half.rename(self.cluster)

    def _launch(self, binaries: Binaries, who: Account, *, bound: bool) -> None:
        self._clear()
        socket = self._make_socket_directory(who)
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(socket), "timezone": "UTC", "log_timezone": "UTC",
            **self.settings,
        }  # fmt: skip
        command = [binaries.path("postgres"), "-D", str(self.cluster)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.home / "server.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            start = output.tell()
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", env=_environment(),
                start_new_session=True, preexec_fn=told_by_linux(signal.SIGINT) if bound else None, **who.switch,
            )  # fmt: skip
        child = self._child
        if not _wait(lambda: child.poll() is not None or self.answers(), START_SECONDS) or child.poll() is not None:
            raise DatabaseUnavailable(
                say(
                    "PostgreSQL did not start on {place}: {trouble}",
                    place=self.cluster, trouble=_last_lines(log.read_bytes()[start:].decode(errors="replace")),
                )
            )  # fmt: skip

    def _make_socket_directory(self, who: Account) -> Path:
        socket = self.home / "socket"
        if len(str(socket)) > SOCKET_PATH_LIMIT:
            socket.symlink_to(tempfile.mkdtemp(prefix="alur-", dir="/tmp"))  # ours alone, mode 0700
            socket = socket.readlink()
        socket.mkdir(mode=0o700, exist_ok=True)
        self._give(socket, who)
        return socket

    @staticmethod
    def _give(path: Path, who: Account) -> None:
        if who.switch:
            os.chown(path, who.uid, who.gid)

    def _pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    def _socket(self) -> Path:
        socket = self.home / "socket"
        return socket.readlink() if socket.is_symlink() else socket

    def _alive(self) -> int | None:
        """The process of a server on this cluster: not a zombie, not a stranger who was given the same number."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        try:
            first = self._pid_file().read_text().partition("\n")[0]
        except FileNotFoundError:
            return None
        return int(first) if first.isdigit() and str(self.cluster) in _command_of(int(first)) else None

    def _clear(self) -> None:
        """Remove what a dead server left: it would believe in a stale pid file if the number is in use again."""
        if self._alive() is not None:
            return
        self._pid_file().unlink(missing_ok=True)
        shutil.rmtree(self._socket(), ignore_errors=True)
        if (self.home / "socket").is_symlink():
            (self.home / "socket").unlink()

    def _hold(self) -> None:
        """Note that this process uses the server, for as long as it lives."""
        if self._users is None:
            self._users = os.open(self.home / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def _last_user(self) -> bool:
        self._hold()
        assert self._users is not None
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(self._users)
            self._users = None
        return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _wait(until: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _last_lines(text: str, count: int = 4) -> str:
    return " / ".join(line.strip() for line in text.strip().splitlines()[-count:])


def _command_of(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # no such process, or one of another container; a zombie's line is empty
            return ""
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return done.stdout
