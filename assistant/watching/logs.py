"""Log lines with the request that they belong to, for people or as JSON, and without secrets."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from assistant.settings import ENVIRONMENT_PREFIX, Settings

_PACKAGES = ("assistant", "vectorstore", "eval")
_REQUEST: ContextVar[str] = ContextVar("request", default="")
_SECRET_VARIABLES = re.compile(rf"{ENVIRONMENT_PREFIX}\w*(?:KEY|PASSWORD|TOKEN)|HF_TOKEN")
_SECRET_TEXTS = re.compile(
    r"(?P<before>(?:bearer|basic)\s+|://[^\s/:@]*:(?=[^\s/]*@)|(?:api[_-]?key|password|token)[\"']?\s*[=:]\s*)"
    r"(?P<secret>[^\s@\"',;]+)|\b(?:hf|sk)[_-][A-Za-z0-9_-]{16,}",
    re.IGNORECASE,
)
_HIDDEN = "***"


def request_id() -> str:
    """The id of the request that is being served, or a new one where there is none."""
    return _REQUEST.get() or secrets.token_hex(8)


@contextmanager
def serving(request: str) -> Iterator[None]:
    """Whatever is logged within belongs to this request."""
    token = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(token)


def redacted(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without keys, passwords and tokens, whether set in the environment or spelled out.

    Args:
        text: What is about to be written.
        environment: Variables whose names end in KEY, PASSWORD or TOKEN hold what is hidden.
    """
    for name, value in environment.items():
        if len(value) >= 4 and _SECRET_VARIABLES.fullmatch(name):
            text = text.replace(value, _HIDDEN)
    return _SECRET_TEXTS.sub(lambda found: f"{found['before'] or ''}{_HIDDEN}", text)


class TextLines(logging.Formatter):
    """``08:12:01 INFO assistant.watching.observing: answered … [request 3f2a…]``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The line, with a traceback where there is one."""
        request = _request_of(record)
        line = super().format(record)
        return redacted(f"{line} [request {request}]" if request else line)


class JsonLines(logging.Formatter):
    """One JSON object a line; ``fields`` of a record stand beside its message."""

    def format(self, record: logging.LogRecord) -> str:
        """The object: time, level, logger, message, request, the fields, the traceback."""
        made: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := _request_of(record):
            made["request"] = request
        made |= getattr(record, "fields", {})
        if record.exc_info:
            made["traceback"] = self.formatException(record.exc_info)
        # Within the values, where no quotation mark of JSON's is taken for a part of a secret.
        hidden = {k: redacted(v) if isinstance(v, str) else v for k, v in made.items()}
        return json.dumps(hidden, ensure_ascii=False, default=str)


def configure(settings: Settings) -> None:
    """Write log lines to standard error: warnings, and with ``verbose`` what our own code tells."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    handler.addFilter(_is_not_chatter)
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, TextLines | JsonLines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    for package in _PACKAGES:
        logging.getLogger(package).setLevel(logging.INFO if settings.verbose else logging.WARNING)


def _is_not_chatter(record: logging.LogRecord) -> bool:
    """Other libraries are heard from warnings on, whatever level they set themselves."""
    return record.levelno >= logging.WARNING or record.name.split(".")[0] in _PACKAGES


def _request_of(record: logging.LogRecord) -> str:
    return str(getattr(record, "request", "") or _REQUEST.get())
