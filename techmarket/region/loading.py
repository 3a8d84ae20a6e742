"""Read the files of a region pack into records and check that they agree with each other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from techmarket.region.calendar import CalendarDay, WorkingDayCalendar
from techmarket.region.records import (
    Code,
    Dated,
    LexiconGroup,
    OfficeSeed,
    OrganisationSeed,
    RegionRule,
    Target,
)
from techmarket.region.requirements import DEADLINES, LISTS, RULES, TURNOVER_TARGET
from techmarket.region.tables import InvalidPack, Row, read_table, read_toml

CodeLists = Mapping[str, tuple[Code, ...]]

_CODE_COLUMNS = ("code", "parent", "name_zh", "name_en", "valid_from", "valid_to", "source")
_RULE_COLUMNS = ("name", "value", "unit", "valid_from", "valid_to", "source", "name_zh", "name_en")
_TARGET_TEXTS = (
    *("unit_zh", "unit_en", "place", "note_zh", "note_en"),
    *("baseline_unit_zh", "baseline_unit_en", "baseline_period", "baseline_place"),
)
_TARGET_COLUMNS = (
    *("code", "name_zh", "name_en", "value", "relation", "since", "year", "baseline", "source"),
    *_TARGET_TEXTS,
)
_RELATIONS = ("=", ">", ">=")
_DAY_KINDS = {"holiday": False, "workday": True}
_FREE_UNITS = ("pattern", "code")
_WHOLE_NUMBER = r"\d+"


@dataclass(frozen=True)
class PackFiles:
    """The directory of a pack and what its pack.toml says."""

    directory: Path
    settings: Mapping[str, object]

    @classmethod
    def open(cls, directory: Path) -> Self:
        return cls(directory, read_toml(directory / "pack.toml"))

    def complaint(self, reason: str, key: str) -> InvalidPack:
        return InvalidPack(self.directory / "pack.toml", reason, column=key)

    def text(self, key: str) -> str:
        return self._text(self.settings, key)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words; none where the pack leaves it out."""
        found = self.settings.get(key, [])
        if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
            raise self.complaint("is not a list of words", key)
        return tuple(found)

    def timezone(self) -> str:
        name = self.text("timezone")
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise self.complaint(f"'{name}' is no known time zone", "timezone") from error
        return name

    def region_prefix(self) -> str:
        prefix = self.text("region_prefix")
        if not self.text("region_code").startswith(prefix):
            raise self.complaint("is not the beginning of region_code", "region_prefix")
        return prefix

    def code_in(self, lists: CodeLists, list_name: str, key: str) -> str:
        return self._code(lists, list_name, self.settings, key)

    def organisation(self, key: str, lists: CodeLists) -> OrganisationSeed:
        return self._organisation(self.section(key), key, lists)

    def offices(self, lists: CodeLists) -> tuple[OfficeSeed, ...]:
        sections = self.sections("office")
        return tuple(self._office(section, lists) for section in sections)

    def section(self, key: str) -> Mapping[str, object]:
        section = self.settings.get(key)
        if not isinstance(section, dict):
            raise self.complaint("section is missing", key)
        return section

    def sections(self, key: str) -> list[dict[str, object]]:
        sections = self.settings.get(key)
        if not isinstance(sections, list) or not sections:
            raise self.complaint("needs at least one section", key)
        if not all(isinstance(section, dict) for section in sections):
            raise self.complaint("must be written as [[sections]]", key)
        return sections

    def _office(self, section: Mapping[str, object], lists: CodeLists) -> OfficeSeed:
        valid_from = section.get("valid_from")
        if not isinstance(valid_from, date):
            raise self.complaint("must be a date", "office.valid_from")
        seed = self._organisation(section, "office", lists)
        return OfficeSeed(
            name_zh=seed.name_zh,
            name_en=seed.name_en,
            kind=seed.kind,
            credit_code=seed.credit_code,
            region=seed.region,
            county=seed.county,
            source=seed.source,
            office_code=self._optional(section, "office_code", "office"),
            valid_from=valid_from,
        )

    def _organisation(
        self, section: Mapping[str, object], key: str, lists: CodeLists
    ) -> OrganisationSeed:
        county = self._optional(section, "county", key)
        if county is not None:
            self._code(lists, "county", section, "county", key)
        return OrganisationSeed(
            name_zh=self._text(section, "name_zh", key),
            name_en=self._text(section, "name_en", key),
            kind=self._code(lists, "organisation_kind", section, "kind", key),
            credit_code=self._optional(section, "credit_code", key),
            region=self._code(lists, "region", section, "region", key),
            county=county,
            source=self._text(section, "source", key),
        )

    def _text(self, section: Mapping[str, object], key: str, within: str = "") -> str:
        value = section.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.complaint("must be a text", f"{within}.{key}".lstrip("."))
        return value.strip()

    def _optional(self, section: Mapping[str, object], key: str, within: str) -> str | None:
        return self._text(section, key, within) if section.get(key) else None

    def _code(
        self,
        lists: CodeLists,
        list_name: str,
        section: Mapping[str, object],
        key: str,
        within: str = "",
    ) -> str:
        code = self._text(section, key, within)
        if not _has_code(lists, list_name, code):
            raise self.complaint(f"'{code}' is not in the list {list_name}", key)
        return code


