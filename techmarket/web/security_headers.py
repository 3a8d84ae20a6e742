"""The headers that keep a page from being framed, sniffed, kept by others or fed foreign code."""

from flask import Flask, Response, g, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HTTPS_ONLY = "max-age=31536000"


def init_app(app: Flask) -> None:
    """Add the headers to every answer that has not set its own."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
    if "Cache-Control" not in response.headers:
        # Not even the back button of a shared computer shows a page of who has signed out.
        response.headers["Cache-Control"] = "no-store" if _is_signed_in() else "private, no-cache"
    return response


def _is_signed_in() -> bool:
    user = g.get("_login_user")
    return user is not None and bool(user.is_authenticated)
