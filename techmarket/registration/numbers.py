"""Registration numbers of the national system: typed here, never minted (domain.md §0.6)."""

from datetime import date

from techmarket.kernel.errors import InvalidInput
from techmarket.region.checks import RegistrationNumberCheck, check_registration_number
from techmarket.region.current import pack


def checked_number(text: str, on: date, *, is_demo: bool) -> str:
    """Return the number as it is stored: 14 or 16 digits.

    Demo numbers carry an office that no real office has; outside a demo database they are refused.
    Raises InvalidInput("number", "number_format" | "number_of_demo").
    """
    check = check_registration_number(text, on.year)
    if not check.is_well_formed:
        raise InvalidInput("number", "number_format")
    if check.office == pack().rule_text("number_office_demo", on) and not is_demo:
        raise InvalidInput("number", "number_of_demo")
    return check.normalised


def number_warnings(number: str, seller_region: str | None, registered_on: date) -> list[str]:
    """Return codes of doubts that warn and never refuse (domain.md §2.6)."""
    check = check_registration_number(number, registered_on.year)
    doubts = {
        "number_city_differs": _is_other_city(check, seller_region),
        "number_year_differs": check.year != registered_on.year,
    }
    return [code for code, is_doubtful in doubts.items() if is_doubtful]


def _is_other_city(check: RegistrationNumberCheck, seller_region: str | None) -> bool:
    return seller_region is not None and not seller_region.startswith(check.city)
