"""The records a region pack is made of: codes, rules, targets, organisations, lexicon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_FEN_PER_UNIT = {"元": 10**2, "万元": 10**6, "亿元": 10**10}


class UnknownCode(LookupError):
    """A code, or a whole list, that the pack does not have on the asked day."""

    def __init__(self, list_name: str, code: str | None = None, on: date | None = None) -> None:
        what = f"code list {list_name}" if code is None else f"code {code} in list {list_name}"
        super().__init__(f"no {what}" + (f" on {on}" if on else ""))
        self.list_name = list_name
        self.code = code
        self.on = on


class UnknownRule(LookupError):
    """A rule that the pack does not have on the asked day."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"no rule {name} on {on}")
        self.name = name
        self.on = on


@dataclass(frozen=True, kw_only=True)
class Named:
    """Anything with a Chinese and an English name."""

    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the name in 'zh' or 'en'; any other language gets Chinese, the source."""
        return self.name_en if language == "en" else self.name_zh


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Anything that applies from one business date to another, or without end."""

    valid_from: date
    valid_to: date | None

    def is_valid(self, on: date | None) -> bool:
        """Tell whether the day lies between the two ends, both included; None asks nothing."""
        if on is None:
            return True
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Code(Named, Dated):
    """One entry of a code list; `extra` holds the list's own further columns."""

    list: str
    code: str
    parent: str | None
    source: str
    extra: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RegionRule(Named, Dated):
    """A time limit, threshold or pattern with the days on which it applies."""

    rule: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Target(Named):
    """A target or a bare baseline of the plan, with its place in the text.

    A target has `since` and `year`, the first and last year it covers; its `value` is None
    and its `relation` empty where the plan states no figure, else '>=', '>' or '='. A bare
    baseline has neither year nor value.
    """

    code: str
    value: Decimal | None
    relation: str
    unit_zh: str
    unit_en: str
    since: int | None
    year: int | None
    place: str
    baseline: Decimal | None
    baseline_unit_zh: str
    baseline_unit_en: str
    baseline_period: str
    baseline_place: str
    note_zh: str
    note_en: str
    source: str

    @property
    def is_target(self) -> bool:
        return self.year is not None

    @property
    def value_fen(self) -> int | None:
        """Return the target in fen; None when it has no figure or its unit is not money."""
        factor = _FEN_PER_UNIT.get(self.unit_zh)
        if factor is None or self.value is None:
            return None
        return int(self.value * factor)

    def unit(self, language: str) -> str:
        return self.unit_en if language == "en" else self.unit_zh

    def note(self, language: str) -> str:
        return self.note_en if language == "en" else self.note_zh


@dataclass(frozen=True, kw_only=True)
class OrganisationSeed(Named):
    """An organisation that the market creates at its first start."""

    kind: str
    credit_code: str | None
    region: str
    county: str | None
    source: str


@dataclass(frozen=True, kw_only=True)
class OfficeSeed(OrganisationSeed):
    """A registration office; `office_code` stays None until the real one is known."""

    office_code: str | None
    valid_from: date


@dataclass(frozen=True)
class LexiconGroup:
    """Words of the trade that mean the same, or nearly so, in a search."""

    terms: tuple[str, ...]
    chain: str | None
    source: str
