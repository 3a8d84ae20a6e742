"""Stored pairs of a result and a demand, computed by the worker."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.kernel.orm import Model
from techmarket.listings.models import Listing
from techmarket.matching.ranking import Strength


class MatchState(StrEnum):
    SUGGESTED = "suggested"


class Match(Model):
    """One result that may answer one demand, with the reasons and gaps as facts, not sentences.

    A pair exists because the demand's ranking lists the result at `rank`; `score` is that ranking's
    value and `parts` the shares of its readings, in millionths. `coverage_ppm`, how much of what is
    asked the result holds, can be compared between demands and orders a result's page.
    """

    __tablename__ = "match"
    __table_args__ = (
        sa.UniqueConstraint("demand_id", "result_id"),
        sa.Index("ix_match_demand", "demand_id", "rank"),
        sa.Index("ix_match_result", "result_id", "coverage_ppm"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("listing.id", ondelete="CASCADE"))
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("listing.id", ondelete="CASCADE"))
    state: Mapped[MatchState] = mapped_column(default=MatchState.SUGGESTED)
    rank: Mapped[int]
    score: Mapped[int]
    coverage_ppm: Mapped[int]
    strength: Mapped[Strength]
    parts: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    gaps: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    demand_version: Mapped[int]
    result_version: Mapped[int]
    computed_at: Mapped[datetime]
    demand: Mapped[Listing] = relationship(foreign_keys=[demand_id])
    result: Mapped[Listing] = relationship(foreign_keys=[result_id])
