from datetime import timedelta

import pytest

from techmarket.kernel import duties
from techmarket.kernel.duties import DutyRecord
from techmarket.kernel.orm import db
from tests.conftest import NOON


@pytest.fixture
def runs(session, monkeypatch):
    """Return the times a lone hourly duty ran."""
    monkeypatch.setattr(duties, "_duties", {})
    ran = []
    duties.register_duty("sweep", timedelta(hours=1), lambda: ran.append("swept"))
    return ran


def test_a_duty_runs_at_once_and_then_at_its_time(runs, at):
    duties.run_due_duties()
    duties.run_due_duties()
    assert len(runs) == 1

    at(NOON + timedelta(hours=1, seconds=1))
    duties.run_due_duties()
    assert len(runs) == 2


def test_a_duty_claimed_by_another_worker_is_left_alone(runs):
    db.session.add(DutyRecord(name="sweep", due_at=NOON, claimed_until=NOON + timedelta(minutes=5)))
    db.session.commit()

    assert duties.run_due_duties() == 0
    assert runs == []


def test_a_failing_duty_keeps_its_error_and_stops_no_other(runs, caplog):
    def fail():
        raise ValueError("broken broom")

    duties.register_duty("a-broken-one", timedelta(hours=1), fail)

    assert duties.run_due_duties() == 2
    assert runs == ["swept"]
    assert "broken broom" in db.session.get(DutyRecord, "a-broken-one").last_error
    assert "a-broken-one" in caplog.text
