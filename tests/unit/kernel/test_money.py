from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.kernel.money import Money

fen = st.integers(min_value=-(10**15), max_value=10**15)
weights = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1).filter(any)


@given(amount=fen, weights=weights)
def test_splitting_loses_no_fen(amount, weights):
    assert sum(part.fen for part in Money(amount).split(weights)) == amount


@given(amount=fen, weights=weights)
def test_a_part_is_within_one_fen_of_its_exact_share(amount, weights):
    parts = Money(amount).split(weights)

    total = sum(weights)
    assert all(
        abs(part.fen * total - amount * weight) < total
        for part, weight in zip(parts, weights, strict=True)
    )


def test_splitting_by_nothing_is_refused():
    with pytest.raises(ValueError, match="weights"):
        Money(100).split([0, 0])


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [("0.005", 1), ("0.004", 0), ("1280000", 128_000_000), ("0.01", 1), ("2.675", 268)],
)
def test_yuan_are_rounded_half_up_to_fen(yuan, expected):
    assert Money.from_yuan(Decimal(yuan)).fen == expected


@given(amount=fen)
def test_yuan_and_back_is_the_same_amount(amount):
    assert Money.from_yuan(Money(amount).yuan).fen == amount


@given(amount=st.integers(min_value=0, max_value=10**15), rate=st.integers(0, 10_000))
def test_a_share_and_the_rest_never_exceed_the_amount(amount, rate):
    share = Money(amount).share(rate)

    assert Money(0) <= share <= Money(amount)
    assert abs(share.fen * 10_000 - amount * rate) <= 5_000


def test_amounts_add_and_subtract_exactly():
    assert Money(1) + Money(2) - Money(5) == -Money(2)
