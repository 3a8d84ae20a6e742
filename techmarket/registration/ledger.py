"""The turnover ledger: who may post which rows, how they are chained, and the proof of it.

Rows are never changed (the database refuses it). A registration posts its version once; a change
posts the old version in full with the other sign and the new one; an end posts the reversal.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.models import (
    EntryKind,
    LedgerEntry,
    Registration,
    RegistrationVersion,
)

GENESIS = "0" * 64
COUNTED_STATES = (RegistrationState.REGISTERED, RegistrationState.CHANGE_PENDING)
END_KINDS = {
    RegistrationState.CANCELLED: EntryKind.CANCEL,
    RegistrationState.REVOKED: EntryKind.REVOKE,
}
_VERSION_FACTS = (
    "registration_id",
    "contract_version_id",
    "number",
    "title",
    "contract_class",
    "subtype",
    "technology_field",
    "ip",
    "plan_source",
    "objective",
    "seller_region",
    "seller_zone",
    "buyer_region",
    "buyer_zone",
    "declared_turnover_fen",
    "declared_technical_fen",
    "turnover_fen",
    "technical_fen",
    "is_output",
    "is_absorbed",
)


@dataclass(frozen=True)
class Problem:
    """One thing that the ledger does not prove: where it is, and what is wrong, as a code."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def post_registration(version: RegistrationVersion, *, actor: Actor) -> LedgerEntry:
    """Book the first version on the day it was registered, in the caller's transaction."""
    return _post(version, EntryKind.REGISTER, version.registered_on, actor, sign=1)


def post_change(
    old: RegistrationVersion, new: RegistrationVersion, *, actor: Actor, changed_on: date
) -> tuple[LedgerEntry, LedgerEntry]:
    """Book the old version out in full and the new one in, so that its codes move too."""
    return (
        _post(old, EntryKind.CHANGE, changed_on, actor, sign=-1),
        _post(new, EntryKind.CHANGE, changed_on, actor, sign=1),
    )


def post_reversal(
    version: RegistrationVersion, kind: EntryKind, *, actor: Actor, ended_on: date
) -> LedgerEntry:
    """Book a version out in full because its registration was cancelled or revoked."""
    return _post(version, kind, ended_on, actor, sign=-1)


def open_day(wanted: date) -> tuple[date, bool]:
    """Return the business day to book on, and whether it was moved out of a closed period.

    No period can be closed yet, so the wanted day always stands (architecture.md 2.10).
    """
    return wanted, False


def last_booked_on(registration: Registration) -> date | None:
    """Return the latest business day on which the case was booked; None before registration."""
    return db.session.scalar(
        sa.select(sa.func.max(LedgerEntry.business_on))
        .join(RegistrationVersion)
        .where(RegistrationVersion.registration_id == registration.id)
    )


def _post(
    version: RegistrationVersion, kind: EntryKind, wanted: date, actor: Actor, *, sign: int
) -> LedgerEntry:
    last = db.session.execute(
        sa.select(LedgerEntry.seq, LedgerEntry.hash)
        .order_by(LedgerEntry.seq.desc())
        .limit(1)
        .with_for_update()
    ).first()
    business_on, prior_period = open_day(wanted)
    entry = LedgerEntry(
        seq=last.seq + 1 if last else 1,
        registration_version=version,
        kind=kind,
        business_on=business_on,
        posted_at=clock.now(),
        prior_period=prior_period,
        turnover_fen=sign * version.turnover_fen,
        technical_fen=sign * version.technical_fen,
        contract_count=sign,
        posted_by_id=actor.actor_id,
        prev_hash=last.hash if last else GENESIS,
    )
    db.session.flush()  # the version's id is part of what is hashed
    entry.registration_version_id = version.id
    entry.hash = _row_hash(entry)
    db.session.add(entry)
    db.session.flush()  # the next row reads this hash
    return entry


def check_ledger() -> Iterator[Problem]:
    """Recompute the chain; yield the first row that does not follow from the one before."""
    rows = (
        sa.select(LedgerEntry)
        .options(joinedload(LedgerEntry.registration_version))
        .order_by(LedgerEntry.seq)
        .execution_options(yield_per=1000)
    )
    prev_hash, expected = GENESIS, 1
    for row in db.session.scalars(rows):
        if row.seq != expected:
            yield Problem(f"ledger_entry seq {expected}", "missing")
            return
        if row.prev_hash != prev_hash or row.hash != _row_hash(row):
            yield Problem(f"ledger_entry seq {row.seq}", "altered")
            return
        prev_hash, expected = row.hash, expected + 1


def verify_ledger() -> list[Problem]:
    """Prove the chain and that every registered version has exactly its rows; [] if all holds."""
    return [*check_ledger(), *_check_bookings(), *_check_sums()]


