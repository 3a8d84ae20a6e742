"""Files that go out: always as an attachment, never shown by the browser on our own origin."""

from io import BytesIO
from pathlib import Path

from flask import Response, send_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


def send_attachment(content: Path | bytes, name: str, media_type: str) -> Response:
    """Answer with a file to be saved under `name`, which may be Chinese (RFC 5987).

    The name is cut to its last part, so a stored `../` leads nowhere. Content sniffing is off.
    """
    response = send_file(
        BytesIO(content) if isinstance(content, bytes) else content.resolve(),
        mimetype=media_type,
        as_attachment=True,
        download_name=safe_name(name),
        etag=isinstance(content, Path),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def safe_name(name: str) -> str:
    """Return the last part of a file name without control characters; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable()).strip(" .")
    return kept or "file"
