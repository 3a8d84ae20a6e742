"""One line per request with id, user, endpoint, status and time; never what people wrote."""

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import TextIO

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
QUIET_ENDPOINTS = frozenset({"static", "health.show"})
# What a record of ours may carry beside its message; anything else stays out of the log.
FIELDS = ("request_id", "user_id", "method", "endpoint", "status", "ms")


def init_app(app: Flask) -> None:
    """Number and time every request. Must come before CSRF and the limiter bind their hooks."""
    app.before_request(_start)
    app.after_request(_finish)
    app.jinja_env.globals.update(request_id=request_id)


def configure_logging(stream: TextIO | None = None) -> None:
    """Send the program's log to `stream` (standard error): lines on a terminal, else JSON.

    Called by whoever runs the program, not by tests. A second call replaces the first.
    """
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter() if stream.isatty() else JsonFormatter())
    logger = logging.getLogger("techmarket")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)


def request_id() -> str:
    """Return the number of the present request, as shown on error pages; empty outside one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


class JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class LineFormatter(logging.Formatter):
    """One line for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    if "request_id" not in fields and (number := request_id()):
        fields["request_id"] = number
    return fields


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    # A request refused before our hook ran has no number yet.
    number = g.get("request_id") or secrets.token_hex(8)
    response.headers[HEADER] = number
    if request.endpoint in QUIET_ENDPOINTS and response.status_code < 400:  # noqa: PLR2004 - errors begin at 400
        return response
    elapsed = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    user = g.get("_login_user")
    fields = {
        "request_id": number,
        "user_id": getattr(user, "id", None),
        "method": request.method,
        "endpoint": request.endpoint or "-",
        "status": response.status_code,
        "ms": round(elapsed, 1),
    }
    log.info(
        "%(method)s %(endpoint)s %(status)s %(ms)s ms user=%(user_id)s id=%(request_id)s",
        fields,
        extra=fields,
    )
    return response
