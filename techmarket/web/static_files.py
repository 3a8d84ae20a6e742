"""Style sheets, scripts, pictures: compressed, and kept for ever under a versioned address."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from wsgiref.headers import Headers

from flask import Flask, url_for
from whitenoise import WhiteNoise

from techmarket.web.security_headers import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/static/"
VERSION_LENGTH = 8
FOREVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Serve the static folder in front of the application; offer `asset(path)` to templates."""
    root = Path(app.static_folder or "static")

    @cache
    def version(path: str) -> str:
        return hashlib.sha256((root / path).read_bytes()).hexdigest()[:VERSION_LENGTH]

    def asset(path: str) -> str:
        """Return the address of a static file; it changes when the content does."""
        return url_for("static", filename=path, v=version(path))

    app.jinja_env.globals.update(asset=asset)
    app.wsgi_app = VersionedFiles(app.wsgi_app, root, version)  # type: ignore[method-assign]


class VersionedFiles(WhiteNoise):
    """WhiteNoise that lets a file be kept for ever only when asked for with its present version.

    Without the version the browser asks each time and mostly hears 'not modified'.
    """

    def __init__(
        self, application: "WSGIApplication", root: Path, version: Callable[[str], str]
    ) -> None:
        self.version = version
        super().__init__(
            application,
            root=root,
            prefix=PREFIX,
            max_age=0,
            # Else every file is offered to every site, and without our headers.
            allow_all_origins=False,
            add_headers_function=_add_headers,
        )

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("v", [""])[0]
        if not asked or path not in self.files or asked != self.version(path[len(PREFIX) :]):
            return super().__call__(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401
            kept = [(name, value) for name, value in headers if name != "Cache-Control"]
            return start_response(status, [*kept, ("Cache-Control", FOREVER)], *rest)

        return super().__call__(environ, start)


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
