"""Who sees a contract: parties and their agent always, officers once it is signed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import Role
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, PartySide, Payment
from techmarket.contracts.policies import (
    SIGNED_STATES,
    available_actions,
    may_view,
    parties_to_sign,
    side_of,
    visible_to,
)
from techmarket.contracts.queries import get_contract, list_contract_tasks, list_contracts
from techmarket.deals.lifecycle import DealState
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.policy import VISITOR
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.factories.contracts import InstalmentFactory, contract_in, party_member
from tests.factories.deals import agreed_deal

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.parametrize("state", list(ContractState))
@pytest.mark.parametrize("side", [PartySide.SELLER, PartySide.BUYER, PartySide.INTERMEDIARY])
def test_parties_and_agency_see_their_contract_in_every_state(state, side):
    contract = contract_in(state, agency=OrganisationFactory())
    user = party_member(contract, side)

    assert (get_contract(user, contract.id), side_of(user, contract)) == (contract, side)


def test_the_deals_agent_sees_the_contract_without_being_a_party():
    deal = agreed_deal()
    deal.state, deal.agent = DealState.CONTRACTED, member(Role.AGENT)
    contract = contract_in(deal=deal, seller=deal.seller_org, buyer=deal.buyer_org)

    assert get_contract(deal.agent, contract.id) is contract
    assert available_actions(deal.agent, contract) == []


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.SECOND_REVIEWER, Role.OPERATOR])
@pytest.mark.parametrize("state", list(ContractState))
def test_officers_see_signed_contracts_only(role, state):
    contract = contract_in(state)

    assert may_view(member(role), contract) == (state in SIGNED_STATES)


def test_for_everybody_else_the_contract_does_not_exist():
    contract = contract_in(ContractState.IN_FORCE)

    for actor in (VISITOR, member(Role.ENTERPRISE), member(Role.AGENT), UserFactory()):
        with pytest.raises(NotFound):
            get_contract(actor, contract.id)


def test_a_visitor_has_no_list():
    contract_in(ContractState.IN_FORCE)

    assert list_contracts(VISITOR).total == 0


def test_a_member_not_yet_approved_does_not_see_it():
    contract = contract_in()
    seller = contract.latest_version.parties_on(PartySide.SELLER)[0].organisation

    assert not may_view(member(Role.RESEARCHER, seller, approved=False), contract)


def test_the_side_that_has_signed_has_nothing_left_to_sign():
    contract = contract_in(ContractState.OFFERED)
    seller, buyer = (party_member(contract, side) for side in (PartySide.SELLER, PartySide.BUYER))

    assert [party.side for party in parties_to_sign(seller, contract)] == [PartySide.SELLER]
    assert [party.side for party in parties_to_sign(buyer, contract)] == [PartySide.BUYER]


roles = st.sampled_from(list(Role))
places = st.sampled_from(["seller", "buyer", "agency", "elsewhere"])
memberships = st.lists(st.tuples(roles, places, st.booleans()), max_size=3)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.sampled_from(list(ContractState)), held=memberships, is_agent=st.booleans())
def test_lists_and_pages_agree_on_who_sees_what(session, state, held, is_agent):
    user = UserFactory()
    deal = agreed_deal()
    deal.agent = user if is_agent else None
    agency = OrganisationFactory()
    contract = contract_in(
        state, seller=deal.seller_org, buyer=deal.buyer_org, agency=agency, deal=deal
    )
    organisations = {"seller": deal.seller_org, "buyer": deal.buyer_org, "agency": agency}
    for role, place, approved in set(held):
        MembershipFactory(
            user=user,
            role=role,
            organisation=organisations.get(place) or OrganisationFactory(),
            state=MembershipState.APPROVED if approved else MembershipState.ENDED,
        )
    session.flush()
    session.refresh(user)

    listed = session.query(Contract).filter(visible_to(user), Contract.id == contract.id).all()

    assert bool(listed) == may_view(user, contract)


class TestWork:
    """What waits for a person."""

    def test_an_incomplete_draft_waits_for_both_sides(self):
        contract = contract_in(ip=None)

        for side in (PartySide.SELLER, PartySide.BUYER):
            (task,) = list_contract_tasks(party_member(contract, side))
            assert (task.kind, task.values) == (
                "contract_to_complete",
                {"contract_id": contract.id},
            )

    def test_a_complete_draft_waits_to_be_offered(self):
        contract = contract_in()

        (task,) = list_contract_tasks(party_member(contract, PartySide.BUYER))

        assert task.kind == "contract_to_offer"

    def test_an_offered_contract_waits_for_a_signature(self):
        contract = contract_in(ContractState.OFFERED)

        (task,) = list_contract_tasks(party_member(contract, PartySide.BUYER))

        assert (task.kind, task.endpoint) == ("contract_to_sign", "contracts.sign")

    def test_late_money_waits_since_the_day_it_was_due(self, at):
        contract = contract_in(ContractState.IN_FORCE)
        instalment = InstalmentFactory(contract=contract, due_on=clock.today())
        user = party_member(contract, PartySide.BUYER)
        on_the_day = list_contract_tasks(user)
        at(clock.now().replace(day=clock.now().day + 1))

        (task,) = list_contract_tasks(user)

        assert on_the_day == []
        assert (task.kind, task.due_on) == ("instalment_overdue", instalment.due_on)

    @pytest.mark.parametrize("is_booked", [True, False])
    def test_money_that_came_is_late_for_nobody_wherever_it_was_booked(self, is_booked):
        contract = contract_in(ContractState.IN_FORCE)
        instalment = InstalmentFactory(contract=contract, due_on=clock.today() - timedelta(days=9))
        user = party_member(contract, PartySide.BUYER)
        before = [task.kind for task in list_contract_tasks(user)]
        payment = Payment(
            contract=contract,
            instalment=instalment if is_booked else None,
            amount_fen=instalment.amount_fen,
            received_on=clock.today(),
        )
        db.session.add(payment)
        db.session.flush()

        assert (before, list_contract_tasks(user)) == (["instalment_overdue"], [])

    def test_nothing_waits_for_agents_officers_and_strangers(self):
        contract = contract_in(ContractState.OFFERED, agency=OrganisationFactory())
        agent = party_member(contract, PartySide.INTERMEDIARY)

        for actor in (agent, member(Role.REGISTRAR), UserFactory(), VISITOR):
            assert list_contract_tasks(actor) == []

    @pytest.mark.parametrize("amount", [2, 12])
    def test_lists_take_a_fixed_number_of_queries(self, amount, count_queries):
        first = contract_in()
        seller = first.latest_version.parties_on(PartySide.SELLER)[0].organisation
        for _each in range(amount - 1):
            contract_in(seller=seller)
        user = party_member(first, PartySide.SELLER)
        db.session.commit()
        db.session.expire_all()

        with count_queries() as statements:
            assert list_contracts(user).total == amount
            assert len(list_contract_tasks(user)) == amount

        assert len(statements) <= 20
