"""Periodic duties: rows with a due time, claimed so that two workers never do one twice."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from techmarket.kernel import clock
from techmarket.kernel.orm import Model, db, transaction

log = logging.getLogger(__name__)

CLAIM_FOR = timedelta(minutes=10)


class DutyRecord(Model):
    """When a duty is due next and who is at it."""

    __tablename__ = "duty"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.Text)


@dataclass(frozen=True)
class Duty:
    """Something done every `every`; `run` opens its own transactions and may run again."""

    name: str
    every: timedelta
    run: Callable[[], None]


_duties: dict[str, Duty] = {}


def register_duty(name: str, every: timedelta, run: Callable[[], None]) -> None:
    """Have the worker call `run` every `every`."""
    _duties[name] = Duty(name, every, run)


def run_due_duties() -> int:
    """Run every duty that is due and not claimed by another worker; return how many ran."""
    return sum(_run_if_due(duty) for duty in _duties.values())


def _run_if_due(duty: Duty) -> bool:
    if not _claim(duty):
        return False
    try:
        duty.run()
        error = None
    except Exception as failure:
        # One failing duty must not stop the others; it is tried again at its next time.
        db.session.rollback()
        log.exception("duty %s failed", duty.name)
        error = repr(failure)[:2000]
    with transaction():
        row = db.session.get_one(DutyRecord, duty.name)
        row.due_at, row.claimed_until, row.last_error = clock.now() + duty.every, None, error
    return True


def _claim(duty: Duty) -> bool:
    now = clock.now()
    row = db.session.get(DutyRecord, duty.name)
    if row is not None and (row.due_at > now or (row.claimed_until or now) > now):
        db.session.rollback()
        return False
    with transaction():
        row = db.session.get(DutyRecord, duty.name, with_for_update=True)
        if row is None:
            row = DutyRecord(name=duty.name, due_at=now)
            db.session.add(row)
        if row.due_at > now or (row.claimed_until or now) > now:
            return False
        row.claimed_until = now + CLAIM_FOR
    return True
