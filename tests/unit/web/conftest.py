"""A small application of the HTTP glue alone, without features and database."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template_string
from flask_login import LoginManager, UserMixin
from jinja2 import StrictUndefined

from techmarket.extensions import csrf
from techmarket.kernel import clock
from techmarket.region.current import pack, use_pack
from techmarket.region.pack import load_pack
from techmarket.settings import ROOT
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

ENDPOINTS = {
    "home": {"index": "/", "about": "/about"},
    "listings": {
        "index_results": "/results",
        "index_demands": "/demands",
        "create_result": "/results/new",
        "create_demand": "/demands/new",
    },
    "search": {"index": "/search"},
    "statistics": {"index": "/statistics"},
    "deals": {"notices": "/notices"},
    "accounts": {"sign_in": "/sign-in", "sign_up": "/sign-up", "sign_out": "/sign-out"},
    "me": {"index": "/me"},
    "notifications": {"index": "/me/notifications"},
}
PAGE = """{% extends "layout/base.html" %}
{% block title %}Results{% endblock %}
{% block main %}<p>content</p>{% endblock %}"""


class Person(UserMixin):
    """Somebody signed in who reads English."""

    id = "7"
    language = "en"


@pytest.fixture
def web_app() -> Flask:
    """Return an application with empty pages where the layout expects features."""
    app = Flask("stub", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.update(SECRET_KEY="k" * 40, MAX_CONTENT_LENGTH=1_000_000)
    use_pack(load_pack(ROOT / "region" / "fuxin"))
    clock.use_zone(pack().timezone)
    request_log.init_app(app)
    csrf.init_app(app)
    LoginManager(app).user_loader(lambda _id: Person())
    for part in (sentences, static_files, i18n, urls, filters, security_headers, errors, health):
        part.init_app(app)
    # A name that a view did not pass must be asked for with a default.
    app.jinja_env.undefined = StrictUndefined
    app.add_template_global(lambda: 0, "unread_notifications")
    for name, rules in ENDPOINTS.items():
        app.register_blueprint(stub_blueprint(name, rules))
    return app


def stub_blueprint(name: str, rules: dict[str, str]) -> Blueprint:
    blueprint = Blueprint(name, __name__)
    for endpoint, rule in rules.items():
        blueprint.add_url_rule(rule, endpoint, lambda: render_template_string(PAGE))
    return blueprint


@pytest.fixture
def in_request(web_app: Flask) -> Callable[..., Any]:
    """Return a function that opens a request context for a path."""
    return web_app.test_request_context


@pytest.fixture(scope="session")
def web_app_once() -> Flask:
    """Return an application for property tests, which share one over all their examples."""
    app = Flask("stub", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.update(SECRET_KEY="k" * 40)
    use_pack(load_pack(ROOT / "region" / "fuxin"))
    sentences.init_app(app)
    LoginManager(app).user_loader(lambda _id: Person())
    i18n.init_app(app)
    return app
