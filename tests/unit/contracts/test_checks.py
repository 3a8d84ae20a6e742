"""What a contract's facts must satisfy."""

from datetime import date

import pytest

from techmarket.contracts.checks import (
    DraftFacts,
    Gap,
    check_amounts,
    check_dates,
    check_facts,
    check_licence,
    check_pay_mode,
    list_gaps,
)
from techmarket.contracts.models import ContractParty, ContractVersion, PartySide
from techmarket.kernel.errors import InvalidInput
from techmarket.region.records import Code


def refusal(check, *arguments, **named):
    with pytest.raises(InvalidInput) as refused:
        check(*arguments, **named)
    return refused.value.field, refused.value.reason


def mode(*, registrable):
    extra = {"is_registrable": registrable}
    return Code(
        list="pay_mode", code="x", parent=None, source="", extra=extra,
        name_zh="", name_en="", valid_from=date(2000, 1, 1), valid_to=None,
    )  # fmt: skip


def complete_version(**changes):
    facts = {
        "title": "免烧砖",
        "subject": "配方",
        "technology_field": "07",
        "ip": "none",
        "plan_source": "none",
        "objective": "01",
        "industry": "C",
        "turnover_fen": 100,
        "technical_fen": 100,
        "non_technical_note": "",
    }
    version = ContractVersion(**(facts | changes))
    version.parties = [party(7, PartySide.SELLER), party(8, PartySide.BUYER)]
    return version


def party(number, side, **changes):
    facts = {
        "party_type": "100",
        "region": "210911",
        "industry": "C",
        "representative": "钱代表",
        "country": "CHN",
    }
    return ContractParty(id=number, side=side, **(facts | changes))


@pytest.mark.parametrize("technical_fen", [1, 99, 100])
def test_the_technical_amount_lies_above_zero_and_within_the_turnover(technical_fen):
    assert check_amounts(turnover_fen=100, technical_fen=technical_fen) is None


@pytest.mark.parametrize(
    ("turnover_fen", "technical_fen", "refused"),
    [
        (0, 0, ("turnover_fen", "turnover_not_positive")),
        (100, 0, ("technical_fen", "technical_not_positive")),
        (100, -1, ("technical_fen", "technical_not_positive")),
        (100, 101, ("technical_fen", "technical_above_turnover")),
    ],
)
def test_other_amounts_are_refused_at_their_field(turnover_fen, technical_fen, refused):
    given = {"turnover_fen": turnover_fen, "technical_fen": technical_fen}

    assert refusal(check_amounts, **given) == refused


def test_a_licence_says_of_which_kind_it_is():
    assert refusal(check_licence, "L", None) == ("license_mode", "license_mode_missing")
    assert check_licence("L", "exclusive") is None


def test_no_other_contract_has_a_kind_of_licence():
    assert refusal(check_licence, "D", "exclusive") == (
        "license_mode",
        "license_mode_only_for_licences",
    )
    assert check_licence("D", None) is None


def test_a_contract_does_not_end_before_it_begins():
    begin, day_before = date(2026, 6, 1), date(2026, 5, 31)

    assert refusal(check_dates, begin, day_before) == ("ends_on", "ends_before_it_begins")


@pytest.mark.parametrize("end", [None, date(2026, 6, 1), date(2027, 1, 1)])
def test_a_contract_may_end_on_its_first_day_later_or_never(end):
    assert check_dates(date(2026, 6, 1), end) is None


def test_a_contract_without_price_is_refused():
    expected = ("pay_mode", "pay_mode_not_registrable")

    assert refusal(check_pay_mode, mode(registrable="no")) == expected
    assert refusal(check_pay_mode, None) == expected
    assert check_pay_mode(mode(registrable="yes")) is None


def test_a_draft_needs_a_name_at_any_time():
    facts = DraftFacts(title="", technology_field="07", technical_fen=1)

    assert refusal(check_facts, facts, turnover_fen=1) == ("title", "required")


def test_a_complete_version_has_no_gap():
    assert list_gaps(complete_version()) == []


def test_every_missing_fact_is_named():
    version = complete_version(ip=None, objective=None)

    assert list_gaps(version) == [Gap("ip"), Gap("objective")]


def test_the_rest_is_explained_where_the_amounts_differ():
    version = complete_version(technical_fen=60)

    assert list_gaps(version) == [Gap("non_technical_note")]


def test_facts_of_seller_and_buyer_are_needed():
    version = complete_version()
    version.parties[1].representative = ""

    assert list_gaps(version) == [Gap("representative", 8)]


def test_a_foreign_party_has_no_region_of_this_country():
    version = complete_version()
    version.parties[0] = party(7, PartySide.SELLER, country="DEU", region=None)

    assert list_gaps(version) == []


def test_an_intermediary_needs_no_facts_for_the_registration():
    version = complete_version()
    version.parties.append(ContractParty(id=9, side=PartySide.INTERMEDIARY))

    assert list_gaps(version) == []
