"""A market of its own in a scratch directory, gone afterwards."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade

from techmarket.accounts.models import Organisation
from techmarket.accounts.queries.organisations import find_organisation_by_name
from techmarket.accounts.services.sowing import sow_region_organisations
from techmarket.app import create_app
from techmarket.kernel.orm import db, transaction
from techmarket.region.current import pack
from techmarket.settings import Settings


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="market-bench-") as folder:
        yield Path(folder)


@contextmanager
def scratch_market() -> Iterator[tuple[Flask, Path]]:
    """Make an empty migrated market with Whoosh.

    Outside any application context: a request inside one would share its session, and find there
    what the request before has read.
    """
    with scratch_folder() as folder:
        app = create_app(
            Settings(
                secret_key="benchmarks-only-" * 3,
                database_url=f"sqlite:///{folder / 'market.db'}",
                search_url="whoosh:",
                data_dir=folder,
            )
        )
        with app.app_context():
            logging.getLogger("alembic").setLevel(logging.WARNING)
            upgrade()
            logging.disable(logging.INFO)
            with transaction():
                sow_region_organisations(pack())
        yield app, folder
        with app.app_context():
            db.engine.dispose()


def archive() -> Organisation:
    """Return the organisation that imported records belong to."""
    name = pack().archive_organisation.name_zh
    found = find_organisation_by_name(name)
    if found is None:
        raise RuntimeError(f"{name} is missing: sow_region_organisations makes it")
    return found