@dataclass(frozen=True)
class _Booking:
    registration_id: int
    state: RegistrationState
    version_id: int
    number: int
    version_amounts: tuple[int, int]
    registered_on: date
    kind: EntryKind | None
    sign: int | None
    amounts: tuple[int, int]
    business_on: date | None
    prior_period: bool


def _check_bookings() -> Iterator[Problem]:
    version, entry = RegistrationVersion, LedgerEntry
    query = (
        sa.select(
            version.registration_id,
            Registration.state,
            version.id,
            version.number,
            version.turnover_fen,
            version.technical_fen,
            version.registered_on,
            entry.kind,
            entry.contract_count,
            entry.turnover_fen,
            entry.technical_fen,
            entry.business_on,
            entry.prior_period,
        )
        .join(Registration, version.registration_id == Registration.id)
        .outerjoin(entry, entry.registration_version_id == version.id)
        .order_by(version.registration_id, version.number, entry.seq)
        .execution_options(yield_per=1000)
    )
    bookings = (
        _Booking(
            *row[:4],
            (row[4], row[5]),
            *row[6:9],
            (row[9] or 0, row[10] or 0),
            row[11],
            bool(row[12]),
        )
        for row in db.session.execute(query)
    )
    for _registration_id, of_case in groupby(bookings, key=lambda each: each.registration_id):
        yield from _check_case(list(of_case))


def _check_case(bookings: list[_Booking]) -> Iterator[Problem]:
    last = bookings[-1].number
    for number, of_version in groupby(bookings, key=lambda each: each.number):
        rows = list(of_version)
        expected = _expected_rows(rows[0], is_last=number == last)
        found = [(row.kind, row.sign, *row.amounts) for row in rows if row.kind is not None]
        if found != expected:
            what = "unbooked" if len(found) < len(expected) else "booked_otherwise"
            yield Problem(f"registration_version {rows[0].version_id}", what)
        elif not _is_on_its_day(rows[0]):
            yield Problem(f"registration_version {rows[0].version_id}", "wrong_day")


def _expected_rows(version: _Booking, *, is_last: bool) -> list[tuple[EntryKind, int, int, int]]:
    turnover, technical = version.version_amounts
    kind = EntryKind.REGISTER if version.number == 1 else EntryKind.CHANGE
    rows = [(kind, 1, turnover, technical)]
    if not is_last:
        rows.append((EntryKind.CHANGE, -1, -turnover, -technical))
    elif version.state in END_KINDS:
        rows.append((END_KINDS[version.state], -1, -turnover, -technical))
    return rows


def _is_on_its_day(row: _Booking) -> bool:
    """A registration counts on the day it was registered (domain.md §3.3)."""
    if row.kind != EntryKind.REGISTER or row.prior_period:
        return True
    return row.business_on == row.registered_on


def _check_sums() -> Iterator[Problem]:
    """What the ledger holds in all is what is registered now."""
    booked = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(LedgerEntry.contract_count), 0),
            sa.func.coalesce(sa.func.sum(LedgerEntry.turnover_fen), 0),
            sa.func.coalesce(sa.func.sum(LedgerEntry.technical_fen), 0),
        )
    ).one()
    newest = (
        sa.select(
            RegistrationVersion.registration_id,
            sa.func.max(RegistrationVersion.number).label("number"),
        )
        .group_by(RegistrationVersion.registration_id)
        .subquery()
    )
    standing = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(RegistrationVersion.turnover_fen), 0),
            sa.func.coalesce(sa.func.sum(RegistrationVersion.technical_fen), 0),
        )
        .join(
            newest,
            sa.and_(
                newest.c.registration_id == RegistrationVersion.registration_id,
                newest.c.number == RegistrationVersion.number,
            ),
        )
        .join(Registration, Registration.id == RegistrationVersion.registration_id)
        .where(Registration.state.in_(COUNTED_STATES))
    ).one()
    if [int(each) for each in booked] != [int(each) for each in standing]:
        yield Problem("ledger", "sums_differ")


def _row_hash(row: LedgerEntry) -> str:
    """Hash the row together with what it counts, so that neither can be altered unseen."""
    facts: dict[str, Any] = {
        "seq": row.seq,
        "version": row.registration_version_id,
        "facts": {name: getattr(row.registration_version, name) for name in _VERSION_FACTS},
        "registered_on": row.registration_version.registered_on.isoformat(),
        "kind": row.kind,
        "business_on": row.business_on.isoformat(),
        "posted_at": row.posted_at.isoformat(),
        "prior_period": row.prior_period,
        "turnover": row.turnover_fen,
        "technical": row.technical_fen,
        "count": row.contract_count,
        "by": row.posted_by_id,
        "prev": row.prev_hash,
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
