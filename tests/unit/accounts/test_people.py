"""How addresses are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.accounts.services.people import normalise_email
from techmarket.kernel.errors import InvalidInput


def test_an_address_is_kept_in_lower_case_without_blanks_around():
    assert normalise_email("  Wang.Yan@Example.TEST ") == "wang.yan@example.test"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wang",
        "wang@",
        "@example.test",
        "wang@example",
        "wang yan@example.test",
        "wang@example.test\nBcc: all@example.test",
        "wang@a@example.test",
        "<wang@example.test>",
        "wang@example.test,li@example.test",
        "x" * 200 + "@example.test",
    ],
)
def test_what_is_no_single_address_is_refused(text):
    with pytest.raises(InvalidInput) as refusal:
        normalise_email(text)

    assert (refusal.value.field, refusal.value.reason) == ("email", "email_form")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    try:
        email = normalise_email(text)
    except InvalidInput:
        return

    assert normalise_email(email) == email
    assert "\n" not in email
