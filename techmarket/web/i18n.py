"""Which language a request speaks: ?lang, then the account, then the cookie, then the default."""

from flask import Flask, Response, g, has_request_context, request, session, url_for
from flask_babel import get_locale
from flask_login import current_user

from techmarket.extensions import babel
from techmarket.region.current import pack
from techmarket.web.urls import url_with

LANGUAGES = ("zh", "en")
DEFAULT_LANGUAGE = "zh"
COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Bind Babel with our choice of language and the region's zone; offer the globals of the page.

    Templates get `language()`, `lang_url(code)`, `market_name()` and `city_name()`.
    """
    babel.init_app(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone=pack().timezone,
        locale_selector=select_language,
    )
    app.after_request(_remember)
    app.jinja_env.globals.update(
        language=current_language,
        lang_url=lang_url,
        market_name=lambda: pack().market_name(current_language()),
        city_name=lambda: pack().name(current_language()),
    )


def select_language() -> str:
    """Return the language code for this request; outside one, the default."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    wishes = (
        request.args.get("lang"),
        # What a signed-in person chose with ?lang holds for this visit; the account is the rest.
        session.get("lang"),
        getattr(current_user, "language", None),
        request.cookies.get(COOKIE),
    )
    return next((wish for wish in wishes if wish in LANGUAGES), DEFAULT_LANGUAGE)


def current_language() -> str:
    """Return the language in force, `zh` or `en`; a mail in `force_locale` gets its reader's."""
    locale = get_locale()
    return str(locale.language) if locale else DEFAULT_LANGUAGE


def lang_url(language: str) -> str:
    """Return the address of the page being shown, in the other language."""
    rule = request.url_rule
    if rule is not None and "GET" not in (rule.methods or ()):
        return url_for("home.index", lang=language)
    return url_with(lang=language)


def forget_choice() -> None:
    """Let the account's language hold again, after the account's own setting was changed."""
    session.pop("lang", None)


def _remember(response: Response) -> Response:
    """Keep an explicit choice in the browser, and for a signed-in person in the session too."""
    chosen = request.args.get("lang")
    if chosen not in LANGUAGES:
        return response
    user = g.get("_login_user")
    if user is not None and user.is_authenticated:
        session["lang"] = chosen
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response
