"""What a price comes to, and which prices do not fit together."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.deals.amounts import agreed_amounts, check_price, determinable_fen
from techmarket.kernel.errors import InvalidInput

WAN = 10_000_00


@dataclass
class Price:
    price_kind: str = "fixed"
    price_min_fen: int | None = 18 * WAN
    price_max_fen: int | None = 18 * WAN
    upfront_fen: int | None = None
    milestones: list = field(default_factory=list)
    royalty_bp: int | None = None
    royalty_cap_fen: int | None = None
    pay_mode: str = "lump"
    non_technical_fen: int = 0


def royalty(**changes):
    said = {
        "price_kind": "negotiable",
        "price_min_fen": None,
        "price_max_fen": None,
        "pay_mode": "entry_royalty",
        "upfront_fen": 8 * WAN,
        "royalty_bp": 300,
    }
    return Price(**(said | changes))


def part(fen, name="验收"):
    return {"name": name, "amount_fen": fen}


def test_a_fixed_price_counts_in_full_whatever_the_instalments():
    price = Price(pay_mode="instalment", upfront_fen=8 * WAN)

    assert determinable_fen(price) == 18 * WAN


def test_of_a_royalty_only_named_parts_count():
    assert determinable_fen(royalty(milestones=[part(2 * WAN)])) == 10 * WAN


def test_an_agreed_minimum_counts_where_it_is_more_than_the_parts():
    price = royalty(price_kind="floor", price_min_fen=20 * WAN)

    assert determinable_fen(price) == 20 * WAN


@pytest.mark.parametrize("kind", ["range", "floor", "negotiable"])
def test_an_open_price_without_royalty_cannot_be_determined(kind):
    assert determinable_fen(Price(price_kind=kind, price_max_fen=None)) == 0


def test_the_technical_amount_is_the_price_without_what_is_not_technology():
    amounts = agreed_amounts(Price(non_technical_fen=3 * WAN))

    assert amounts == (18 * WAN, 15 * WAN)


@given(st.integers(1, 10**14), st.data())
def test_every_accepted_price_has_a_technical_amount_within_the_turnover(price, data):
    share = data.draw(st.integers(0, price - 1))
    said = Price(price_min_fen=price, price_max_fen=price, non_technical_fen=share)

    check_price(said)

    amounts = agreed_amounts(said)
    assert 0 < amounts.technical_fen <= amounts.turnover_fen


@pytest.mark.parametrize(
    ("price", "wrong_field", "reason"),
    [
        (Price(price_min_fen=None), "price_min_fen", "price_not_positive"),
        (Price(price_min_fen=0, price_max_fen=0), "price_min_fen", "price_not_positive"),
        (Price(price_max_fen=19 * WAN), "price_max_fen", "price_not_fixed"),
        (Price(price_kind="range"), "price_max_fen", "price_order"),
        (Price(price_kind="floor"), "price_max_fen", "price_not_floor"),
        (Price(price_kind="negotiable"), "price_min_fen", "price_not_open"),
        (
            Price(price_kind="negotiable", price_min_fen=None),
            "price_max_fen",
            "price_not_open",
        ),
        (Price(upfront_fen=19 * WAN), "upfront_fen", "parts_above_price"),
        (
            Price(upfront_fen=9 * WAN, milestones=[part(9 * WAN + 1)]),
            "upfront_fen",
            "parts_above_price",
        ),
        (Price(upfront_fen=-1), "upfront_fen", "part_not_positive"),
        (Price(milestones=[part(0)]), "milestones", "part_not_positive"),
        (Price(milestones=[part(1, name=" ")]), "milestones", "milestone_unnamed"),
        (Price(royalty_bp=300), "royalty_bp", "royalty_without_mode"),
        (royalty(royalty_bp=None), "royalty_bp", "required"),
        (royalty(royalty_bp=10_001), "royalty_bp", "royalty_out_of_bounds"),
        (royalty(upfront_fen=None), "upfront_fen", "entry_fee_missing"),
        (royalty(royalty_cap_fen=7 * WAN), "royalty_cap_fen", "cap_below_price"),
        (
            Price(royalty_cap_fen=20 * WAN),
            "royalty_cap_fen",
            "cap_without_royalty",
        ),
        (Price(non_technical_fen=-1), "non_technical_fen", "part_not_positive"),
        (
            Price(non_technical_fen=18 * WAN),
            "non_technical_fen",
            "non_technical_not_below_price",
        ),
    ],
)
def test_a_price_that_does_not_fit_is_refused_at_its_field(price, wrong_field, reason):
    with pytest.raises(InvalidInput) as refused:
        check_price(price)

    assert (refused.value.field, refused.value.reason) == (wrong_field, reason)


@pytest.mark.parametrize(
    "price",
    [
        Price(),
        Price(price_kind="range", price_max_fen=30 * WAN),
        Price(price_kind="floor", price_max_fen=None),
        Price(price_kind="negotiable", price_min_fen=None, price_max_fen=None),
        royalty(royalty_cap_fen=15 * WAN),
    ],
)
def test_every_kind_of_price_can_be_said(price):
    check_price(price)
