"""Logs on standard error, without secrets or addresses."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from ..config import Settings
from ..contract.values import printable

EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
SECRET_NAMES = ("password", "token", "session", "authorization", "secret")


def configure(settings: Settings) -> None:
    """For the whole process; a later call replaces it."""
    level = getattr(logging, settings.log.upper())
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # else it names addresses at every try
    form: Any = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    if settings.log_format == "json":
        form = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redacted,
            form,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _redacted(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if any(secret in name.lower() for secret in SECRET_NAMES):
            event[name] = "…"
        elif isinstance(value, str):
            event[name] = EMAIL.sub("…@…", printable(value))
    return event
