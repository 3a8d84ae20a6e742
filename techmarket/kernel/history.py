"""Who moved what from which state to which, when: append-only and hash-chained.

One chain per kind of thing. Personal text (notes, reasons) stands apart in `history_payload` and
can be erased: the chain holds only its salted digest.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from techmarket.kernel import clock
from techmarket.kernel.orm import Model, db
from techmarket.kernel.policy import Actor

GENESIS = "0" * 64


class HistoryPayload(Model):
    """The erasable part of one history row; erased means that text and salt are gone."""

    __tablename__ = "history_payload"

    id: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str | None] = mapped_column(sa.String(32))
    text: Mapped[str | None] = mapped_column(sa.Text)


class History(Model):
    """One move of one thing. The database refuses UPDATE and DELETE (migration triggers)."""

    __tablename__ = "history"
    __table_args__ = (
        sa.UniqueConstraint("chain", "seq"),
        sa.Index("ix_history_thing", "chain", "thing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(sa.String(40))
    seq: Mapped[int]
    thing_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(40))
    from_state: Mapped[str | None] = mapped_column(sa.String(40))
    to_state: Mapped[str | None] = mapped_column(sa.String(40))
    at: Mapped[datetime]
    payload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("history_payload.id"))
    payload_digest: Mapped[str] = mapped_column(sa.String(64))
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[HistoryPayload | None] = relationship()

    @property
    def note(self) -> str:
        """The words that go with the move; empty where there were none, or they were erased."""
        return (self.payload.text or "") if self.payload else ""


@dataclass(frozen=True)
class BrokenLink:
    """The first row of a chain that does not follow from the one before."""

    chain: str
    seq: int
    what: str


def record(
    chain: str,
    thing_id: int,
    *,
    actor: Actor,
    action: str,
    states: tuple[str | None, str | None] = (None, None),
    note: str = "",
) -> History:
    """Append one row to the chain of this kind of thing, in the caller's transaction."""
    last = db.session.execute(
        sa.select(History.seq, History.hash)
        .where(History.chain == chain)
        .order_by(History.seq.desc())
        .limit(1)
        .with_for_update()
    ).first()
    payload = HistoryPayload(salt=secrets.token_hex(16), text=note) if note else None
    row = History(
        chain=chain,
        seq=last.seq + 1 if last else 1,
        thing_id=thing_id,
        actor_id=actor.actor_id,
        action=action,
        from_state=states[0],
        to_state=states[1],
        at=clock.now(),
        payload=payload,
        payload_digest=_payload_digest(payload),
        prev_hash=last.hash if last else GENESIS,
    )
    row.hash = _row_hash(row)
    db.session.add(row)
    db.session.flush()  # the next row of the chain reads this hash
    return row


def list_history(chain: str, thing_id: int) -> list[History]:
    """Return the moves of one thing with their notes, oldest first."""
    query = (
        sa.select(History)
        .where(History.chain == chain, History.thing_id == thing_id)
        .options(joinedload(History.payload))
        .order_by(History.seq)
    )
    return list(db.session.scalars(query))


def check_chains() -> Iterator[BrokenLink]:
    """Recompute every chain; yield the first broken row of each one that is broken."""
    for chain in db.session.scalars(sa.select(History.chain).distinct().order_by(History.chain)):
        broken = _first_broken(chain)
        if broken is not None:
            yield broken


def _first_broken(chain: str) -> BrokenLink | None:
    prev_hash, expected = GENESIS, 1
    rows = (
        sa.select(History)
        .where(History.chain == chain)
        .options(joinedload(History.payload))
        .order_by(History.seq)
    )
    for row in db.session.scalars(rows.execution_options(yield_per=1000)):
        if row.seq != expected:
            return BrokenLink(chain, expected, "missing")
        if row.prev_hash != prev_hash or row.hash != _row_hash(row):
            return BrokenLink(chain, row.seq, "altered")
        if _is_payload_altered(row):
            return BrokenLink(chain, row.seq, "payload")
        prev_hash, expected = row.hash, expected + 1
    return None


def _is_payload_altered(row: History) -> bool:
    """An erased payload leaves its digest behind; a changed one does not match it."""
    if row.payload is None or row.payload.text is None:
        return False
    return row.payload_digest != _payload_digest(row.payload)


def _payload_digest(payload: HistoryPayload | None) -> str:
    if payload is None:
        return ""
    return hashlib.sha256(f"{payload.salt}{payload.text}".encode()).hexdigest()


def _row_hash(row: History) -> str:
    facts: dict[str, Any] = {
        "chain": row.chain,
        "seq": row.seq,
        "thing": row.thing_id,
        "actor": row.actor_id,
        "action": row.action,
        "from": row.from_state,
        "to": row.to_state,
        "at": row.at.isoformat(),
        "payload": row.payload_digest,
        "prev": row.prev_hash,
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
