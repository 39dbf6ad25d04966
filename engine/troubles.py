"""What the database's own errors mean: which are tried again, which become which refusal. The rest are our bugs."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bpmn.sentence import Sentence, say
from engine.errors import Conflict, InvalidCommand, Refusal, Unavailable
from engine.history.canonical import UNSTORABLE

STOPPED = say(
    "The database does not answer. Nothing was changed by this action. "
    "Try again in a minute; if it stays so, tell your administrator."
)
UNSURE = say(
    "The connection to the database was lost at the very last moment. "
    "Please look whether your work was saved before you repeat it."
)
BUSY = say("The system is too busy at the moment. Nothing was changed. Please try again.")
FULL = say("The database's disk is full. Nothing was changed. Tell your administrator: space must be made first.")
READ_ONLY = say("The database can only be read at the moment. Nothing was changed. Please try again later.")

REPEATED = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: the database chose this command as the one to give way; it is run again."""

MEANINGS: dict[str, tuple[type[Refusal], Sentence]] = {
    "40001": (Conflict, BUSY),
    "40P01": (Conflict, BUSY),
    "25006": (Unavailable, READ_ONLY),
    "53100": (Unavailable, FULL),
    "53200": (Unavailable, BUSY),
    "53300": (Unavailable, BUSY),
    "55P03": (Unavailable, BUSY),
    "57014": (Unavailable, BUSY),
    "22003": (InvalidCommand, UNSTORABLE),
    "22021": (InvalidCommand, UNSTORABLE),
    "22P02": (InvalidCommand, UNSTORABLE),
    "22P05": (InvalidCommand, UNSTORABLE),
    "54000": (InvalidCommand, UNSTORABLE),
}
"""SQLSTATE -> what it is for people."""

LOST_CLASSES = ("08", "57P")  # connection exceptions; the server is being shut down or started


def driver_error(error: BaseException) -> psycopg.Error | None:
    """The driver's error in what was raised, whichever way it came: past SQLAlchemy or through it."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error):
        return error.orig
    return error if isinstance(error, psycopg.Error) else None


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that all idle ones are probably gone as well."""
    found = driver_error(error)
    if found is None:
        return False
    if found.sqlstate is None:
        return isinstance(found, psycopg.OperationalError)
    return found.sqlstate.startswith(LOST_CLASSES)


def is_repeated(error: BaseException) -> bool:
    """Whether the same command may simply be run again."""
    found = driver_error(error)
    return found is not None and found.sqlstate in REPEATED


def refusal(error: BaseException) -> Refusal | None:
    """The refusal that tells people of a database's error; None if nobody but a programmer can help."""
    if isinstance(error, PoolTimeout):
        return Unavailable(BUSY)
    if is_lost(error):
        return Unavailable(STOPPED)
    found = driver_error(error)
    if found is None or found.sqlstate not in MEANINGS:
        return None
    kind, sentence = MEANINGS[found.sqlstate]
    return kind(sentence)
