"""Keys known before the write: blocks of them are taken from the sequence and handed out one by one."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection

from engine.store.base import KEY_BLOCK

NEXT_BLOCK = "SELECT nextval('key_seq')"


class Keys:
    """The keys of one process. A block that is not used up when the process ends is lost, which harms nobody."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0
        self._end = 0

    def take(self, connection: Connection) -> int:
        """A key nobody else has. One statement in KEY_BLOCK calls; a rollback does not give it back."""
        with self._lock:
            if self._next == self._end:
                self._next = connection.exec_driver_sql(NEXT_BLOCK).scalar_one()
                self._end = self._next + KEY_BLOCK
            key = self._next
            self._next += 1
            return key
