"""The demo market as a first start leaves it, loaded once."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session

from techmarket.demo.market import load_demo_market
from techmarket.kernel import clock
from techmarket.kernel.orm import db

LOADED_AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
PASSWORD = "demo-password"


@pytest.fixture(scope="session")
def empty_market(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Flask]:
    """Return a function that gives an application on an empty, migrated database of its own."""

    def make() -> Flask:
        target = tmp_path_factory.mktemp("demo") / "market.db"
        with app.app_context():
            copy_database(Path(str(db.engine.url.database)), target)
        market = Flask("demo")
        market.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{target}"
        db.init_app(market)
        return market

    return make


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@pytest.fixture(scope="session")
def demo_market(empty_market: Callable[[], Flask]) -> Flask:
    market = empty_market()
    with market.app_context(), clock.simulated(LOADED_AT):
        load_demo_market(PASSWORD)
    return market


@pytest.fixture
def demo(demo_market: Flask, at: Callable[[datetime], None]) -> Iterator[scoped_session[Any]]:
    """Open the loaded market on the day it was loaded; nothing is written to it."""
    at(LOADED_AT)
    with demo_market.app_context():
        yield db.session
        db.session.rollback()
