from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from techmarket.kernel.money import Money
from techmarket.web import filters


@pytest.fixture(autouse=True)
def english(in_request):
    with in_request("/?lang=en"):
        yield


def test_an_amount_is_written_in_yuan_to_the_fen():
    assert filters.yuan(Money(128_000_005)) == "1,280,000.05 yuan"


def test_fen_and_money_are_written_alike():
    assert filters.yuan(100) == filters.yuan(Money(100)) == "1.00 yuan"


def test_nothing_is_written_for_an_amount_that_is_not_known():
    assert [write(None) for write in (filters.yuan, filters.wan_yuan, filters.yi_yuan)] == [""] * 3


def test_ten_thousands_have_two_decimals_in_chinese():
    with force_locale("zh"):
        written = filters.wan_yuan(128_000_000)

    assert written.startswith("128.00 ")


def test_less_than_ten_thousand_yuan_is_not_rounded_away():
    with force_locale("zh"):
        written = filters.wan_yuan(3_000)

    assert written.startswith("30.00 ")


def test_ten_thousands_are_yuan_in_english():
    assert filters.wan_yuan(128_000_000) == "1,280,000.00 yuan"


@pytest.mark.parametrize(
    ("least", "most", "written"),
    [
        (100, 200, "1.00 yuan to 2.00 yuan"),
        (100, 100, "1.00 yuan"),
        (100, None, "from 1.00 yuan"),
        (None, 200, "up to 2.00 yuan"),
        (None, None, ""),
    ],
)
def test_a_band_of_amounts_names_the_ends_it_has(least, most, written):
    assert filters.money_range(least, most) == written


def test_a_date_follows_the_language():
    with force_locale("zh"):
        chinese = filters.day(date(2026, 3, 5))

    assert (chinese, filters.day(date(2026, 3, 5))) == ("2026年3月5日", "5 Mar 2026")


def test_an_instant_is_shown_on_the_day_it_has_in_the_region():
    late = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)

    assert filters.day(late) == "6 Mar 2026"
    assert filters.moment(late) == "6 Mar 2026 00:30"


def test_a_month_may_come_as_text():
    assert filters.month("2026-03") == "Mar 2026"


def test_a_code_is_shown_by_the_name_in_the_region_pack():
    assert filters.code("D", "contract_class") != "D"
    assert filters.code("no such code", "contract_class") == "no such code"


def test_several_codes_stand_in_one_line():
    assert filters.codes(["D", "T"], "contract_class").count(", ") == 1


@pytest.mark.parametrize(
    ("basis_points", "written"), [(350, "3.5%"), (10_000, "100%"), (1, "0.01%")]
)
def test_basis_points_are_a_percentage(basis_points, written):
    assert filters.percent(basis_points) == written


@pytest.mark.parametrize(
    ("octets", "written"), [(5, "5 bytes"), (2_048, "2 KB"), (5_242_880, "5.0 MB")]
)
def test_a_size_stands_in_the_unit_people_read(octets, written):
    assert filters.filesize(octets) == written
