"""Which features the application has: blueprints, health checks, outbox consumers, duties."""

from flask import Flask
from sqlalchemy import text

from techmarket.accounts import routes as accounts
from techmarket.contracts import routes as contracts
from techmarket.deals import routes as deals
from techmarket.home import routes as home
from techmarket.kernel.orm import db
from techmarket.listings import routes as listings
from techmarket.matching import routes as matching
from techmarket.me import routes as me
from techmarket.registration import routes as registration
from techmarket.statistics import routes as statistics
from techmarket.web.health import Health, add_check

FEATURES = (
    home,
    accounts,
    listings,
    matching,
    deals,
    contracts,
    registration,
    statistics,
    me,
)


def register_blueprints(app: Flask) -> None:
    """Register every feature's blueprints."""
    for feature in FEATURES:
        for blueprint in feature.BLUEPRINTS:
            app.register_blueprint(blueprint)


def register_checks(app: Flask) -> None:
    """Let /healthz ask the database and the index."""
    add_check(app, "database", _database_health)


def subscribe_consumers() -> None:
    """Connect events with those who act on them."""


def _database_health() -> Health:
    db.session.execute(text("SELECT 1 FROM alembic_version"))
    return Health(is_ok=True)
