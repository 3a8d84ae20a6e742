import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.web.urls import (
    local_target,
    page_numbers,
    requested_id,
    requested_page,
    url_with,
)


def test_another_page_keeps_query_and_filters(in_request):
    with in_request("/results?q=砂型&chain=a&chain=b&page=2"):
        url = url_with(page=3)

    assert url == "/results?q=%E7%A0%82%E5%9E%8B&chain=a&chain=b&page=3"


def test_a_new_filter_begins_at_the_first_page(in_request):
    with in_request("/results?q=x&page=7&lang=en"):
        assert url_with(chain=["a", "b"]) == "/results?q=x&chain=a&chain=b"


def test_a_filter_set_to_nothing_goes(in_request):
    with in_request("/results?chain=a"):
        assert url_with(chain=[]) == "/results"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("3", 3),
        ("0", 1),
        ("-1", 1),
        ("x", 1),
        ("", 1),
        ("٣", 1),
        ("9" * 30, 100_000),
        ("9" * 5000, 1),
    ],
)
def test_any_page_number_is_safe(in_request, asked, number):
    with in_request("/results", query_string={"page": asked}):
        assert requested_page() == number


@pytest.mark.parametrize(
    ("asked", "number"),
    [("7", 7), (str(2**31 - 1), 2**31 - 1), (str(2**31), None), ("9" * 5000, None), ("x", None)],
)
def test_only_an_id_that_a_row_can_have_is_asked_for(in_request, asked, number):
    with in_request("/results", query_string={"organisation": asked}):
        assert requested_id("organisation") == number


@pytest.mark.parametrize("target", ["/me", "/deals/3?tab=files#x"])
def test_a_path_of_this_site_may_be_returned_to(target):
    assert local_target(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "me", "//evil.test", "/\\evil.test", "https://evil.test", "/\t/evil.test", "/a\\b"],
)
def test_nobody_is_sent_to_another_site(target):
    assert local_target(target) is None


def test_pages_left_out_are_marked():
    assert page_numbers(5, 9) == [1, None, 4, 5, 6, None, 9]
    assert page_numbers(1, 1) == [1]


@given(st.integers(1, 500), st.integers(1, 500))
def test_first_present_and_last_page_have_a_link(here, last):
    here = min(here, last)

    assert {1, here, last} <= set(page_numbers(here, last))
