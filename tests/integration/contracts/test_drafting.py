"""Writing a contract: what both sides may change, when it is fixed, how it comes back."""

from dataclasses import replace

import pytest

from techmarket.accounts.models import Role
from techmarket.contracts.checks import DraftFacts, PartyFacts
from techmarket.contracts.document import payment_plan
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import PartySide
from techmarket.contracts.services.drafting import (
    cancel_contract,
    edit_draft,
    edit_party,
    offer_contract,
    redraft_contract,
)
from techmarket.contracts.services.payments import plan_instalment, remove_instalment
from techmarket.deals.lifecycle import DealState, NoticeState
from techmarket.kernel import clock
from techmarket.kernel.errors import (
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    NotFound,
)
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.contracts import InstalmentFactory, contract_in, party_member
from tests.factories.deals import NoticeFactory, licensed_deal

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def draft():
    return contract_in(ContractState.DRAFTED)


@pytest.fixture
def offered():
    return contract_in(ContractState.OFFERED)


def facts_of(contract, **changes):
    return replace(DraftFacts.of(contract.latest_version), **changes)


@pytest.mark.parametrize("side", [PartySide.SELLER, PartySide.BUYER])
def test_either_side_writes_the_draft(draft, side):
    facts = facts_of(draft, title="新名称", technical_fen=1, acceptance="双方签字")

    version = edit_draft(party_member(draft, side), draft, seen_version=draft.version, facts=facts)

    assert DraftFacts.of(version) == facts


def test_the_agreed_price_cannot_be_written(draft):
    assert "turnover_fen" not in DraftFacts.__dataclass_fields__

    facts = facts_of(draft, technical_fen=draft.latest_version.turnover_fen + 1)

    with pytest.raises(InvalidInput, match="technical_above_turnover"):
        edit_draft(
            party_member(draft, PartySide.SELLER), draft, seen_version=draft.version, facts=facts
        )


def test_of_two_who_write_at_once_the_second_is_told(draft):
    seen = draft.version
    first, second = (party_member(draft, side) for side in (PartySide.SELLER, PartySide.BUYER))
    edit_draft(first, draft, seen_version=seen, facts=facts_of(draft, title="甲方的文字"))
    db.session.flush()

    with pytest.raises(Conflict, match="contract_changed"):
        edit_draft(second, draft, seen_version=seen, facts=facts_of(draft, title="乙方的文字"))

    assert draft.latest_version.title == "甲方的文字"


def test_the_agent_reads_and_writes_nothing():
    draft = contract_in(agency=OrganisationFactory())
    agent = party_member(draft, PartySide.INTERMEDIARY)

    with pytest.raises(NotAllowed):
        edit_draft(agent, draft, seen_version=draft.version, facts=facts_of(draft))


def test_each_side_writes_its_own_facts_only(draft):
    seller, buyer = (party_member(draft, side) for side in (PartySide.SELLER, PartySide.BUYER))
    (party,) = draft.latest_version.parties_on(PartySide.BUYER)
    facts = replace(PartyFacts.of(party), representative="周董事长")

    with pytest.raises(NotAllowed):
        edit_party(seller, draft, party_id=party.id, facts=facts)
    edit_party(buyer, draft, party_id=party.id, facts=facts)

    assert party.representative == "周董事长"
    assert party.organisation.representative == ""


def test_a_party_of_another_contract_is_not_found(draft):
    foreign = contract_in().latest_version.parties[0]

    with pytest.raises(NotFound):
        edit_party(
            party_member(draft, PartySide.SELLER),
            draft,
            party_id=foreign.id,
            facts=PartyFacts.of(foreign),
        )


def test_offering_fixes_the_text_and_the_plan(draft):
    InstalmentFactory(contract=draft, amount_fen=700, condition="验收")

    offer_contract(party_member(draft, PartySide.BUYER), draft, seen_version=draft.version)

    version = draft.latest_version
    assert (draft.state, version.frozen_at) == (ContractState.OFFERED, clock.now())
    assert [(line["amount_fen"], line["condition"]) for line in version.payment_plan] == [
        (700, "验收")
    ]


