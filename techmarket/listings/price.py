"""A structured price: kind, bounds, and the parts that bridge different valuations."""

from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Milestone(TypedDict):
    """A part of the price that falls due when something is reached."""

    name: str
    amount_fen: int


class PriceColumns:
    """The price of a listing revision or of deal terms; every amount in fen.

    `price_kind` is a code of the region pack's list `price_kind`; both bounds are empty when the
    price is negotiable. Royalty in basis points, with an optional cap.
    """

    price_kind: Mapped[str] = mapped_column(sa.String(20), default="negotiable")
    price_min_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    price_max_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    upfront_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    milestones: Mapped[list[Milestone]] = mapped_column(sa.JSON, default=list)
    royalty_bp: Mapped[int | None]
    royalty_cap_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
