"""Refuse values that no step may store; what is merely missing is told at submission."""

from collections.abc import Mapping
from dataclasses import dataclass

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.kernel.errors import Conflict, InvalidInput
from techmarket.kernel.money import BASIS_POINTS, MAX_FEN
from techmarket.listings.content import CODE_LIST, LONGEST_TITLE, fields_of
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing
from techmarket.region.checks import check_patent_number
from techmarket.region.current import pack

LONGEST_TEXT = 20_000
LONGEST_KEYWORD = 100
MOST_PATENTS = 20
LOWEST_TRL, HIGHEST_TRL = 1, 9
AMOUNTS = ("price_min_fen", "price_max_fen", "upfront_fen", "royalty_cap_fen")


@dataclass(frozen=True)
class Limits:
    """How much is accepted: from people who can mend it, and from sources that cannot."""

    longest_title: int
    most_keywords: int


FORM_LIMITS = Limits(longest_title=LONGEST_TITLE, most_keywords=8)
ENTRY_LIMITS = Limits(longest_title=200, most_keywords=40)


def require_verified_owner(listing: Listing) -> None:
    """Raise Conflict("organisation_not_verified"): nothing appears for a suspended organisation."""
    if listing.organisation.state != OrganisationState.VERIFIED:
        raise Conflict("organisation_not_verified")


def check_values(
    kind: ListingKind, values: Mapping[str, object], limits: Limits = FORM_LIMITS
) -> None:
    """Check the values to be written into a revision of this kind.

    Raises InvalidInput at the field: "unknown_field", "unknown_code", "too_long",
    "out_of_range", "price_order", "patent_number" …
    """
    known = fields_of(kind)
    for field, value in values.items():
        if field not in known:
            raise InvalidInput(field, "unknown_field")
        if isinstance(value, str):
            longest = limits.longest_title if field == "title" else LONGEST_TEXT
            if len(value) > longest:
                raise InvalidInput(field, "too_long")
        _check_code(kind, field, value)
        _check_number(field, value)
    _check_lists(values, limits)
    _check_price(values)


def _check_code(kind: ListingKind, field: str, value: object) -> None:
    if field == "modes" and isinstance(value, list):
        for code in value:
            found = pack().find_code("mode", str(code))
            if found is None or found.extra.get("applies_to", "both") not in ("both", kind):
                raise InvalidInput(field, "unknown_code")
    list_name = CODE_LIST.get(field)
    if list_name and value and pack().find_code(list_name, str(value)) is None:
        raise InvalidInput(field, "unknown_code")


def _check_number(field: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        return
    if field in ("trl", "min_trl") and not LOWEST_TRL <= value <= HIGHEST_TRL:
        raise InvalidInput(field, "out_of_range")
    if field in AMOUNTS and not 0 <= value <= MAX_FEN:
        raise InvalidInput(field, "out_of_range")
    if field == "royalty_bp" and not 0 <= value <= BASIS_POINTS:
        raise InvalidInput(field, "out_of_range")


def _check_lists(values: Mapping[str, object], limits: Limits) -> None:
    keywords = values.get("keywords")
    if isinstance(keywords, list):
        if len(keywords) > limits.most_keywords:
            raise InvalidInput("keywords", "too_many_keywords")
        if any(len(str(word)) > LONGEST_KEYWORD for word in keywords):
            raise InvalidInput("keywords", "too_long")
    numbers = values.get("patent_numbers")
    if isinstance(numbers, list):
        if len(numbers) > MOST_PATENTS:
            raise InvalidInput("patent_numbers", "too_many_patents")
        for number in numbers:
            checked = check_patent_number(str(number))
            if not (checked.is_well_formed and checked.check_digit_matches):
                raise InvalidInput("patent_numbers", "patent_number")


def _check_price(values: Mapping[str, object]) -> None:
    least, most = values.get("price_min_fen"), values.get("price_max_fen")
    if isinstance(least, int) and isinstance(most, int) and most < least:
        raise InvalidInput("price_max_fen", "price_order")
