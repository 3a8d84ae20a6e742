"""The pack of Fuxin: complete, in two languages, and honest about what is not confirmed."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from techmarket.region.checks import check_registration_number
from techmarket.region.pack import RegionPack, load_pack

DIRECTORY = Path(__file__).resolve().parents[3] / "region" / "fuxin"
PACK = load_pack(DIRECTORY)
MARKED = re.compile(r"(S\*?|M|OURS)(: .+)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NOW = date(2026, 11, 22)


@pytest.fixture(scope="module")
def fuxin() -> RegionPack:
    return PACK


@pytest.mark.parametrize("list_name", PACK.list_names)
def test_every_list_offers_something_today_and_every_entry_is_whole(list_name):
    assert PACK.codes(list_name, NOW)
    for code in PACK.codes(list_name):
        assert CHINESE.search(code.name_zh), code
        assert not CHINESE.search(code.name_en), code
        assert MARKED.fullmatch(code.source), code


@pytest.mark.parametrize("list_name", PACK.list_names)
def test_no_two_entries_of_a_list_look_the_same(list_name):
    codes = PACK.codes(list_name, NOW)

    for names in ([code.name_zh for code in codes], [code.name_en for code in codes]):
        assert len(set(names)) == len(names)


def test_columns_that_name_codes_of_other_lists_name_existing_ones(fuxin):
    pointers = [
        ("chain", "field", "technology_field"),
        ("contract_subtype", "ip", "ip"),
        ("mode", "contract_class", "contract_class"),
        ("mode", "contract_subtype", "contract_subtype"),
        ("contract_class", "legacy_class", "contract_class"),
        ("maturity", "trl_from", "trl"),
        ("maturity", "trl_to", "trl"),
    ]

    dangling = [
        (list_name, code.code, column)
        for list_name, column, other in pointers
        for code in fuxin.codes(list_name)
        if code.extra[column] and fuxin.find_code(other, code.extra[column]) is None
    ]

    assert dangling == []


def test_every_class_has_a_subtype_and_every_subtype_names_both_roles(fuxin):
    for contract_class in fuxin.codes("contract_class", NOW):
        assert fuxin.children("contract_subtype", contract_class.code, NOW)
    for subtype in fuxin.codes("contract_subtype"):
        assert subtype.extra["seller_role_zh"]
        assert subtype.extra["buyer_role_en"]


def test_the_nine_chains_of_the_plan_stand_in_its_order(fuxin):
    assert [code.code for code in fuxin.codes("chain")] == [
        "equipment",
        "agri_food",
        "new_energy",
        "fine_chemicals",
        "electronics",
        "new_materials",
        "bio_pharma",
        "resources_environment",
        "unmanned_systems",
    ]


@pytest.mark.parametrize(
    ("list_name", "count"),
    [
        ("technology_field", 11),
        ("county", 7),
        ("trl", 9),
        ("maturity", 5),
        ("industry", 20),
        ("refusal_ground", 12),
        ("decline_reason", 8),
        ("objective", 13),
    ],
)
def test_lists_of_known_length_are_complete(fuxin, list_name, count):
    assert len(fuxin.codes(list_name, NOW)) == count


def test_all_provinces_and_all_cities_of_the_home_province_are_there(fuxin):
    provinces = [code for code in fuxin.codes("region") if code.parent is None]

    assert len(provinces) == 34
    assert len(fuxin.children("region", "210000")) == 14
    for province in provinces:
        assert check_registration_number(province.code[:4] + "012026000001", 2026).is_well_formed


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: f"{rule.rule}-{rule.valid_from}")
def test_every_rule_is_named_in_both_languages_and_has_a_source(rule):
    assert CHINESE.search(rule.name_zh)
    assert not CHINESE.search(rule.name_en)
    assert MARKED.fullmatch(rule.source)


@pytest.mark.parametrize("day", [date(2024, 1, 2), date(2026, 2, 28), date(2026, 3, 1), NOW])
def test_every_rule_the_market_asks_for_answers_on_any_day_of_its_records(fuxin, day):
    for name in {rule.rule for rule in fuxin.rules}:
        if name.startswith(("review_deadline", "large_deadline")):
            continue
        assert fuxin.find_rule(name, day) is not None, name
    assert fuxin.deadline("review_deadline", day).on > day
    assert fuxin.deadline("large_deadline", day).on > day


@pytest.mark.parametrize(
    "name",
    ["review_deadline_wd", "large_deadline_wd", "major_threshold_fen", "public_notice_days"],
)
def test_rules_that_nobody_could_confirm_say_so(fuxin, name):
    assert fuxin.rule(name, NOW).source.startswith("M")


@pytest.mark.parametrize("list_name", ["objective", "trl"])
def test_lists_from_memory_say_so(fuxin, list_name):
    assert all(code.source.startswith("M") for code in fuxin.codes(list_name))


def test_the_office_of_the_city_is_not_invented(fuxin):
    (office,) = fuxin.offices

    assert office.office_code is None
    assert office.credit_code is None
    assert office.source == "OURS"


def test_the_plan_has_twenty_one_targets_each_with_its_place(fuxin):
    targets = [target for target in fuxin.targets if target.is_target]

    assert len(targets) == 21
    assert all(target.place and target.year == 2025 for target in targets)
    without_figure = {target.code for target in targets if target.value is None}
    assert without_figure == {"firm_rd_centres", "park_institutes"}


def test_a_bare_baseline_has_a_figure_and_a_place_and_no_target(fuxin):
    baselines = [target for target in fuxin.targets if not target.is_target]

    assert len(baselines) == 28
    for baseline in baselines:
        assert baseline.baseline is not None
        assert baseline.baseline_place
        assert baseline.value is None


def test_the_baseline_of_turnover_says_that_it_is_another_indicator(fuxin):
    target = fuxin.target("contract_turnover")

    assert (target.value, target.relation) == (Decimal(20), ">")
    assert target.baseline == Decimal("13.7")
    assert "技术交易额" in target.note("zh")
    assert "different indicator" in target.note("en")


def test_the_calendar_covers_2024_to_2027_and_only_2027_is_provisional(fuxin):
    calendar = fuxin.calendar

    assert calendar.years == (2024, 2025, 2026, 2027)
    assert [calendar.is_provisional(date(year, 6, 1)) for year in calendar.years] == [
        *(False, False, False),
        True,
    ]
    assert not [day for day in calendar.moved_days if day.on.year == 2027]


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2024, 251), (2025, 248), (2026, 248), (2027, 261)],
)
def test_the_number_of_working_days_of_each_year_is_that_of_its_notice(fuxin, year, working_days):
    last_day_before = date(year, 1, 1)
    counted = fuxin.calendar.working_days_between(last_day_before, date(year, 12, 31))

    assert counted + fuxin.calendar.is_working_day(last_day_before) == working_days


def test_shifted_working_days_lie_on_weekends_and_the_notice_is_named(fuxin):
    for day in fuxin.calendar.moved_days:
        assert MARKED.fullmatch(day.source)
        assert not day.is_working or day.on.weekday() >= 5


def test_a_word_stands_in_one_group_only_and_every_chain_has_groups(fuxin):
    terms = [term for group in fuxin.lexicon for term in group.terms]

    assert len(set(terms)) == len(terms)
    assert {group.chain for group in fuxin.lexicon} == {code.code for code in fuxin.codes("chain")}


def test_the_trade_words_for_waste_rock_bricks_stand_together(fuxin):
    group = next(group for group in fuxin.lexicon if "免烧砖" in group.terms)

    assert "矸石砖" in group.terms
