"""A region pack answers by business date, and a second city needs no change of code."""

from datetime import date
from pathlib import Path

import pytest

from techmarket.region import current
from techmarket.region.pack import RegionPack, UnknownCode, UnknownRule, load_pack

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def fuxin() -> RegionPack:
    return load_pack(ROOT / "region" / "fuxin")


@pytest.fixture(scope="module")
def tiny() -> RegionPack:
    return load_pack(ROOT / "tests" / "data" / "region" / "tiny")


def test_a_code_is_offered_only_on_days_when_it_is_valid(fuxin):
    before = [code.code for code in fuxin.codes("contract_class", date(2020, 12, 31))]
    after = [code.code for code in fuxin.codes("contract_class", date(2021, 1, 1))]

    assert before == ["D", "T", "C", "S"]
    assert after == ["D", "T", "L", "C", "S"]


def test_without_a_day_every_code_that_ever_was_is_listed(fuxin):
    assert [code.code for code in fuxin.codes("contract_class")] == ["D", "T", "L", "C", "S"]


def test_a_code_that_was_not_yet_valid_is_not_found(fuxin):
    assert fuxin.find_code("contract_class", "L", date(2020, 12, 31)) is None
    with pytest.raises(UnknownCode) as refused:
        fuxin.get_code("contract_class", "L", date(2020, 12, 31))
    assert (refused.value.list_name, refused.value.code) == ("contract_class", "L")


def test_an_unknown_list_is_an_error_and_not_an_empty_list(fuxin):
    with pytest.raises(UnknownCode):
        fuxin.codes("colour")
    with pytest.raises(UnknownCode):
        fuxin.find_code("colour", "red")


def test_children_may_hang_below_another_list(fuxin):
    names = [code.name("zh") for code in fuxin.children("contract_subtype", "D")]

    assert names == ["委托开发", "合作开发", "技术转化"]


def test_a_label_is_given_in_both_languages_and_never_fails(fuxin):
    assert fuxin.label("contract_class", "D", "zh") == "技术开发"
    assert fuxin.label("contract_class", "D", "en") == "Technology development"
    assert fuxin.label("contract_class", None, "zh") == ""
    assert fuxin.label("contract_class", "D9", "zh") == "D9"


def test_the_roles_of_the_parties_follow_from_the_subtype(fuxin):
    licence = fuxin.get_code("contract_subtype", "L1")

    assert licence.extra["seller_role_zh"] == "许可人"
    assert licence.extra["buyer_role_zh"] == "被许可人"


def test_the_review_limit_changes_with_the_rules_of_the_day(fuxin):
    under_old_rules = fuxin.deadline("review_deadline", date(2026, 2, 10))
    under_new_rules = fuxin.deadline("review_deadline", date(2026, 3, 2))

    assert under_old_rules.on == date(2026, 3, 12)  # 30 calendar days
    assert under_new_rules.on == date(2026, 3, 23)  # 15 working days


def test_a_limit_that_ends_on_a_rest_day_ends_on_the_next_working_day(fuxin):
    assert fuxin.deadline("review_deadline", date(2026, 1, 16)).on == date(2026, 2, 24)


def test_a_rule_that_was_not_in_force_is_unknown(fuxin):
    assert fuxin.find_rule("review_deadline_wd", date(2026, 2, 28)) is None
    with pytest.raises(UnknownRule):
        fuxin.rule_int("review_deadline_wd", date(2026, 2, 28))


def test_rules_come_as_numbers_or_text(fuxin):
    assert fuxin.rule_int("large_threshold_fen", date(2026, 6, 1)) == 500_000_000
    assert fuxin.rule_text("large_basis", date(2026, 6, 1)) == "technical"


def test_the_turnover_target_is_known_in_fen_and_other_targets_are_not(fuxin):
    assert fuxin.target("contract_turnover").value_fen == 200_000_000_000
    assert fuxin.target("contract_turnover").unit("en") == "100 million yuan"
    assert fuxin.target("high_tech_firms").value_fen is None
    with pytest.raises(UnknownCode):
        fuxin.target("moon_landing")


def test_a_place_is_named_by_the_nearest_unit_that_is_known(fuxin):
    assert fuxin.place("210921", "zh") == "阜新蒙古族自治县"
    assert fuxin.place("210106", "zh") == "沈阳市"
    assert fuxin.place("320981", "en") == "Jiangsu"
    assert fuxin.place("999999", "zh") == "999999"
    assert fuxin.place(None, "zh") == ""


def test_local_means_inside_the_home_region(fuxin):
    assert fuxin.is_local("210921")
    assert not fuxin.is_local("210100")
    assert not fuxin.is_local(None)


def test_a_subject_is_mapped_only_where_that_is_honest(fuxin):
    assert fuxin.discipline("矿业工程") == ("resources_environment", "07")
    assert fuxin.discipline("土木工程") == (None, "11")
    assert fuxin.discipline("哲学") == (None, None)


def test_a_second_city_brings_its_own_names_codes_and_rules(tiny):
    assert tiny.name("zh") == "云汐市"
    assert tiny.market_name("en") == "Yunxi Technology Exchange"
    assert [code.name("zh") for code in tiny.codes("county")] == ["东汐区", "西汐区"]
    assert tiny.is_local("990103")
    assert not tiny.is_local("210921")
    assert tiny.rule_int("public_notice_days", date(2026, 6, 1)) == 20
    assert tiny.target("contract_turnover").value_fen == 8_000_000_000
    assert tiny.discipline("茶学") == ("tea", "09")
    assert not tiny.calendar.is_working_day(date(2026, 5, 15))
    assert tiny.operator_organisation.county == "990102"
    assert [office.office_code for office in tiny.offices] == ["07"]


def test_the_pack_in_use_is_the_one_last_chosen(tiny, monkeypatch):
    monkeypatch.setattr(current, "_in_use", [])
    with pytest.raises(RuntimeError, match="no region pack"):
        current.pack()

    current.use_pack(tiny)

    assert current.pack() is tiny
