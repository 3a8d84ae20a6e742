"""Messages to consumers, stored with the change that causes them and delivered afterwards.

`publish` adds one row per consumer in the caller's transaction; the worker claims rows, hands them
to the consumer outside any transaction and marks them. Consumers are idempotent: a crash between
work and mark delivers a row again.
"""

import dataclasses
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from techmarket.kernel import clock
from techmarket.kernel.orm import Model, db, transaction

log = logging.getLogger(__name__)

BATCH_SIZE = 100
CLAIM_FOR = timedelta(seconds=60)
MAX_ATTEMPTS = 8


@dataclass(frozen=True)
class Event:
    """Something that happened; subclasses carry ids only, never the row's content."""


Consume = Callable[[Sequence[Any]], None]


@dataclass(frozen=True)
class _Subscription:
    consumer: str
    consume: Consume


class OutboxMessage(Model):
    """One event for one consumer. `parked_at` is set when the last try failed."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index(
            "ix_outbox_message_due",
            "consumer",
            "available_at",
            sqlite_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consumer: Mapped[str] = mapped_column(sa.String(40))
    event: Mapped[str] = mapped_column(sa.String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(sa.String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.Text)


_subscriptions: dict[type[Event], list[_Subscription]] = defaultdict(list)
_event_types: dict[str, type[Event]] = {}


def subscribe(consumer: str, consume: Consume, *event_types: type[Event]) -> None:
    """Let `consume` receive batches of these events under the name `consumer`; repeatable."""
    for event_type in event_types:
        _event_types[event_type.__name__] = event_type
        known = _subscriptions[event_type]
        known[:] = [each for each in known if each.consumer != consumer]
        known.append(_Subscription(consumer, consume))


def publish(event: Event) -> None:
    """Store `event` for every consumer that subscribed to it, in the caller's transaction."""
    now = clock.now()
    for subscription in _subscriptions[type(event)]:
        db.session.add(
            OutboxMessage(
                consumer=subscription.consumer,
                event=type(event).__name__,
                payload=dataclasses.asdict(event),
                created_at=now,
                available_at=now,
            )
        )


def deliver_pending() -> int:
    """Deliver what is due to every consumer once; return the number of messages delivered."""
    consumers = {each.consumer: each.consume for subs in _subscriptions.values() for each in subs}
    return sum(_deliver_batch(name, consume) for name, consume in consumers.items())


def drain() -> int:
    """Deliver until nothing is due; return the number of messages delivered."""
    total = 0
    while delivered := deliver_pending():
        total += delivered
    return total


def count_pending() -> int:
    """Return how many messages wait for delivery (parked ones not counted)."""
    query = sa.select(sa.func.count()).where(
        OutboxMessage.delivered_at.is_(None), OutboxMessage.parked_at.is_(None)
    )
    return db.session.scalar(query) or 0


def list_parked() -> list[OutboxMessage]:
    """Return the messages given up after the last try, oldest first."""
    query = sa.select(OutboxMessage).where(OutboxMessage.parked_at.is_not(None))
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def _deliver_batch(consumer: str, consume: Consume) -> int:
    claim, events = _claim(consumer)
    if not events:
        return 0
    try:
        consume(events)
    except Exception as error:
        # The worker must go on with the other consumers; the row keeps the error.
        db.session.rollback()
        log.exception("outbox consumer %s failed", consumer)
        _mark_failed(claim, repr(error))
        return 0
    _mark_delivered(claim)
    return len(events)


def _claim(consumer: str) -> tuple[str, list[Event]]:
    now, claim = clock.now(), secrets.token_hex(16)
    due = (
        OutboxMessage.consumer == consumer,
        OutboxMessage.delivered_at.is_(None),
        OutboxMessage.parked_at.is_(None),
        OutboxMessage.available_at <= now,
        sa.or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= now),
    )
    # An empty look costs a read only: a write transaction every half second would wake the disk.
    if not db.session.scalar(sa.select(sa.exists().where(*due))):
        db.session.rollback()
        return claim, []
    with transaction():
        query = sa.select(OutboxMessage).where(*due).order_by(OutboxMessage.id).limit(BATCH_SIZE)
        due_rows = db.session.scalars(query.with_for_update(skip_locked=True)).all()
        # What failed once is tried again alone: one bad message must not park its neighbours.
        rows = [row for row in due_rows if row.attempts == 0] or due_rows[:1]
        for row in rows:
            row.claim, row.claimed_until, row.attempts = claim, now + CLAIM_FOR, row.attempts + 1
        events = [_event_types[row.event](**row.payload) for row in rows]
    return claim, events


def _mark_delivered(claim: str) -> None:
    with transaction():
        db.session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.claim == claim, OutboxMessage.delivered_at.is_(None))
            .values(delivered_at=clock.now(), claim=None, claimed_until=None, last_error=None)
        )


def _mark_failed(claim: str, error: str) -> None:
    now = clock.now()
    with transaction():
        query = sa.select(OutboxMessage).where(OutboxMessage.claim == claim)
        for row in db.session.scalars(query):
            row.last_error, row.claim, row.claimed_until = error[:2000], None, None
            row.available_at = now + timedelta(seconds=2**row.attempts)
            if row.attempts >= MAX_ATTEMPTS:
                row.parked_at = now