def read_code_lists(files: PackFiles) -> CodeLists:
    """Read codes/<list>.csv, one list a file, in file order; parents must exist."""
    directory = files.directory / "codes"
    for name in LISTS:
        if not (directory / f"{name}.csv").is_file():
            raise InvalidPack(directory / f"{name}.csv", "is missing")
    lists = {path.stem: _read_codes(path) for path in sorted(directory.glob("*.csv"))}
    parent_lists = files.settings.get("parent_lists", {})
    if not isinstance(parent_lists, dict):
        raise files.complaint("must be a section", "parent_lists")
    for name, rows in lists.items():
        _check_parents(rows, lists[_parent_list(files, parent_lists, name, lists)])
    return MappingProxyType({name: tuple(code for _, code in rows) for name, rows in lists.items()})


def read_rules(files: PackFiles) -> tuple[RegionRule, ...]:
    """Read rules.csv; the periods of one name must not overlap."""
    table = read_table(files.directory / "rules.csv", _RULE_COLUMNS)
    rules = [(row, _rule(row)) for row in table.rows]
    _refuse_overlaps((row, rule.rule, rule) for row, rule in rules)
    known = {rule.rule for _, rule in rules}
    for name in RULES:
        if name not in known:
            raise InvalidPack(table.path, f"rule {name} is missing", column="name")
    for stem in DEADLINES:
        if known.isdisjoint({f"{stem}_wd", f"{stem}_days"}):
            reason = f"rule {stem}_wd or {stem}_days is missing"
            raise InvalidPack(table.path, reason, column="name")
    return tuple(rule for _, rule in rules)


def read_targets(files: PackFiles) -> tuple[Target, ...]:
    """Read targets.csv: the figures of the plan with their places."""
    table = read_table(files.directory / "targets.csv", _TARGET_COLUMNS)
    seen: set[str] = set()
    for row in table.rows:
        if row.text("code") in seen:
            raise row.complaint("is repeated", "code")
        seen.add(row.text("code"))
    targets = tuple(_target(row) for row in table.rows)
    if not any(target.code == TURNOVER_TARGET and target.value_fen for target in targets):
        reason = f"{TURNOVER_TARGET} in 元, 万元 or 亿元 is missing"
        raise InvalidPack(table.path, reason, column="code")
    return targets


def read_calendar(files: PackFiles) -> WorkingDayCalendar:
    """Read calendar/<year>.csv for every year that pack.toml announces."""
    years: dict[int, bool] = {}
    moved: dict[date, CalendarDay] = {}
    for section in files.sections("calendar"):
        year, is_provisional = section.get("year"), section.get("provisional")
        if not isinstance(year, int) or not isinstance(is_provisional, bool):
            raise files.complaint("needs a year and provisional = true or false", "calendar")
        years[year] = is_provisional
        moved.update(_read_moved_days(files.directory / "calendar" / f"{year}.csv", year))
    return WorkingDayCalendar(moved, years)


def read_lexicon(files: PackFiles, lists: CodeLists) -> tuple[LexiconGroup, ...]:
    """Read lexicon.csv: groups of at least two words divided by vertical bars."""
    table = read_table(
        files.directory / "lexicon.csv", ("terms", "chain", "source"), may_be_empty=True
    )
    return tuple(_lexicon_group(row, lists) for row in table.rows)


def read_disciplines(
    files: PackFiles, lists: CodeLists
) -> Mapping[str, tuple[str | None, str | None]]:
    """Read discipline_map.csv: source subject -> chain and technology field, either empty."""
    columns = ("subject", "chain", "field", "source")
    table = read_table(files.directory / "discipline_map.csv", columns, may_be_empty=True)
    mapped: dict[str, tuple[str | None, str | None]] = {}
    for row in table.rows:
        subject = row.text("subject")
        if subject in mapped:
            raise row.complaint("is repeated", "subject")
        row.text("source")
        chain = _code_cell(row, "chain", "chain", lists)
        mapped[subject] = (chain, _code_cell(row, "field", "technology_field", lists))
    return MappingProxyType(mapped)


