"""Static files: an address that changes with the content (so that browsers may keep them), sent compressed."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, url_for

COMPRESSED = {".css", ".js", ".svg"}
STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=256)
def _mark(name: str, changed: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a file under web/static, for templates."""
    known = g.setdefault("assets", {})  # a page asks for the same picture again and again
    if name not in known:
        known[name] = url_for("static", filename=name, v=_mark(name, (STATIC / name).stat().st_mtime_ns))
    return str(known[name])


@lru_cache(maxsize=64)
def _compressed(name: str, changed: int) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)


def compress(response: Response) -> Response:
    """Send static text compressed, and let browsers keep what has its mark in its address."""
    if request.endpoint != "static" or response.status_code != 200:
        return response
    if request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    name = (request.view_args or {})["filename"]
    if Path(name).suffix in COMPRESSED and request.accept_encodings.quality("gzip") and request.method == "GET":
        body = _compressed(name, (STATIC / name).stat().st_mtime_ns)
        response.direct_passthrough = False
        response.set_data(body)
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def install(app: Flask) -> None:
    """Make ``asset`` known to templates."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(compress)
