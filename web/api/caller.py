"""Whether the caller of a request that waits still listens: work is not given to somebody who has gone."""

from __future__ import annotations

import socket

from flask import request


def listens() -> bool:
    """False if the connection was closed from the other side. True where the server does not show its connection."""
    connection = request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
    if connection is None:
        return True
    try:
        return bool(connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:  # nothing was sent, and it is open
        return True
    except OSError:
        return False
