from datetime import datetime
from threading import Thread

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from techmarket.accounts.models import Organisation, OrganisationKind
from techmarket.app import create_app
from techmarket.kernel.orm import UtcDateTime, db, transaction
from tests.conftest import settings_for


def test_a_block_that_raises_leaves_nothing(session):
    def fail_half_way():
        with transaction():
            db.session.add(Organisation(kind=OrganisationKind.ENTERPRISE, name="半途公司"))
            db.session.flush()
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half"):
        fail_half_way()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0


def test_changes_made_outside_are_refused(session):
    db.session.add(Organisation(kind=OrganisationKind.ENTERPRISE, name="未提交公司"))

    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass


def test_a_naive_instant_is_refused(session):
    with pytest.raises(ValueError, match="aware"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), db.engine.dialect)  # noqa: DTZ001 - the point


def test_concurrent_writers_lose_no_update_and_meet_no_lock_error(tmp_path):
    """Eight threads read, add one and write back; a deferred BEGIN would lose or refuse some."""
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        upgrade()
        with transaction():
            db.session.add(Organisation(kind=OrganisationKind.ENTERPRISE, name="0"))
    errors = []

    def count_up():
        with app.app_context():
            for _ in range(10):
                try:
                    with transaction():
                        row = db.session.scalars(sa.select(Organisation)).one()
                        row.name = str(int(row.name) + 1)
                except Exception as error:  # noqa: BLE001 - whatever it is, the test must show it
                    errors.append(error)

    threads = [Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        assert errors == []
        assert db.session.scalars(sa.select(Organisation.name)).one() == "80"
        db.engine.dispose()
