"""Stored pairs of a result and a demand, computed by the worker."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.kernel.orm import Model
from techmarket.listings.models import Listing


class MatchState(StrEnum):
    SUGGESTED = "suggested"


class Match(Model):
    """One result that may answer one demand, with the reasons and gaps as facts, not sentences.

    `score` is the ranking's value in millionths, comparable within one demand or one result only.
    """

    __tablename__ = "match"
    __table_args__ = (
        sa.UniqueConstraint("demand_id", "result_id"),
        sa.Index("ix_match_result", "result_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("listing.id", ondelete="CASCADE"))
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("listing.id", ondelete="CASCADE"))
    state: Mapped[MatchState] = mapped_column(default=MatchState.SUGGESTED)
    score: Mapped[int]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    gaps: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    demand_version: Mapped[int]
    result_version: Mapped[int]
    computed_at: Mapped[datetime]
    demand: Mapped[Listing] = relationship(foreign_keys=[demand_id])
    result: Mapped[Listing] = relationship(foreign_keys=[result_id])
