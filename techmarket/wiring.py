"""Which features the application has: blueprints, health checks, outbox consumers, duties."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from techmarket.accounts.events import (
    OrganisationRenamed,
    PasswordResetRequested,
    SignUpRepeated,
)
from techmarket.accounts.routes import all as accounts
from techmarket.contracts.blocks import contract_blocks
from techmarket.contracts.routes import all as contracts
from techmarket.contracts.routes.deal_block import render_contract_block
from techmarket.contracts.services.signing import enforce_due_contracts
from techmarket.deals.blocks import deal_blocks
from techmarket.deals.routes import all as deals
from techmarket.deals.routes.listing_block import render_inquire_button
from techmarket.deals.services.notices import run_notice_duty
from techmarket.home import routes as home
from techmarket.kernel.duties import register_duty
from techmarket.kernel.orm import db
from techmarket.kernel.outbox import subscribe
from techmarket.listings.blocks import action_blocks, main_blocks
from techmarket.listings.events import ListingIndexed
from techmarket.listings.index_documents import apply_indexed, count_drift, follow_renamed
from techmarket.listings.routes import all as listings
from techmarket.listings.services.clocks import LAPSE_EVERY, lapse_listings
from techmarket.matching import routes as matching
from techmarket.matching.worker import follow_listings
from techmarket.me import routes as me
from techmarket.notifications import routes as notifications
from techmarket.notifications.events import Notified
from techmarket.notifications.letters import send_account_letters, send_notifications
from techmarket.notifications.services.notifying import COMPOSERS, notify
from techmarket.registration.routes import all as registration
from techmarket.registration.routes.cases import render_block as render_registration_block
from techmarket.search.port import IndexUnavailable
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
    notifications,
    me,
)


def register_blueprints(app: Flask) -> None:
    """Register every feature's blueprints, and what each shows on the pages of those below."""
    for feature in FEATURES:
        for blueprint in feature.BLUEPRINTS:
            app.register_blueprint(blueprint)
    action_blocks.register(render_inquire_button)
    main_blocks.register(matching.matches_block)
    deal_blocks.register(render_contract_block)
    contract_blocks.register(render_registration_block)


def register_checks(app: Flask) -> None:
    """Let /healthz ask the database and the index."""
    add_check(app, "database", _database_health)
    add_check(app, "search-index", _index_health)


def subscribe_consumers() -> None:
    """Connect events with those who act on them, and the worker with its duties."""
    subscribe("search-index", apply_indexed, ListingIndexed)
    # After the index: a pair is computed from what the index holds.
    subscribe("matching", follow_listings, ListingIndexed)
    subscribe("listing-owners", follow_renamed, OrganisationRenamed)
    subscribe("notifications", notify, *COMPOSERS)
    subscribe("mail", send_notifications, Notified)
    subscribe("account-mail", send_account_letters, PasswordResetRequested, SignUpRepeated)
    register_duty("lapse-listings", LAPSE_EVERY, lapse_listings)
    register_duty("clear-notices", timedelta(hours=1), run_notice_duty)
    register_duty("enforce-contracts", timedelta(hours=1), enforce_due_contracts)


def _database_health() -> Health:
    db.session.execute(text("SELECT 1 FROM alembic_version"))
    return Health(is_ok=True)


def _index_health() -> Health:
    """Ready when the index can be read; `drift` is by how many documents it lags behind."""
    try:
        documents, drift = count_drift()
    except IndexUnavailable:
        return Health(is_ok=False)
    return Health(is_ok=True, facts={"documents": documents, "drift": drift})
