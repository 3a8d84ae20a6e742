"""The region pack: code lists, dated rules, targets and names of one city, loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from techmarket.region.calendar import Deadline, WorkingDayCalendar
from techmarket.region.loading import (
    PackFiles,
    read_calendar,
    read_code_lists,
    read_disciplines,
    read_lexicon,
    read_rules,
    read_targets,
)
from techmarket.region.records import (
    Code,
    LexiconGroup,
    Named,
    OfficeSeed,
    OrganisationSeed,
    RegionRule,
    Target,
    UnknownCode,
    UnknownRule,
)
from techmarket.region.tables import InvalidPack

__all__ = [
    "Code",
    "InvalidPack",
    "LexiconGroup",
    "OfficeSeed",
    "OrganisationSeed",
    "RegionPack",
    "RegionRule",
    "Target",
    "UnknownCode",
    "UnknownRule",
    "load_pack",
]


@dataclass(frozen=True, kw_only=True)
class RegionPack(Named):
    """Everything that differs from city to city; immutable once loaded."""

    slug: str
    market_name_zh: str
    market_name_en: str
    timezone: str
    currency: str
    region_code: str
    region_prefix: str
    search_examples: tuple[str, ...]
    demo_directory: Path
    archive_organisation: OrganisationSeed
    operator_organisation: OrganisationSeed
    offices: tuple[OfficeSeed, ...]
    targets: tuple[Target, ...]
    calendar: WorkingDayCalendar
    lexicon: tuple[LexiconGroup, ...]
    code_lists: Mapping[str, tuple[Code, ...]]
    rules: tuple[RegionRule, ...]
    disciplines: Mapping[str, tuple[str | None, str | None]]

    _by_code: Mapping[tuple[str, str], tuple[Code, ...]] = field(init=False, repr=False)
    _by_rule: Mapping[str, tuple[RegionRule, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index codes and rules once: a page asks for labels by the hundred."""
        by_code: dict[tuple[str, str], tuple[Code, ...]] = {}
        for list_name, codes in self.code_lists.items():
            for code in codes:
                key = (list_name, code.code)
                by_code[key] = (*by_code.get(key, ()), code)
        by_rule: dict[str, tuple[RegionRule, ...]] = {}
        for rule in self.rules:
            by_rule[rule.rule] = (*by_rule.get(rule.rule, ()), rule)
        object.__setattr__(self, "_by_code", by_code)
        object.__setattr__(self, "_by_rule", by_rule)

    def market_name(self, language: str) -> str:
        return self.market_name_en if language == "en" else self.market_name_zh

    @property
    def list_names(self) -> tuple[str, ...]:
        return tuple(self.code_lists)

    def codes(self, list_name: str, on: date | None = None) -> tuple[Code, ...]:
        """Return the codes valid on the business day in file order; None means all ever.

        Raises UnknownCode when the pack has no such list.
        """
        if list_name not in self.code_lists:
            raise UnknownCode(list_name)
        return tuple(code for code in self.code_lists[list_name] if code.is_valid(on))

    def find_code(self, list_name: str, code: str, on: date | None = None) -> Code | None:
        """Return the code valid on the day; without a day the latest version of it."""
        if list_name not in self.code_lists:
            raise UnknownCode(list_name)
        versions = self._by_code.get((list_name, code), ())
        valid = [version for version in versions if version.is_valid(on)]
        return max(valid, key=lambda version: version.valid_from, default=None)

    def get_code(self, list_name: str, code: str, on: date | None = None) -> Code:
        """Return the code valid on the day; raises UnknownCode."""
        found = self.find_code(list_name, code, on)
        if found is None:
            raise UnknownCode(list_name, code, on)
        return found

    def children(self, list_name: str, parent: str, on: date | None = None) -> tuple[Code, ...]:
        """Return the codes below `parent`, which may stand in another list (subtype -> class)."""
        return tuple(code for code in self.codes(list_name, on) if code.parent == parent)

    def label(self, list_name: str, code: str | None, language: str) -> str:
        """Return the name of a stored code whenever it was valid; the code itself if unknown."""
        if not code:
            return ""
        found = self.find_code(list_name, code)
        return code if found is None else found.name(language)

    def find_rule(self, name: str, on: date) -> RegionRule | None:
        """Return the rule in force on the business day, or None."""
        versions = self._by_rule.get(name, ())
        return next((version for version in versions if version.is_valid(on)), None)

    def rule(self, name: str, on: date) -> RegionRule:
        """Return the rule in force on the business day; raises UnknownRule."""
        found = self.find_rule(name, on)
        if found is None:
            raise UnknownRule(name, on)
        return found

    def rule_text(self, name: str, on: date) -> str:
        return self.rule(name, on).value

    def rule_int(self, name: str, on: date) -> int:
        return int(self.rule(name, on).value)

    def deadline(self, stem: str, start: date) -> Deadline:
        """Return the end of the period that began on `start` under the rules of that day.

        `stem` is a rule name without its unit: 'review_deadline' asks for
        `review_deadline_wd` (working days) and else for `review_deadline_days`. Raises
        UnknownRule, OutsideCalendar.
        """
        in_working_days = self.find_rule(f"{stem}_wd", start)
        if in_working_days is not None:
            return self.calendar.add_working_days(start, int(in_working_days.value))
        return self.calendar.add_days(start, self.rule_int(f"{stem}_days", start))

    def target(self, code: str) -> Target:
        """Return the plan's target or baseline of that code; raises UnknownCode."""
        for target in self.targets:
            if target.code == code:
                return target
        raise UnknownCode("targets", code)

    def discipline(self, subject: str) -> tuple[str | None, str | None]:
        """Map a source subject to (chain, technology field); None where it is not honest."""
        return self.disciplines.get(subject.strip(), (None, None))

    def place(self, region_code: str | None, language: str) -> str:
        """Return the name of the county, city or province that the six digits stand for.

        Of a place that no list has, the nearest one above it that does; '' for None.
        """
        if not region_code:
            return ""
        province, city = region_code[:2] + "0000", region_code[:4] + "00"
        candidates = [("county", region_code), ("region", region_code), ("region", city)]
        for list_name, code in [*candidates, ("region", province)]:
            found = self.find_code(list_name, code)
            if found is not None:
                return found.name(language)
        return region_code

    def is_local(self, region_code: str | None) -> bool:
        return region_code is not None and region_code.startswith(self.region_prefix)


def load_pack(directory: Path) -> RegionPack:
    """Read and check the pack in `directory`.

    Raises InvalidPack naming file, line and column: a market must not start on a pack that
    would fail in the middle of a registration.
    """
    files = PackFiles.open(directory)
    lists = read_code_lists(files)
    return RegionPack(
        slug=files.text("slug"),
        name_zh=files.text("name_zh"),
        name_en=files.text("name_en"),
        market_name_zh=files.text("market_name_zh"),
        market_name_en=files.text("market_name_en"),
        timezone=files.timezone(),
        currency=files.text("currency"),
        region_code=files.code_in(lists, "region", "region_code"),
        region_prefix=files.region_prefix(),
        search_examples=files.words("search_examples"),
        demo_directory=directory / "demo",
        archive_organisation=files.organisation("archive_organisation", lists),
        operator_organisation=files.organisation("operator_organisation", lists),
        offices=files.offices(lists),
        targets=read_targets(files),
        calendar=read_calendar(files),
        lexicon=read_lexicon(files, lists),
        code_lists=lists,
        rules=read_rules(files),
        disciplines=read_disciplines(files, lists),
    )
