"""What a price in terms comes to, and whether its parts fit together; every amount in fen."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.money import BASIS_POINTS, MAX_FEN
from techmarket.listings.price import Milestone

FIXED, RANGE, FLOOR, NEGOTIABLE = "fixed", "range", "floor", "negotiable"
# Codes of the list `pay_mode` with a share of the proceeds (Civil Code art. 846).
WITH_ROYALTY = frozenset({"royalty", "entry_royalty", "mixed"})
NEEDING_ROYALTY = frozenset({"royalty", "entry_royalty"})
ENTRY_ROYALTY = "entry_royalty"


class Priced(Protocol):
    """Whatever carries the price of terms: a draft or a stored proposal."""

    @property
    def price_kind(self) -> str: ...
    @property
    def price_min_fen(self) -> int | None: ...
    @property
    def price_max_fen(self) -> int | None: ...
    @property
    def upfront_fen(self) -> int | None: ...
    @property
    def milestones(self) -> Sequence[Milestone]: ...
    @property
    def royalty_bp(self) -> int | None: ...
    @property
    def royalty_cap_fen(self) -> int | None: ...
    @property
    def pay_mode(self) -> str: ...
    @property
    def non_technical_fen(self) -> int: ...


class AgreedAmounts(NamedTuple):
    """合同成交额 and 技术交易额 as the parties agreed them, in fen."""

    turnover_fen: int
    technical_fen: int


def parts_fen(terms: Priced) -> int:
    """Return the sum of upfront payment and milestones."""
    return (terms.upfront_fen or 0) + sum(each["amount_fen"] for each in terms.milestones)


def determinable_fen(terms: Priced) -> int:
    """Return what of the price can be determined now; 0 where nothing can (domain.md §3.2).

    A fixed price counts in full, whatever the instalments. With a royalty only the parts that are
    named count, or the agreed minimum where that is more.
    """
    if terms.price_kind == FIXED:
        return terms.price_min_fen or 0
    if terms.pay_mode not in WITH_ROYALTY:
        return 0
    minimum = (terms.price_min_fen or 0) if terms.price_kind == FLOOR else 0
    return max(parts_fen(terms), minimum)


def agreed_amounts(terms: Priced) -> AgreedAmounts:
    """Return turnover and technical amount of terms; both above zero once a deal is agreed."""
    turnover = determinable_fen(terms)
    return AgreedAmounts(turnover, turnover - terms.non_technical_fen)


def check_price(terms: Priced) -> None:
    """Raise InvalidInput at the first field where the price does not fit its kind or mode."""
    _check_bounds(terms)
    _check_parts(terms)
    _check_royalty(terms)
    _check_non_technical(terms)


def _check_bounds(terms: Priced) -> None:
    low, high = terms.price_min_fen, terms.price_max_fen
    if terms.price_kind == NEGOTIABLE:
        _refuse_if(low is not None, "price_min_fen", "price_not_open")
        _refuse_if(high is not None, "price_max_fen", "price_not_open")
        return
    _refuse_if(not low or not 0 < low <= MAX_FEN, "price_min_fen", "price_not_positive")
    if terms.price_kind == FIXED:
        _refuse_if(high != low, "price_max_fen", "price_not_fixed")
    elif terms.price_kind == RANGE:
        _refuse_if(high is None or not (low or 0) < high <= MAX_FEN, "price_max_fen", "price_order")
    else:
        _refuse_if(high is not None, "price_max_fen", "price_not_floor")


def _check_parts(terms: Priced) -> None:
    upfront = terms.upfront_fen
    _refuse_if(upfront is not None and upfront <= 0, "upfront_fen", "part_not_positive")
    for part in terms.milestones:
        _refuse_if(part["amount_fen"] <= 0, "milestones", "part_not_positive")
        _refuse_if(not part["name"].strip(), "milestones", "milestone_unnamed")
    most = terms.price_max_fen or MAX_FEN
    _refuse_if(parts_fen(terms) > most, "upfront_fen", "parts_above_price")


def _check_royalty(terms: Priced) -> None:
    share, cap = terms.royalty_bp, terms.royalty_cap_fen
    with_royalty = terms.pay_mode in WITH_ROYALTY
    _refuse_if(share is not None and not with_royalty, "royalty_bp", "royalty_without_mode")
    _refuse_if(share is None and terms.pay_mode in NEEDING_ROYALTY, "royalty_bp", "required")
    _refuse_if(
        share is not None and not 0 < share <= BASIS_POINTS, "royalty_bp", "royalty_out_of_bounds"
    )
    _refuse_if(
        terms.pay_mode == ENTRY_ROYALTY and not terms.upfront_fen,
        "upfront_fen",
        "entry_fee_missing",
    )
    if cap is not None:
        _refuse_if(share is None, "royalty_cap_fen", "cap_without_royalty")
        too_low = not 0 < cap <= MAX_FEN or cap < determinable_fen(terms)
        _refuse_if(too_low, "royalty_cap_fen", "cap_below_price")


def _check_non_technical(terms: Priced) -> None:
    share = terms.non_technical_fen
    _refuse_if(share < 0, "non_technical_fen", "part_not_positive")
    known = determinable_fen(terms) or terms.price_max_fen or terms.price_min_fen
    if share and known is not None:
        _refuse_if(share >= known, "non_technical_fen", "non_technical_not_below_price")


def _refuse_if(wrong: bool, field: str, reason: str) -> None:  # noqa: FBT001 - reads as a sentence
    if wrong:
        raise InvalidInput(field, reason)
