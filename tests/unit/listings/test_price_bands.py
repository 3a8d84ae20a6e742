"""Where a price stands among the bands of the list."""

import pytest

from techmarket.listings.models import ResultRevision
from techmarket.listings.price import PRICE_BANDS, WAN_FEN, price_band


def priced(kind, least=None, most=None):
    return ResultRevision(price_kind=kind, price_min_fen=least, price_max_fen=most)


@pytest.mark.parametrize(
    ("revision", "band"),
    [
        (priced("negotiable"), "negotiable"),
        (priced("range"), "negotiable"),
        (priced("fixed", 0), "under_10"),
        (priced("fixed", 10 * WAN_FEN - 1), "under_10"),
        (priced("fixed", 10 * WAN_FEN), "10_50"),
        (priced("range", 30 * WAN_FEN, 900 * WAN_FEN), "10_50"),
        (priced("range", None, 80 * WAN_FEN), "50_100"),
        (priced("floor", 500 * WAN_FEN), "over_500"),
    ],
)
def test_the_lowest_amount_stated_decides_the_band(revision, band):
    assert price_band(revision) == band


def test_the_bands_follow_each_other_without_gap_or_overlap():
    assert PRICE_BANDS[0][1] == 0
    assert [above for _, _, above in PRICE_BANDS[:-1]] == [least for _, least, _ in PRICE_BANDS[1:]]
    assert PRICE_BANDS[-1][2] is None
