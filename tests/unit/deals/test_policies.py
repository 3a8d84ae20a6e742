"""Who acts in a deal."""

import pytest

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation
from techmarket.deals.lifecycle import DealAction, DealState, InquiryState
from techmarket.deals.models import Deal, Inquiry, Objection, PublicNotice, Side
from techmarket.deals.policies import (
    asker_is_masked,
    available_actions,
    may_act,
    may_decide_objection,
    may_decline,
    may_inquire,
    may_object,
    may_open_notice,
    may_view_deal,
    may_view_inquiry,
    owner_is_masked,
    side_of,
)
from techmarket.kernel.policy import VISITOR
from techmarket.listings.models import Listing

SELLER_ORG, BUYER_ORG, ELSEWHERE = 1, 2, 3


class Person:
    """Somebody with roles in organisations."""

    def __init__(self, actor_id=7, **roles):
        self.actor_id = actor_id
        self.roles = {int(name[1:]): frozenset(held) for name, held in roles.items()}

    def roles_in(self, scope_id):
        return self.roles.get(scope_id, frozenset())

    def has_role(self, role):
        return any(role in held for held in self.roles.values())


SELLER = Person(_1={"researcher"})
BUYER = Person(actor_id=8, _2={"enterprise"})
STRANGER = Person(actor_id=9, _3={"enterprise"})
OPERATOR = Person(actor_id=10, _3={"operator"})
AGENT = Person(actor_id=11, _3={"agent"})


def organisation(number, state=OrganisationState.VERIFIED, **facts):
    return Organisation(id=number, state=state, **({"is_archive": False} | facts))


def deal(state=DealState.NEGOTIATING, **facts):
    return Deal(
        state=state,
        seller_org_id=SELLER_ORG,
        buyer_org_id=BUYER_ORG,
        seller_org=organisation(SELLER_ORG),
        buyer_org=facts.pop("buyer_org", organisation(BUYER_ORG)),
        agent_id=AGENT.actor_id,
    )


def listing(**facts):
    return Listing(
        organisation_id=SELLER_ORG,
        organisation=facts.pop("owner", organisation(SELLER_ORG)),
        **({"identity_masked": False} | facts),
    )


def inquiry(state=InquiryState.SENT, own=None, **facts):
    return Inquiry(
        state=state,
        listing=listing(**facts),
        own_listing=own,
        organisation_id=BUYER_ORG,
        organisation=organisation(BUYER_ORG),
    )


@pytest.mark.parametrize(
    ("person", "side"), [(SELLER, Side.SELLER), (BUYER, Side.BUYER), (STRANGER, None)]
)
def test_the_side_follows_from_the_organisation(person, side):
    assert side_of(person, deal()) == side


def test_one_who_belongs_to_both_sides_stands_on_one_only():
    both = Person(_1={"org_admin"}, _2={"enterprise"})

    assert side_of(both, deal()) == Side.SELLER


@pytest.mark.parametrize("person", [STRANGER, OPERATOR, VISITOR])
def test_only_the_parties_and_the_agent_see_a_deal(person):
    assert not may_view_deal(person, deal())


def test_the_agent_sees_the_deal_and_decides_nothing_in_it():
    assert may_view_deal(AGENT, deal())
    assert available_actions(AGENT, deal()) == []


def test_a_visitor_is_not_the_agent_of_a_deal_without_one():
    without = deal()
    without.agent_id = None

    assert not may_view_deal(VISITOR, without)


def test_a_party_may_propose_agree_and_abandon_while_negotiating():
    actions = {DealAction.PROPOSE, DealAction.AGREE, DealAction.ABANDON}

    assert set(available_actions(BUYER, deal())) == actions


def test_members_of_an_organisation_that_is_not_verified_see_and_do_not_act():
    suspended = deal(buyer_org=organisation(BUYER_ORG, OrganisationState.SUSPENDED))

    assert may_view_deal(BUYER, suspended)
    assert not may_act(BUYER, suspended)


def test_nobody_asks_about_a_listing_of_their_own():
    assert not may_inquire(SELLER, listing())


def test_nobody_asks_about_a_listing_of_an_archive():
    archive = organisation(SELLER_ORG, is_archive=True)

    assert not may_inquire(BUYER, listing(owner=archive))


def test_others_may_ask():
    assert may_inquire(BUYER, listing())


@pytest.mark.parametrize(("person", "seen"), [(SELLER, True), (BUYER, True), (STRANGER, False)])
def test_an_inquiry_is_seen_by_its_two_organisations(person, seen):
    assert may_view_inquiry(person, inquiry()) is seen


@pytest.mark.parametrize(
    ("person", "state", "allowed"),
    [
        (SELLER, InquiryState.SENT, True),
        (BUYER, InquiryState.SENT, False),
        (BUYER, InquiryState.ANSWERED, True),
        (STRANGER, InquiryState.ANSWERED, False),
    ],
)
def test_the_asking_side_declines_only_what_has_been_answered(person, state, allowed):
    assert may_decline(person, inquiry(state)) is allowed


def test_a_masked_owner_is_known_to_its_own_people_only():
    masked = inquiry(identity_masked=True)

    assert owner_is_masked(BUYER, masked)
    assert not owner_is_masked(SELLER, masked)


def test_a_masked_owner_is_known_once_the_deal_is_open():
    assert not owner_is_masked(BUYER, inquiry(InquiryState.ACCEPTED, identity_masked=True))


def test_one_who_asks_for_a_masked_demand_stays_masked():
    masked = inquiry(own=listing(identity_masked=True))

    assert asker_is_masked(SELLER, masked)
    assert not asker_is_masked(BUYER, masked)


def test_only_the_selling_side_publishes_a_notice():
    assert may_open_notice(SELLER, deal())
    assert not may_open_notice(BUYER, deal())


def test_whoever_is_signed_in_may_object():
    notice = PublicNotice(deal=deal())

    assert may_object(STRANGER, notice)
    assert not may_object(VISITOR, notice)


@pytest.mark.parametrize(
    ("person", "allowed"),
    [(SELLER, True), (OPERATOR, True), (BUYER, False), (STRANGER, False), (VISITOR, False)],
)
def test_the_selling_side_or_the_operator_decides_objections(person, allowed):
    objection = Objection(author_id=99, notice=PublicNotice(deal=deal()))

    assert may_decide_objection(person, objection) is allowed


def test_nobody_decides_an_objection_of_their_own():
    objection = Objection(author_id=SELLER.actor_id, notice=PublicNotice(deal=deal()))

    assert not may_decide_objection(SELLER, objection)
