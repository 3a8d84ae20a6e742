"""A contract is filled from its deal: nothing that the market knows is typed again."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from techmarket.accounts.models import OrganisationKind, Role
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, PartySide
from techmarket.contracts.services.creation import SNAPSHOT
from techmarket.contracts.services.drafting import create_contract
from techmarket.deals.lifecycle import DealState
from techmarket.kernel import clock
from techmarket.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotAllowed
from techmarket.kernel.history import list_history
from techmarket.region.current import pack
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import DealFactory, NoticeFactory, agreed_deal, buyer, seller
from tests.factories.listings import DemandFactory

pytestmark = pytest.mark.usefixtures("session")


def test_every_fact_of_a_party_is_that_of_its_organisation():
    deal = agreed_deal()
    deal.buyer_org.representative, deal.buyer_org.phone = "孙厂长", "0418-0000000"

    contract = create_contract(buyer(deal), deal)

    for side, organisation in (
        (PartySide.SELLER, deal.seller_org),
        (PartySide.BUYER, deal.buyer_org),
    ):
        (party,) = contract.latest_version.parties_on(side)
        assert {name: getattr(party, name) for name in SNAPSHOT} == {
            name: getattr(organisation, name) for name in SNAPSHOT
        }


def test_class_amounts_and_dates_are_those_of_the_terms():
    deal = agreed_deal(
        contract_subtype="D2",
        pay_mode="instalment",
        price_min_fen=900,
        price_max_fen=900,
        non_technical_fen=200,
        begins_on=date(2026, 7, 1),
        ends_on=date(2027, 6, 30),
    )

    version = create_contract(seller(deal), deal).latest_version

    assert (version.contract_class, version.subtype) == ("D", "D2")
    assert (version.turnover_fen, version.technical_fen) == (900, 700)
    assert (version.pay_mode, version.license_mode) == ("instalment", None)
    assert (version.begins_on, version.ends_on) == (date(2026, 7, 1), date(2027, 6, 30))


def test_title_and_field_are_those_of_deal_and_listing():
    deal = agreed_deal()

    version = create_contract(seller(deal), deal).latest_version

    assert version.title == deal.title
    assert version.technology_field == deal.result.latest_revision.technology_field


def test_what_the_terms_say_stands_in_the_sections():
    deal = agreed_deal(
        object="以煤矸石为骨料的配方",
        deliverables="配方与工艺文件",
        acceptance="强度不低于 10 MPa",
        ip_ownership="归双方共有",
        confidentiality="保密五年",
        note="样品由乙方寄送",
    )

    version = create_contract(seller(deal), deal).latest_version

    assert "以煤矸石为骨料的配方" in version.subject
    assert "配方与工艺文件" in version.subject
    assert version.acceptance == "强度不低于 10 MPa"
    assert version.ip_ownership == "归双方共有"
    assert version.confidentiality == "保密五年"
    assert "样品由乙方寄送" in version.other_terms
    assert "委托人" in version.subject


def test_braces_in_the_terms_are_plain_text():
    deal = agreed_deal(object="温度 {t} ℃", deliverables="{0}")

    assert "温度 {t} ℃" in create_contract(seller(deal), deal).latest_version.subject


def test_every_section_has_a_text_even_where_the_terms_are_silent():
    version = create_contract_of_plain_terms().latest_version

    assert all(
        getattr(version, section)
        for section in (
            "subject",
            "performance",
            "confidentiality",
            "ip_ownership",
            "acceptance",
            "payment_terms",
            "definitions",
            "other_terms",
        )
    )


@pytest.mark.parametrize("subtype", ["D1", "D3", "C1", "S1", "S2"])
def test_the_price_is_written_in_figures_and_capitals(subtype):
    deal = agreed_deal(
        contract_subtype=subtype, price_min_fen=1_280_000_00, price_max_fen=1_280_000_00
    )

    text = create_contract(seller(deal), deal).latest_version.payment_terms

    assert "人民币1,280,000.00元（大写：壹佰贰拾捌万元整）" in text


def test_the_ip_of_a_transfer_follows_from_its_subtype():
    deal = agreed_deal(seller_org=OrganisationFactory(), contract_subtype="T3")

    assert create_contract(seller(deal), deal).latest_version.ip == "trade_secret"


def test_a_royalty_is_written_with_its_share_and_cap():
    deal = agreed_deal(
        pay_mode="entry_royalty",
        price_kind="floor",
        price_max_fen=None,
        upfront_fen=100_000_00,
        royalty_bp=350,
        royalty_cap_fen=900_000_00,
    )

    text = create_contract(seller(deal), deal).latest_version.payment_terms

    assert "提成比例为3.5%" in text
    assert "以人民币900,000.00元（大写：玖拾万元整）为限" in text


def test_an_answer_to_a_demand_serves_the_demands_industry():
    demand = DemandFactory(published=True)
    demand.latest_revision.industry = "B"
    deal = agreed_deal(seller_org=OrganisationFactory(), buyer_org=demand.organisation)
    deal.result, deal.demand = None, demand

    version = create_contract(seller(deal), deal).latest_version

    assert version.industry == "B"
    assert version.technology_field == demand.latest_revision.technology_field


def test_without_an_industry_in_the_demand_the_buyers_counts():
    deal = agreed_deal()
    deal.demand, deal.buyer_org.industry = DemandFactory(published=True), "C"

    assert create_contract(seller(deal), deal).latest_version.industry == "C"


def test_terms_that_no_office_registers_make_no_contract():
    deal = agreed_deal(pay_mode="free")

    with pytest.raises(InvalidInput, match="pay_mode_not_registrable"):
        create_contract(seller(deal), deal)


def test_a_deal_without_terms_makes_no_contract():
    deal = DealFactory(state=DealState.AGREED)

    with pytest.raises(Conflict, match="not_agreed"):
        create_contract(seller(deal), deal)


def test_the_agency_of_the_named_agent_is_the_intermediary():
    deal = agreed_deal()
    deal.agent = member(Role.AGENT)
    deal.agent_org = deal.agent.memberships[0].organisation
    assert deal.agent_org.kind == OrganisationKind.AGENCY

    version = create_contract(seller(deal), deal).latest_version

    (party,) = version.parties_on(PartySide.INTERMEDIARY)
    assert (party.name, party.contact) == (deal.agent_org.name, deal.agent.name)


def test_the_plan_suggested_adds_up_to_the_price():
    deal = agreed_deal(
        pay_mode="instalment",
        upfront_fen=60_000_00,
        milestones=[{"name": "中试完成", "amount_fen": 50_000_00}],
    )

    contract = create_contract(seller(deal), deal)

    total = sum(each.amount_fen for each in contract.instalments)
    assert total == contract.latest_version.turnover_fen


def test_the_deal_is_contracted_and_the_making_recorded():
    deal = agreed_deal()
    user = seller(deal)

    contract = create_contract(user, deal)

    assert (deal.state, contract.state) == (DealState.CONTRACTED, ContractState.DRAFTED)
    (row,) = list_history("contract", contract.id)
    assert (row.action, row.actor_id, row.to_state) == ("draft", user.id, "drafted")


def test_a_deal_gets_one_contract_only():
    deal = agreed_deal()
    create_contract(seller(deal), deal)

    with pytest.raises(InvalidTransition):
        create_contract(buyer(deal), deal)


def test_a_stranger_makes_no_contract():
    deal = agreed_deal()

    with pytest.raises(NotAllowed):
        create_contract(member(Role.ENTERPRISE), deal)


def test_numbers_run_on_within_the_year():
    prefix = pack().slug.upper()

    numbers = [create_contract_of_plain_terms().number for _each in range(3)]

    assert numbers == [f"{prefix}-2026-{count:06d}" for count in (1, 2, 3)]


def test_a_number_taken_in_the_same_moment_is_tried_again():
    """A rival row appears between the look for a free number and the insert."""

    def rival(_mapper, connection, contract):
        row = {"number": contract.number, "state": "drafted", "is_demo": False, "version": 1}
        connection.execute(sa.insert(Contract).values(created_at=clock.now(), **row))

    event.listen(Contract, "before_insert", rival, once=True)

    contract = create_contract_of_plain_terms()

    assert contract.number.endswith("-2026-000001")
    assert contract.latest_version.number == 1


class TestPublicNotice:
    """A licence of a publicly owned result waits for its notice."""

    def test_without_a_notice_there_is_no_contract(self):
        deal = agreed_deal(contract_subtype="L1", license_mode="ordinary")

        with pytest.raises(Conflict, match="notice_missing"):
            create_contract(seller(deal), deal)

        assert deal.state == DealState.AGREED

    def test_while_the_notice_runs_there_is_no_contract(self):
        deal = agreed_deal(contract_subtype="L1", license_mode="ordinary")
        NoticeFactory(deal=deal)

        with pytest.raises(Conflict, match="notice_running"):
            create_contract(seller(deal), deal)

    def test_after_its_end_the_contract_knows_licence_and_relation(self, at):
        deal = agreed_deal(contract_subtype="L1", license_mode="ordinary")
        notice = NoticeFactory(deal=deal, transferee_is_related=True)
        at(clock.now() + (notice.ends_on - clock.today()) + timedelta(days=1))

        version = create_contract(seller(deal), deal).latest_version

        assert (version.license_mode, version.is_related) == ("ordinary", True)
        assert "普通许可" in version.subject


def create_contract_of_plain_terms():
    deal = agreed_deal()
    return create_contract(seller(deal), deal)
