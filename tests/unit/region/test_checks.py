"""Credit codes, patent numbers and registration numbers (domain.md §7.5, §7.4, §2.6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.region.checks import (
    check_credit_code,
    check_patent_number,
    check_registration_number,
    credit_code_check_digit,
    patent_check_digit,
)

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_BODIES = st.text(CREDIT_ALPHABET, min_size=17, max_size=17)
LONG_BODIES = st.from_regex(r"[0-9]{4}[12389][0-9]{7}", fullmatch=True)
SHORT_BODIES = st.from_regex(r"[0-9]{2}[12389][0-9]{5}", fullmatch=True)
ANY_TEXT = st.text(max_size=40)


# The example of GB 32100, and two sums small enough to do by hand: 9 x 1 + 1 x 3 = 12,
# 31 - 12 = 19 is K; 1 x 1 + 2 x 3 = 7, 31 - 7 = 24 is Q.
@pytest.mark.parametrize("code", ["91350100M000100Y43", "91000000000000000K", "12000000000000000Q"])
def test_right_credit_codes_pass(code):
    check = check_credit_code(code)

    assert (check.is_well_formed, check.check_digit_matches) == (True, True)


def test_a_wrong_check_digit_is_only_a_doubt():
    check = check_credit_code("91000000000000000L")

    assert (check.is_well_formed, check.check_digit_matches) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        *("", "9100000", "91000000000000000KK", "9100000000000000OK", "9100000000000000IK"),
        *("91350100M000100Y4Z", "中" * 18),
    ],
)
def test_wrong_length_or_characters_are_malformed(text):
    check = check_credit_code(text)

    assert (check.is_well_formed, check.check_digit_matches) == (False, False)


# The second is what an input method leaves in full-width mode.
@pytest.mark.parametrize("text", [" 91000000-0000 00000k ", "９１０００００００００００００００Ｋ"])
def test_what_people_type_is_normalised(text):
    assert check_credit_code(text).normalised == "91000000000000000K"


@given(CREDIT_BODIES)
def test_every_body_with_its_check_digit_passes(body):
    check = check_credit_code(body + credit_code_check_digit(body))

    assert check.check_digit_matches


@given(CREDIT_BODIES, st.integers(0, 16), st.sampled_from(CREDIT_ALPHABET))
def test_any_single_wrong_character_is_noticed(body, place, character):
    code = body + credit_code_check_digit(body)
    mistyped = code[:place] + character + code[place + 1 :]

    assert check_credit_code(mistyped).check_digit_matches == (mistyped == code)


@pytest.mark.parametrize("body", ["", "9100000", "91000000000000000K", "9100000000000000O"])
def test_a_check_digit_needs_seventeen_right_characters(body):
    with pytest.raises(ValueError, match="17 characters"):
        credit_code_check_digit(body)


@pytest.mark.parametrize(
    ("number", "normalised", "kind"),
    [
        ("ZL201710601862.3", "ZL201710601862.3", "invention_patent"),
        ("zl 2017 1 0601862.3", "ZL201710601862.3", "invention_patent"),
        ("201310699744.2", "201310699744.2", "invention_patent"),
        ("95115608.X", "95115608.X", "invention_patent"),
        ("97101765.4", "97101765.4", "invention_patent"),
    ],
)
def test_issued_patent_numbers_pass(number, normalised, kind):
    check = check_patent_number(number)

    assert check.is_well_formed
    assert check.check_digit_matches
    assert (check.normalised, check.kind) == (normalised, kind)


def test_a_patent_number_with_a_wrong_check_digit_is_noticed():
    check = check_patent_number("201710601862.4")

    assert (check.is_well_formed, check.check_digit_matches) == (True, False)


@pytest.mark.parametrize(
    ("kind_digit", "kind"),
    [("2", "utility_model"), ("3", "design_patent"), ("8", "invention_patent")],
)
def test_the_kind_of_right_stands_in_the_number(kind_digit, kind):
    body = f"2024{kind_digit}0000001"

    assert check_patent_number(body + patent_check_digit(body)).kind == kind


@pytest.mark.parametrize("text", ["", "CN105761178A", "201740601862.3", "ZL2017106018", "发明专利"])
def test_other_numbers_are_no_patent_numbers(text):
    check = check_patent_number(text)

    assert (check.is_well_formed, check.check_digit_matches, check.kind) == (False, False, "")


@given(st.one_of(LONG_BODIES, SHORT_BODIES), st.sampled_from(["", "ZL", "CN"]))
def test_every_patent_body_with_its_check_digit_passes(body, prefix):
    check = check_patent_number(f"{prefix}{body}.{patent_check_digit(body)}")

    assert check.check_digit_matches


def test_a_current_registration_number_is_taken_apart():
    check = check_registration_number("2109 99 2026 000123", 2026)

    assert check.is_well_formed
    assert check.is_year_plausible
    assert (check.scheme, check.city, check.office, check.year) == ("current", "2109", "99", 2026)
    assert check.normalised == "2109992026000123"


def test_a_legacy_registration_number_is_taken_apart():
    check = check_registration_number("16210901000123", 2026)

    assert check.is_well_formed
    assert (check.scheme, check.city, check.office, check.year) == ("legacy", "2109", "01", 2016)


def test_a_legacy_year_before_2000_is_recognised():
    assert check_registration_number("98210901000123", 2026).year == 1998


@pytest.mark.parametrize("number", ["9909992026000123", "16990901000123"])
def test_an_unknown_province_is_refused(number):
    assert not check_registration_number(number, 2026).is_well_formed


@pytest.mark.parametrize("number", ["2109991066000123", "2109992027000123", "27210901000123"])
def test_an_implausible_year_only_warns(number):
    check = check_registration_number(number, 2026)

    assert (check.is_well_formed, check.is_year_plausible) == (True, False)


@pytest.mark.parametrize("number", ["", "210999202600012", "2109992026O00123", "21099920260001234"])
def test_any_other_length_or_letter_is_refused(number):
    check = check_registration_number(number, 2026)

    assert (check.is_well_formed, check.scheme, check.year) == (False, "", None)


@given(ANY_TEXT)
def test_no_text_breaks_a_check_and_normalising_twice_changes_nothing(text):
    first = [
        check_credit_code(text).normalised,
        check_patent_number(text).normalised,
        check_registration_number(text, 2026).normalised,
    ]

    again = [
        check_credit_code(first[0]).normalised,
        check_patent_number(first[1]).normalised,
        check_registration_number(first[2], 2026).normalised,
    ]

    assert again == first