def _read_codes(path: Path) -> list[tuple[Row, Code]]:
    table = read_table(path, _CODE_COLUMNS)
    codes = [
        (
            row,
            Code(
                list=path.stem,
                code=row.text("code"),
                parent=row.optional("parent"),
                name_zh=row.text("name_zh"),
                name_en=row.text("name_en"),
                valid_from=row.day("valid_from"),
                valid_to=row.optional_day("valid_to"),
                source=row.text("source"),
                extra=MappingProxyType({key: row.cells[key] for key in table.extra_columns}),
            ),
        )
        for row in table.rows
    ]
    _refuse_overlaps((row, code.code, code) for row, code in codes)
    return codes


def _parent_list(
    files: PackFiles, parent_lists: Mapping[str, object], name: str, known: Iterable[str]
) -> str:
    parent_list = parent_lists.get(name, name)
    if not isinstance(parent_list, str) or parent_list not in known:
        raise files.complaint(f"'{parent_list}' is not a list", f"parent_lists.{name}")
    return parent_list


def _check_parents(rows: Iterable[tuple[Row, Code]], parents: Iterable[tuple[Row, Code]]) -> None:
    known = {code.code for _, code in parents}
    for row, code in rows:
        if code.parent is not None and code.parent not in known:
            raise row.complaint(f"parent '{code.parent}' does not exist", "parent")


def _refuse_overlaps(entries: Iterable[tuple[Row, str, Dated]]) -> None:
    seen: dict[str, list[Dated]] = {}
    for row, name, period in entries:
        if period.valid_to is not None and period.valid_to < period.valid_from:
            raise row.complaint("lies before valid_from", "valid_to")
        earlier = seen.setdefault(name, [])
        if any(_overlap(period, other) for other in earlier):
            raise row.complaint(f"'{name}' is already there for some of these days", "valid_from")
        earlier.append(period)


def _overlap(one: Dated, other: Dated) -> bool:
    return one.is_valid(other.valid_from) or other.is_valid(one.valid_from)


def _rule(row: Row) -> RegionRule:
    rule = RegionRule(
        rule=row.text("name"),
        value=row.text("value"),
        unit=row.text("unit"),
        valid_from=row.day("valid_from"),
        valid_to=row.optional_day("valid_to"),
        source=row.text("source"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
    )
    if rule.unit not in _FREE_UNITS and not re.fullmatch(_WHOLE_NUMBER, rule.value):
        raise row.complaint(f"'{rule.value}' is not a whole number", "value")
    if rule.unit == "pattern":
        _check_pattern(row, rule.value)
    return rule


def _check_pattern(row: Row, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise row.complaint(f"is no regular expression: {error}", "value") from error


def _target(row: Row) -> Target:
    value, relation = row.optional_number("value"), row.cells["relation"]
    if relation not in (_RELATIONS if value is not None else ("",)):
        raise row.complaint(f"'{relation}' does not fit the value", "relation")
    texts = {key: row.text(key) for key in ("code", "name_zh", "name_en", "source")}
    may_be_empty = {key: row.cells[key] for key in _TARGET_TEXTS}
    return Target(
        value=value,
        relation=relation,
        since=_year(row, "since"),
        year=_year(row, "year"),
        baseline=row.optional_number("baseline"),
        **texts,
        **may_be_empty,
    )


def _year(row: Row, column: str) -> int | None:
    value = row.optional(column)
    if value is not None and not re.fullmatch(r"\d{4}", value):
        raise row.complaint(f"'{value}' is not a year", column)
    return None if value is None else int(value)


def _read_moved_days(path: Path, year: int) -> Iterator[tuple[date, CalendarDay]]:
    for row in read_table(path, ("date", "kind", "name_zh", "source"), may_be_empty=True).rows:
        day, kind = row.day("date"), row.text("kind")
        if day.year != year:
            raise row.complaint(f"is not in {year}", "date")
        if kind not in _DAY_KINDS:
            raise row.complaint(f"'{kind}' is neither holiday nor workday", "kind")
        yield day, CalendarDay(day, _DAY_KINDS[kind], row.text("name_zh"), row.text("source"))


def _lexicon_group(row: Row, lists: CodeLists) -> LexiconGroup:
    terms = row.words("terms")
    if len(set(terms)) != len(terms) or len(terms) < 2:  # noqa: PLR2004 - a group is two or more
        raise row.complaint("needs at least two different words", "terms")
    return LexiconGroup(terms, _code_cell(row, "chain", "chain", lists), row.text("source"))


def _code_cell(row: Row, column: str, list_name: str, lists: CodeLists) -> str | None:
    code = row.optional(column)
    if code is not None and not _has_code(lists, list_name, code):
        raise row.complaint(f"'{code}' is not in the list {list_name}", column)
    return code


def _has_code(lists: CodeLists, list_name: str, code: str) -> bool:
    return any(entry.code == code for entry in lists[list_name])