def test_an_incomplete_draft_is_not_offered():
    draft = contract_in(objective=None)

    with pytest.raises(Conflict, match="contract_incomplete"):
        offer_contract(party_member(draft, PartySide.SELLER), draft, seen_version=draft.version)

    assert (draft.state, draft.latest_version.frozen_at) == (ContractState.DRAFTED, None)


def test_a_draft_that_changed_since_it_was_read_is_not_offered(draft):
    user = party_member(draft, PartySide.SELLER)

    with pytest.raises(Conflict, match="contract_changed"):
        offer_contract(user, draft, seen_version=draft.version - 1)


@pytest.mark.parametrize(
    ("state", "obstacle"),
    [(NoticeState.RUNNING, "notice_running"), (NoticeState.CANCELLED, "notice_missing")],
)
def test_the_deals_notice_keeps_a_contract_from_being_offered(state, obstacle):
    deal = licensed_deal()
    deal.state = DealState.CONTRACTED
    NoticeFactory(deal=deal, state=state)
    draft = contract_in(deal=deal, seller=deal.seller_org, buyer=deal.buyer_org)

    with pytest.raises(Conflict, match=obstacle):
        offer_contract(party_member(draft, PartySide.SELLER), draft, seen_version=draft.version)

    assert draft.state == ContractState.DRAFTED


def test_an_offered_text_is_not_written_any_more(offered):
    user = party_member(offered, PartySide.SELLER)

    with pytest.raises(InvalidTransition):
        edit_draft(user, offered, seen_version=offered.version, facts=facts_of(offered))


def test_the_plan_of_an_offered_contract_stays(offered):
    with pytest.raises(NotAllowed):
        plan_instalment(
            party_member(offered, PartySide.SELLER),
            offered,
            due_on=clock.today(),
            amount_fen=1,
        )


def test_a_new_draft_is_the_next_version_with_the_same_words(offered):
    user = party_member(offered, PartySide.BUYER)
    first = offered.latest_version

    second = redraft_contract(user, offered, seen_version=offered.version, note="改付款方式")

    assert offered.state == ContractState.DRAFTED
    assert (second.number, second.frozen_at, second.signatures) == (2, None, [])
    assert DraftFacts.of(second) == DraftFacts.of(first)
    assert [each.name for each in second.parties] == [each.name for each in first.parties]
    assert first.frozen_at is not None


def test_why_it_is_drafted_again_is_recorded(offered):
    user = party_member(offered, PartySide.BUYER)

    with pytest.raises(InvalidInput, match="required"):
        redraft_contract(user, offered, seen_version=offered.version, note="")
    redraft_contract(user, offered, seen_version=offered.version, note="改付款方式")

    assert list_history("contract", offered.id)[-1].payload.text == "改付款方式"


def test_the_document_of_a_fixed_version_keeps_its_plan():
    contract = contract_in()
    instalment = InstalmentFactory(contract=contract, amount_fen=700)
    user = party_member(contract, PartySide.SELLER)
    offer_contract(user, contract, seen_version=contract.version)
    db.session.flush()
    redraft_contract(user, contract, seen_version=contract.version, note="改计划")

    remove_instalment(user, instalment)

    first, second = contract.versions
    assert [line["amount_fen"] for line in payment_plan(first)] == [700]
    assert payment_plan(second) == []


@pytest.mark.parametrize("state", [ContractState.DRAFTED, ContractState.OFFERED])
def test_a_contract_is_given_up_before_it_is_signed(state):
    contract = contract_in(state)

    cancel_contract(party_member(contract, PartySide.BUYER), contract, reason="price")

    assert (contract.state, contract.end_reason) == (ContractState.CANCELLED, "price")


def test_the_reason_comes_from_the_list(draft):
    with pytest.raises(InvalidInput, match="unknown_code"):
        cancel_contract(party_member(draft, PartySide.BUYER), draft, reason="mood")


def test_a_stranger_gives_nothing_up(draft):
    with pytest.raises(NotAllowed):
        cancel_contract(member(Role.ENTERPRISE), draft, reason="price")
