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


# Bounds of the price facet, each in fen and exclusive above; what is open has the band NEGOTIABLE.
WAN_FEN = 1_000_000
PRICE_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("under_10", 0, 10 * WAN_FEN),
    ("10_50", 10 * WAN_FEN, 50 * WAN_FEN),
    ("50_100", 50 * WAN_FEN, 100 * WAN_FEN),
    ("100_500", 100 * WAN_FEN, 500 * WAN_FEN),
    ("over_500", 500 * WAN_FEN, None),
)
NEGOTIABLE = "negotiable"


def price_band(priced: PriceColumns) -> str:
    """Return the band of the lowest amount stated (the highest where only that is)."""
    amount = priced.price_min_fen if priced.price_min_fen is not None else priced.price_max_fen
    if priced.price_kind == NEGOTIABLE or amount is None:
        return NEGOTIABLE
    return next(
        band
        for band, least, above in PRICE_BANDS
        if least <= amount and not _reaches(amount, above)
    )


def price_band_column(
    kind: sa.ColumnElement[str], least: sa.ColumnElement[int], most: sa.ColumnElement[int]
) -> sa.ColumnElement[str]:
    """Return the band in SQL; the same as `price_band`."""
    amount = sa.func.coalesce(least, most)
    bands = [(amount < above, band) for band, _least, above in PRICE_BANDS if above is not None]
    is_open = sa.or_(kind == NEGOTIABLE, amount.is_(None))
    return sa.case((is_open, NEGOTIABLE), *bands, else_=PRICE_BANDS[-1][0])


def _reaches(amount: int, above: int | None) -> bool:
    return above is not None and amount >= above
