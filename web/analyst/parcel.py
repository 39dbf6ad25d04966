"""Checked files on their way through the page: packed and signed, so that exactly those bytes come back."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

from bpmn.sentence import say
from engine import InvalidCommand

VALID = 12 * 3600
"""Seconds: as long as a sign-in."""


def pack(files: Mapping[str, bytes]) -> str:
    """One line of text that holds the files."""
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return _signer().sign(base64.urlsafe_b64encode(room.getvalue())).decode()


def unpack(text: str) -> dict[str, bytes]:
    """The files of ``pack``; refused if it is not ours, changed or old. Only what we signed is ever unzipped."""
    if not text:
        return {}
    try:
        packed = _signer().unsign(text, max_age=VALID)
    except BadSignature as error:
        raise InvalidCommand(
            say("The checked files of this page are no longer valid. Nothing has been deployed. Upload them again.")
        ) from error
    with zipfile.ZipFile(io.BytesIO(base64.urlsafe_b64decode(packed))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt="checked upload")
