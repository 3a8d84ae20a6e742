"""A worker killed at any moment loses nothing: what it held is done again, and only once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from techmarket.app import create_app
from techmarket.kernel import clock, outbox
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.outbox import OutboxMessage
from techmarket.listings.events import ListingIndexed
from techmarket.listings.index_documents import check_index, rebuild_index
from techmarket.search.current import engine, lexicon, use_engine
from techmarket.settings import ROOT, Settings
from tests.factories.listings import ResultFactory

LISTINGS = 40


@pytest.fixture
def market(app, tmp_path, at):
    """Return a market on files of its own, with a real index, at the real time."""
    at(datetime.now(UTC))
    searching = engine(), lexicon()
    settings = Settings(
        secret_key="not-a-secret-" * 4,
        database_url=f"sqlite:///{tmp_path / 'market.db'}",
        data_dir=tmp_path,
    )
    with create_app(settings).app_context():
        upgrade()
        rebuild_index()
        yield settings
        db.session.remove()
        db.engine.dispose()
    use_engine(*searching)


def start_worker(settings):
    environment = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "market", "worker"]
    return subprocess.Popen(  # noqa: S603 - our own worker
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )


def wait_for_first_claim():
    """Return when the worker has taken something up: the moment to kill it."""
    claimed = sa.select(sa.func.count()).where(OutboxMessage.attempts > 0)
    for _ in range(2_000):
        db.session.rollback()
        if db.session.scalar(claimed):
            return
        os.sched_yield()
        signal.sigtimedwait([], 0.02)
    pytest.fail("the worker took nothing up")


def test_a_killed_worker_leaves_nothing_undone(market, at):
    with transaction():
        for number in range(LISTINGS):
            listing = ResultFactory(published=True, revision__title=f"煤矸石制砖工艺{number}")
            outbox.publish(ListingIndexed(listing.id))

    worker = start_worker(market)
    try:
        wait_for_first_claim()
    finally:
        worker.kill()
        worker.wait()

    at(clock.now() + outbox.CLAIM_FOR + timedelta(minutes=5))  # claims end, retries are due
    outbox.drain()
    assert outbox.count_pending() == 0
    assert outbox.list_parked() == []
    assert check_index().count == 0
    assert engine().document_count() == LISTINGS
