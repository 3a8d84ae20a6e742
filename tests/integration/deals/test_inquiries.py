"""Asking, answering, declining, and opening a deal."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState, InquiryState
from techmarket.deals.models import Deal
from techmarket.deals.queries.inquiries import is_overdue, list_fitting_listings
from techmarket.deals.services.inquiries import (
    accept_inquiry,
    answer_inquiry,
    decline_inquiry,
    send_inquiry,
)
from techmarket.kernel import clock
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from techmarket.listings.lifecycle import ListingState
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import InquiryFactory
from tests.factories.listings import DemandFactory, ResultFactory

pytestmark = pytest.mark.usefixtures("session")
QUESTIONS = {"wanted": "许可", "unclear": "能耗", "about_us": "制砖企业"}


def ask(listing, organisation=None, own=None, role=Role.ENTERPRISE):
    organisation = organisation or OrganisationFactory()
    sender = member(role, organisation)
    return send_inquiry(sender, listing, organisation, own_listing=own, **QUESTIONS)


def owner_of(inquiry):
    return member(Role.RESEARCHER, inquiry.listing.organisation)


def asker_of(inquiry):
    return member(Role.ENTERPRISE, inquiry.organisation)


def test_an_inquiry_is_due_after_the_working_days_of_the_region_pack(at):
    at(datetime(2026, 6, 17, 4, 0, tzinfo=UTC))  # a Wednesday; 19 June is a holiday

    inquiry = ask(ResultFactory(published=True))

    assert inquiry.reply_due_on == date(2026, 6, 23)
    assert not inquiry.reply_due_is_provisional


def test_a_due_day_in_a_year_without_a_calendar_is_provisional(at):
    at(datetime(2026, 12, 31, 4, 0, tzinfo=UTC))

    assert ask(ResultFactory(published=True)).reply_due_is_provisional


def test_an_unanswered_inquiry_is_overdue_the_day_after():
    inquiry = InquiryFactory(reply_due_on=clock.today())

    assert not is_overdue(inquiry, clock.today())
    assert is_overdue(inquiry, date(2026, 6, 16))


def test_one_organisation_has_one_open_inquiry_about_a_listing():
    result, organisation = ResultFactory(published=True), OrganisationFactory()
    ask(result, organisation)

    with pytest.raises(AlreadyExists):
        ask(result, organisation)


def test_the_constraint_decides_a_race():
    inquiry = InquiryFactory()

    with pytest.raises(IntegrityError), db.session.begin_nested():
        InquiryFactory(listing=inquiry.listing, organisation=inquiry.organisation)


def test_after_a_refusal_one_may_ask_again():
    first = InquiryFactory()
    decline_inquiry(owner_of(first), first, "price")

    second = ask(first.listing, first.organisation)

    assert second.state == InquiryState.SENT


def test_nobody_asks_about_a_listing_of_their_own():
    result = ResultFactory(published=True)

    with pytest.raises(NotAllowed):
        ask(result, result.organisation, role=Role.RESEARCHER)


@pytest.mark.parametrize("state", ["pending", "suspended", "refused"])
def test_an_organisation_that_is_not_verified_cannot_ask(state):
    with pytest.raises(NotAllowed):
        ask(ResultFactory(published=True), OrganisationFactory(state=state))


def test_a_member_not_yet_approved_cannot_ask():
    organisation = OrganisationFactory()
    sender = member(Role.ENTERPRISE, organisation, approved=False)

    with pytest.raises(NotAllowed):
        send_inquiry(sender, ResultFactory(published=True), organisation, **QUESTIONS)


@pytest.mark.parametrize("state", [ListingState.WITHDRAWN, ListingState.CLOSED])
def test_a_listing_that_has_left_the_market_takes_no_inquiry(state):
    with pytest.raises(Conflict):
        ask(ResultFactory(published=True, state=state))


def test_what_one_brings_must_be_ones_own():
    with pytest.raises(InvalidInput):
        ask(ResultFactory(published=True), own=DemandFactory(published=True))


def test_what_one_brings_must_be_of_the_other_kind():
    organisation = OrganisationFactory()
    own = ResultFactory(published=True, organisation=organisation)

    with pytest.raises(InvalidInput):
        ask(ResultFactory(published=True), organisation, own=own)


def test_the_best_match_is_offered_first():
    organisation = OrganisationFactory()
    DemandFactory(published=True, organisation=organisation)
    asker = member(Role.ENTERPRISE, organisation)
    latest = DemandFactory(published=True, organisation=organisation)

    assert list_fitting_listings(asker, ResultFactory(published=True))[0] == latest


def test_the_owner_answers():
    inquiry = InquiryFactory()
    owner = owner_of(inquiry)

    answer_inquiry(owner, inquiry, "养护 7 天。")

    assert (inquiry.state, inquiry.reply) == (InquiryState.ANSWERED, "养护 7 天。")
    assert (inquiry.answered_by_id, inquiry.answered_at) == (owner.id, clock.now())


def test_the_asking_side_cannot_answer_itself():
    inquiry = InquiryFactory()

    with pytest.raises(NotAllowed):
        answer_inquiry(asker_of(inquiry), inquiry, "好")

    assert (inquiry.state, inquiry.reply) == (InquiryState.SENT, "")


def test_a_refusal_needs_one_of_the_reasons():
    inquiry = InquiryFactory()

    with pytest.raises(InvalidInput):
        decline_inquiry(owner_of(inquiry), inquiry, "不想")


def test_a_refusal_keeps_its_reason():
    inquiry = InquiryFactory()

    decline_inquiry(owner_of(inquiry), inquiry, "maturity", "先做中试。")

    assert (inquiry.state, inquiry.decline_reason) == (InquiryState.DECLINED, "maturity")
    assert list_history("inquiry", inquiry.id)[-1].payload.text == "先做中试。"


def test_an_accepted_answer_opens_a_deal_and_nothing_is_typed_again():
    demand = DemandFactory(published=True)
    inquiry = InquiryFactory(
        state=InquiryState.ANSWERED, organisation=demand.organisation, own_listing=demand
    )

    deal = accept_inquiry(asker_of(inquiry), inquiry)

    assert deal.state == DealState.OPENED
    assert (deal.result, deal.demand) == (inquiry.listing, demand)
    assert deal.seller_org == inquiry.listing.organisation
    assert deal.buyer_org == inquiry.organisation
    assert deal.title == inquiry.listing.latest_revision.title


def test_who_answers_a_demand_sells():
    demand = DemandFactory(published=True)
    result = ResultFactory(published=True)
    inquiry = InquiryFactory(
        listing=demand,
        organisation=result.organisation,
        own_listing=result,
        state=InquiryState.ANSWERED,
    )

    deal = accept_inquiry(asker_of(inquiry), inquiry)

    assert (deal.seller_org, deal.buyer_org) == (result.organisation, demand.organisation)
    assert (deal.result, deal.demand) == (result, demand)


def test_the_owner_cannot_accept_in_the_name_of_the_other_side():
    inquiry = InquiryFactory(state=InquiryState.ANSWERED)

    with pytest.raises(NotAllowed):
        accept_inquiry(owner_of(inquiry), inquiry)


def test_an_inquiry_opens_one_deal():
    inquiry = InquiryFactory(state=InquiryState.ANSWERED)
    asker = asker_of(inquiry)
    accept_inquiry(asker, inquiry)

    with pytest.raises(InvalidTransition):
        accept_inquiry(asker, inquiry)

    assert db.session.query(Deal).filter_by(inquiry_id=inquiry.id).count() == 1
