"""The end of a validity counted in months."""

from datetime import date

import pytest

from techmarket.listings.services.clocks import add_months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 6, 15), 12, date(2027, 6, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert add_months(start, months) == end
