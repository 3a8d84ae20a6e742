"""The application, its database and its clients, as every test gets them."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.orm import scoped_session, sessionmaker

from techmarket.accounts.models import User
from techmarket.accounts.services.sessions import open_login_session
from techmarket.accounts.signed_in import TOKEN
from techmarket.app import create_app
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.search.current import engine
from techmarket.settings import Settings

# Enough to find a slip while writing; CI looks longer.
hypothesis.settings.register_profile("dev", max_examples=25, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=200, deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)  # 12:00 in the region, a Monday


class TestScopedSession(scoped_session[Any]):
    """The session of one test: the end of a request rolls back and expires, but keeps objects."""

    def remove(self) -> None:
        self.rollback()
        self.expire_all()


class TestClient(FlaskClient):
    """A browser: what the test has made so far is committed before each request."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.commit()
        # Of its own: in the fixture's context `g` would keep who was signed in before.
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the application on a migrated database of its own."""
    folder = tmp_path_factory.mktemp("market")
    app = create_app(settings_for(folder))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = TestClient
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return app


def settings_for(folder: Path) -> Settings:
    """Return settings that keep everything under `folder`."""
    return Settings(
        secret_key="not-a-secret-" * 4,
        database_url=f"sqlite:///{folder / 'market.db'}",
        search_url="memory:",
        data_dir=folder,
        demo_password="demo-password",
    )


@pytest.fixture
def session(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[scoped_session[Any]]:
    """Run the test in one transaction that is rolled back; services and requests share it."""
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        maker = sessionmaker(bind=connection, join_transaction_mode="create_savepoint")
        shared = TestScopedSession(maker)
        monkeypatch.setattr(db, "session", shared)
        engine().rebuild([])
        yield shared
        scoped_session.remove(shared)
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask, session: scoped_session[Any]) -> FlaskClient:
    """Return a visitor's browser."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: scoped_session[Any]) -> Callable[[User], FlaskClient]:
    """Return a function that gives a browser signed in as a user."""

    def browser(user: User) -> FlaskClient:
        token = open_login_session(user)
        db.session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.update({"_user_id": str(user.id), "_fresh": True, TOKEN: token})
        return client

    return browser


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return a function that sets the clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "_source", lambda: moment)

    return set_clock


@pytest.fixture(autouse=True)
def fixed_clock(at: Callable[[datetime], None]) -> None:
    """Let every test begin at the same noon."""
    at(NOON)


@pytest.fixture
def count_queries(session: scoped_session[Any]) -> Callable[[], Any]:
    """Return a context manager that collects the statements sent to the database."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        statements: list[str] = []

        def remember(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                statements.append(statement)

        event.listen(sa.Engine, "before_cursor_execute", remember)
        try:
            yield statements
        finally:
            event.remove(sa.Engine, "before_cursor_execute", remember)

    return collecting
