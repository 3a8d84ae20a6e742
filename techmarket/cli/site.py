"""Commands that bring the site up and keep it running."""

import logging
import signal
import time
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from techmarket.accounts.queries.organisations import is_demo_database
from techmarket.accounts.services.sowing import sow_region_organisations
from techmarket.demo.market import demo_accounts, is_empty_database, load_demo_market
from techmarket.kernel import duties, outbox
from techmarket.kernel.history import check_chains
from techmarket.kernel.orm import db, transaction
from techmarket.listings.index_documents import rebuild_index
from techmarket.region.current import pack
from techmarket.registration.ledger import verify_ledger
from techmarket.search.current import engine
from techmarket.search.port import IndexUnavailable
from techmarket.settings import Settings
from techmarket.web.request_log import configure_logging

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate, load the region pack, the demo market if empty, and the index; print accounts."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()
    if is_empty_database():
        _load_demo()
    with transaction():
        sow_region_organisations(pack())
    if not _is_index_usable():
        click.echo("Building the search index", err=True)
        rebuild_index()
    _print_accounts()


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the demo market into an empty database and print its accounts."""
    if not is_empty_database():
        raise click.UsageError("The database is not empty: demo data would mix with real data.")
    _load_demo()
    _print_accounts()


def _load_demo() -> None:
    click.echo("Loading the demo market", err=True)
    load_demo_market(_settings().demo_password)
    rebuild_index()
    outbox.drain()  # the pairs, so that the first visitor finds them


def _is_index_usable() -> bool:
    try:
        engine().document_count()
    except IndexUnavailable:
        return False
    return True


def _print_accounts() -> None:
    if not is_demo_database():
        return
    for account in demo_accounts():
        click.echo(f"{account.role}\t{account.login}\t{_settings().demo_password}")


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Deliver events and do what is due; SIGTERM ends it after the work at hand."""
    configure_logging()
    if once:
        outbox.drain()
        duties.run_due_duties()
        return
    is_asked_to_stop: list[bool] = []

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        is_asked_to_stop.append(True)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    while not is_asked_to_stop:
        worked = outbox.deliver_pending() + duties.run_due_duties()
        db.session.remove()
        if not worked:
            time.sleep(IDLE_SECONDS)


@click.command("outbox")
@with_appcontext
def show_outbox() -> None:
    """Show what waits for delivery and what was given up."""
    click.echo(f"pending {outbox.count_pending()}")
    for message in outbox.list_parked():
        click.echo(
            f"parked {message.id}\t{message.consumer}\t{message.event}\t{message.last_error}"
        )


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Prove history chains, ledger and sums; name the first broken row and exit with 1."""
    problems = [f"history {link.chain} {link.seq}: {link.what}" for link in check_chains()]
    problems += [str(problem) for problem in verify_ledger()]
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(problems)} problems")
    if problems:
        raise SystemExit(1)


COMMANDS = (prepare, demo, worker, show_outbox, verify)
