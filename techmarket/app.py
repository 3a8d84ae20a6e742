"""The application factory: the one place where everything is wired, in reading order."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from techmarket.cli import commands
from techmarket.extensions import csrf, login_manager, migrate
from techmarket.kernel import clock
from techmarket.kernel.files import FileStore, use_store
from techmarket.kernel.mail import open_mailer, use_mailer
from techmarket.kernel.orm import db
from techmarket.region.current import pack, use_pack
from techmarket.region.pack import load_pack
from techmarket.search.analysis import Lexicon
from techmarket.search.current import use_engine
from techmarket.search.factory import open_engine
from techmarket.settings import ROOT, Settings
from techmarket.web import (
    errors,
    filters,
    health,
    i18n,
    request_log,
    security_headers,
    sentences,
    static_files,
    urls,
)
from techmarket.wiring import register_blueprints, register_checks, subscribe_consumers

MAX_REQUEST_BYTES = 64 * 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """Build the application for these settings; opens no database connection yet."""
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config.update(_flask_config(settings))
    _open_ports(settings)
    _bind_extensions(app)
    _bind_web(app, settings)
    register_blueprints(app)
    register_checks(app)
    subscribe_consumers()
    commands.init_app(app, settings)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # A failing statement is logged without what people typed.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session; long forms stay valid
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "techmarket" / "translations"),
        "PUBLIC_URL": settings.public_url,
    }


def _open_ports(settings: Settings) -> None:
    """Make the region pack, the clock's zone and the outside ports known to code below Flask."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    use_pack(load_pack(settings.region_dir))
    clock.use_zone(pack().timezone)
    use_store(FileStore(settings.data_dir / "files"))
    use_mailer(open_mailer(settings.mail_url, settings.data_dir, settings.mail_sender))
    groups = [group.terms for group in pack().lexicon]
    use_engine(open_engine(settings.search_url, settings.data_dir, groups), Lexicon(groups))


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    # Its before_request hook must run first: a refused token is logged with an id too.
    request_log.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)


def _bind_web(app: Flask, settings: Settings) -> None:
    for part in (sentences, errors, filters, i18n, urls, security_headers, static_files, health):
        part.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
