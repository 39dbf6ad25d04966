"""Looks files through for viruses by a running clamd (ALUR_CLAMD: host:port, or the path of its socket)."""

from __future__ import annotations

import socket
import struct

from bpmn.sentence import say
from engine.jobs.connectors.base import Trouble

PART = 64 * 1024


def scan(content: bytes, address: str, timeout: float) -> str | None:
    """What clamd found, None if nothing. Trouble if it cannot be reached or does not answer so that it is clear.

    Source: clamd's INSTREAM command, https://docs.clamav.net/manual/Usage/Scanning.html.
    """
    try:
        with _connected(address, timeout) as place:
            place.sendall(b"zINSTREAM\0")
            for begin in range(0, len(content), PART):
                part = content[begin : begin + PART]
                place.sendall(struct.pack("!I", len(part)) + part)
            place.sendall(struct.pack("!I", 0))
            answer = _answer(place)
    except OSError as error:
        raise Trouble(say("{host} could not be reached: {trouble}", host=address, trouble=error)) from error
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise Trouble(say("The virus scanner at {host} answered: {text}", host=address, text=answer[:200]))


def _connected(address: str, timeout: float) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout)
    place = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    place.settimeout(timeout)
    place.connect(address)
    return place


def _answer(place: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (part := place.recv(4096)):
        said += part
    return said.rstrip(b"\0\n").decode(errors="replace")
