"""Check the numbers people type: credit codes, patent numbers, registration numbers.

Pure text work; whether a number is taken or its region is known to the pack, callers ask.
"""

import re
from dataclasses import dataclass

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_SHAPE = re.compile(rf"[{_CREDIT_ALPHABET}]{{18}}")
_CREDIT_BODY_SHAPE = re.compile(rf"[{_CREDIT_ALPHABET}]{{17}}")
_CREDIT_MODULUS = 31

_PATENT_SHAPE = re.compile(
    r"(?:ZL|CN)?(?P<body>\d{4}[12389]\d{7}|\d{2}[12389]\d{5})(?P<check>[\dX])"
)
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENT_CHECKS = "0123456789X"
_PATENT_KINDS = {
    "1": "invention_patent",
    "2": "utility_model",
    "3": "design_patent",
    "8": "invention_patent",
    "9": "utility_model",
}
_LONG_BODY = 12

_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
_PROVINCES = frozenset(
    str(code) for first, last in _PROVINCE_RANGES for code in range(first, last + 1)
)
_CURRENT_NUMBER = re.compile(
    r"(?P<province>\d{2})(?P<city>\d{2})(?P<office>\d{2})(?P<year>\d{4})\d{6}"
)
_LEGACY_NUMBER = re.compile(
    r"(?P<year>\d{2})(?P<province>\d{2})(?P<city>\d{2})(?P<office>\d{2})\d{6}"
)
_FIRST_YEAR = 1985
_LEGACY_PIVOT = 85

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GAPS = re.compile(r"[\s\-\u2010-\u2015.·。]+")


@dataclass(frozen=True)
class CreditCodeCheck:
    """What can be told of a unified social credit code by looking at it."""

    is_well_formed: bool
    check_digit_matches: bool
    normalised: str


@dataclass(frozen=True)
class PatentNumberCheck:
    """What can be told of a patent or application number; `kind` is a code of list ip or empty."""

    is_well_formed: bool
    check_digit_matches: bool
    normalised: str
    kind: str


@dataclass(frozen=True)
class RegistrationNumberCheck:
    """What can be told of a contract's registration number; doubts only warn.

    `scheme` is 'current' (16 digits), 'legacy' (14) or empty; `year` has four digits.
    """

    is_well_formed: bool
    normalised: str
    scheme: str
    province: str
    city: str
    office: str
    year: int | None
    is_year_plausible: bool


def credit_code_check_digit(first17: str) -> str:
    """Return the 18th character for the first 17 (GB 32100-2015, domain.md §7.5).

    Raises ValueError when the text is not 17 characters of the code's alphabet.
    """
    if not _CREDIT_BODY_SHAPE.fullmatch(first17):
        raise ValueError("17 characters of the credit-code alphabet are needed")
    total = sum(
        _CREDIT_ALPHABET.index(character) * pow(3, place, _CREDIT_MODULUS)
        for place, character in enumerate(first17)
    )
    return _CREDIT_ALPHABET[-total % _CREDIT_MODULUS]


def check_credit_code(text: str) -> CreditCodeCheck:
    """Check a unified social credit code; a wrong check digit is a doubt, not a refusal.

    Some codes were really issued with a wrong one (domain.md §7.5), so an operator may
    override `check_digit_matches`, but nobody `is_well_formed`.
    """
    normalised = _normalise(text)
    if not _CREDIT_SHAPE.fullmatch(normalised):
        return CreditCodeCheck(
            is_well_formed=False, check_digit_matches=False, normalised=normalised
        )
    matches = credit_code_check_digit(normalised[:17]) == normalised[17]
    return CreditCodeCheck(is_well_formed=True, check_digit_matches=matches, normalised=normalised)


def patent_check_digit(body: str) -> str:
    """Return the check character of 12 digits, or of 8 before October 2003 (ZC 0006-2003)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _PATENT_WEIGHTS, strict=False))
    return _PATENT_CHECKS[total % len(_PATENT_CHECKS)]


def check_patent_number(text: str) -> PatentNumberCheck:
    """Check a Chinese patent or application number (domain.md §7.4).

    The normalised form keeps the prefix and puts the dot back: ZL201710601862.3.
    """
    compact = _normalise(text)
    found = _PATENT_SHAPE.fullmatch(compact)
    if found is None:
        return PatentNumberCheck(
            is_well_formed=False, check_digit_matches=False, normalised=compact, kind=""
        )
    body, check = found["body"], found["check"]
    return PatentNumberCheck(
        is_well_formed=True,
        check_digit_matches=patent_check_digit(body) == check,
        normalised=f"{compact[:-1]}.{check}",
        kind=_PATENT_KINDS[body[4] if len(body) == _LONG_BODY else body[2]],
    )


def check_registration_number(text: str, current_year: int) -> RegistrationNumberCheck:
    """Check a registration number of the national system (domain.md §2.6).

    16 digits PPCC OO YYYY NNNNNN or, before, 14 digits YY PP CC OO NNNNNN; the province
    must exist. A year before 1985 or after `current_year` only warns.
    """
    normalised = _normalise(text)
    for scheme, shape in (("current", _CURRENT_NUMBER), ("legacy", _LEGACY_NUMBER)):
        found = shape.fullmatch(normalised)
        if found is not None:
            year = _full_year(found["year"])
            return RegistrationNumberCheck(
                is_well_formed=found["province"] in _PROVINCES,
                normalised=normalised,
                scheme=scheme,
                province=found["province"],
                city=found["province"] + found["city"],
                office=found["office"],
                year=year,
                is_year_plausible=_FIRST_YEAR <= year <= current_year,
            )
    return RegistrationNumberCheck(
        is_well_formed=False,
        normalised=normalised,
        scheme="",
        province="",
        city="",
        office="",
        year=None,
        is_year_plausible=False,
    )


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > len("YY"):
        return year
    return year + (1900 if year >= _LEGACY_PIVOT else 2000)


def _normalise(text: str) -> str:
    """Fold full-width characters, drop blanks, dots and dashes, and write capitals."""
    return _GAPS.sub("", text.translate(_FULL_WIDTH)).upper()
