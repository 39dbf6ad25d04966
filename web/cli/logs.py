"""Logs: one JSON line per event in <data>/log/<process>.log, kept small, and short lines for people on the terminal."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

SIZE = 10_000_000
KEPT = 5
BEFORE: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
]


def set_up(directory: Path, process: str, terminal: int = logging.WARNING) -> None:
    """Send everything that is logged in this process to its file, and what is grave to the terminal."""
    file = RotatingFileHandler(directory / f"{process}.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8")
    file.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=BEFORE,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
    )
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(terminal)
    screen.setFormatter(_Short(f"{process}: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [file, screen]
    root.setLevel(logging.INFO)
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


class _Short(logging.Formatter):
    """The event in one line; what exactly happened, with its traceback, is in the file."""

    def format(self, record: logging.LogRecord) -> str:
        kept, record.exc_info, record.exc_text = record.exc_info, None, None
        message = record.msg
        if isinstance(message, dict):
            record.msg = str(message.get("event", message))
        try:
            line = super().format(record)
        finally:
            record.exc_info, record.msg = kept, message
        if kept and kept[1] is not None:
            line = f"{line} ({type(kept[1]).__name__}: {kept[1]})"
        return line
