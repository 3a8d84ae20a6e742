from dataclasses import dataclass
from datetime import timedelta

import pytest

from techmarket.kernel import outbox
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.outbox import Event, OutboxMessage
from tests.conftest import NOON


@dataclass(frozen=True)
class Rang(Event):
    bell_id: int


@pytest.fixture(autouse=True)
def session(session):
    return session


@pytest.fixture
def heard(monkeypatch):
    """Return what a lone consumer hears of bells."""
    monkeypatch.setattr(outbox, "_subscriptions", outbox.defaultdict(list))
    received = []
    outbox.subscribe("listener", received.extend, Rang)
    return received


def ring(*bells):
    with transaction():
        for bell in bells:
            outbox.publish(Rang(bell))


def test_an_event_reaches_its_consumer_once(heard):
    ring(1, 2)

    assert outbox.drain() == 2
    assert outbox.drain() == 0
    assert heard == [Rang(1), Rang(2)]


def test_an_event_of_a_failed_transaction_was_never_published(heard):
    def fail_after_publishing():
        with transaction():
            outbox.publish(Rang(1))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        fail_after_publishing()

    assert outbox.drain() == 0
    assert heard == []


def test_each_consumer_gets_its_own_message(heard):
    others = []
    outbox.subscribe("other", others.extend, Rang)

    ring(1)
    outbox.drain()

    assert heard == others == [Rang(1)]


def test_subscribing_twice_delivers_once(heard):
    outbox.subscribe("listener", heard.extend, Rang)

    ring(1)
    outbox.drain()

    assert heard == [Rang(1)]


def test_a_failing_consumer_is_tried_again_later_then_parked(heard, at, caplog):
    def fail(_events):
        raise OSError("out of order")

    outbox.subscribe("listener", fail, Rang)
    ring(1)

    moment = NOON
    for _attempt in range(outbox.MAX_ATTEMPTS):
        outbox.drain()
        assert outbox.drain() == 0  # not before its time
        moment += timedelta(hours=1)
        at(moment)

    (parked,) = outbox.list_parked()
    assert parked.attempts == outbox.MAX_ATTEMPTS
    assert "out of order" in parked.last_error
    assert outbox.count_pending() == 0
    assert "listener" in caplog.text


def test_one_bad_message_does_not_park_its_neighbours(heard, at, caplog):
    def refuse_the_first(events):
        if Rang(1) in events:
            raise OSError("out of order")
        heard.extend(events)

    outbox.subscribe("listener", refuse_the_first, Rang)
    ring(1, 2, 3)

    outbox.drain()
    assert heard == []  # they came together
    for hours in range(1, outbox.MAX_ATTEMPTS + 1):
        at(NOON + timedelta(hours=hours))
        for _each in (1, 2, 3):
            outbox.drain()

    assert heard == [Rang(2), Rang(3)]
    assert [each.payload for each in outbox.list_parked()] == [{"bell_id": 1}]
    assert "listener" in caplog.text


def test_a_claimed_message_is_left_to_its_worker_until_the_claim_ends(heard, at):
    ring(1)
    message = db.session.query(OutboxMessage).one()
    message.claimed_until = NOON + timedelta(seconds=60)  # another worker, killed just now
    db.session.commit()

    assert outbox.drain() == 0
    at(NOON + timedelta(seconds=61))
    assert outbox.drain() == 1
    assert heard == [Rang(1)]


def test_looking_for_nothing_writes_nothing(heard, count_queries):
    with count_queries() as statements:
        outbox.deliver_pending()

    assert not [statement for statement in statements if not statement.startswith("SELECT")]
