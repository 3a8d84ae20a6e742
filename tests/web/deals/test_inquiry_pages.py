"""Inquiries in the browser: both sides, strangers, second tabs, masked names."""

import pytest

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState, InquiryState
from techmarket.deals.models import Deal, Inquiry
from techmarket.deals.services.inquiries import answer_inquiry
from techmarket.kernel.orm import db
from techmarket.kernel.outbox import drain
from techmarket.listings.services.drafting import start_revision
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import InquiryFactory
from tests.factories.listings import DemandFactory, ResultFactory

QUESTIONS = {"wanted": "普通许可", "unclear": "养护能耗", "about_us": "年产三千万块砖"}


def asking(organisation=None):
    return member(Role.ENTERPRISE, organisation or OrganisationFactory())


def form_of(person, **changes):
    organisation = person.memberships[0].organisation
    return QUESTIONS | {"organisation_id": organisation.id} | changes


def test_an_enterprise_inquires_and_the_owner_sees_it(sign_in):
    result, person = ResultFactory(published=True), asking()
    owner = member(Role.RESEARCHER, result.organisation)

    sent = sign_in(person).post(f"/results/{result.id}/inquire", data=form_of(person))

    inquiry = db.session.query(Inquiry).one()
    page = sign_in(owner).get(f"/inquiries/{inquiry.id}")
    assert sent.status_code == 302
    assert sent.location.endswith(f"/inquiries/{inquiry.id}")
    assert "养护能耗" in page.text
    assert "普通许可" in sign_in(owner).get("/me/inquiries").text


def test_the_button_on_the_listing_leads_to_the_form(sign_in):
    result = ResultFactory(published=True)

    page = sign_in(asking()).get(f"/results/{result.id}")

    assert f"/results/{result.id}/inquire" in page.text


def test_the_form_offers_the_own_demand_named_in_the_address(sign_in):
    person = asking()
    demand = DemandFactory(published=True, organisation=person.memberships[0].organisation)
    result = ResultFactory(published=True)

    page = sign_in(person).get(f"/results/{result.id}/inquire?own={demand.id}")

    assert f'selected value="{demand.id}"' in page.text


def test_missing_answers_are_named_and_what_was_typed_stays(sign_in):
    result, person = ResultFactory(published=True), asking()

    answer = sign_in(person).post(f"/results/{result.id}/inquire", data=form_of(person, unclear=""))

    assert answer.status_code == 422
    assert "unclear-error" in answer.text
    assert "年产三千万块砖" in answer.text
    assert db.session.query(Inquiry).count() == 0


def test_an_unapproved_member_cannot_inquire(sign_in):
    result = ResultFactory(published=True)
    waiting = member(Role.ENTERPRISE, approved=False)

    client = sign_in(waiting)

    assert client.get(f"/results/{result.id}/inquire").status_code == 403
    assert client.post(f"/results/{result.id}/inquire", data=QUESTIONS).status_code == 403


def test_the_owner_cannot_inquire_about_the_own_listing(sign_in):
    result = ResultFactory(published=True)

    client = sign_in(member(Role.RESEARCHER, result.organisation))

    assert client.get(f"/results/{result.id}/inquire").status_code == 403


def test_a_second_inquiry_is_refused_and_leads_back_to_the_first(sign_in):
    result, person = ResultFactory(published=True), asking()
    client = sign_in(person)
    first = client.post(f"/results/{result.id}/inquire", data=form_of(person))

    second = client.post(f"/results/{result.id}/inquire", data=form_of(person))

    assert second.status_code == 409
    assert client.get(f"/results/{result.id}/inquire").location == first.location


def test_a_draft_cannot_be_asked_about(sign_in):
    assert sign_in(asking()).get(f"/results/{ResultFactory().id}/inquire").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client):
    result = ResultFactory(published=True)

    assert client.get(f"/results/{result.id}/inquire").status_code == 302


def test_a_stranger_does_not_find_the_inquiry(sign_in):
    inquiry = InquiryFactory()

    client = sign_in(asking())

    assert client.get(f"/inquiries/{inquiry.id}").status_code == 404
    assert client.post(f"/inquiries/{inquiry.id}/accept").status_code == 404


def test_answer_then_accept_opens_the_deal(sign_in):
    inquiry = InquiryFactory()
    owner = member(Role.RESEARCHER, inquiry.listing.organisation)

    answered = sign_in(owner).post(f"/inquiries/{inquiry.id}/answer", data={"reply": "可以。"})
    accepted = sign_in(inquiry.author).post(f"/inquiries/{inquiry.id}/accept")

    deal = db.session.query(Deal).one()
    assert (answered.status_code, accepted.status_code) == (302, 302)
    assert accepted.location.endswith(f"/deals/{deal.id}")
    assert deal.state == DealState.OPENED


def test_accepting_in_a_second_tab_is_a_conflict(sign_in):
    inquiry = InquiryFactory(state=InquiryState.ANSWERED)
    client = sign_in(inquiry.author)
    client.post(f"/inquiries/{inquiry.id}/accept")

    assert client.post(f"/inquiries/{inquiry.id}/accept").status_code == 409


def test_the_asking_side_cannot_answer(sign_in):
    inquiry = InquiryFactory()

    refused = sign_in(inquiry.author).post(f"/inquiries/{inquiry.id}/answer", data={"reply": "好"})

    assert refused.status_code == 403


def test_declining_needs_a_reason(sign_in):
    inquiry = InquiryFactory()
    client = sign_in(member(Role.RESEARCHER, inquiry.listing.organisation))

    without = client.post(f"/inquiries/{inquiry.id}/decline", data={"note": "不便透露"})
    given = client.post(f"/inquiries/{inquiry.id}/decline", data={"reason": "price"})

    assert (without.status_code, given.status_code) == (422, 302)
    assert "不便透露" in without.text
    assert db.session.get(Inquiry, inquiry.id).decline_reason == "price"


def test_a_masked_owner_is_shown_by_its_public_name_until_the_deal(sign_in):
    demand = DemandFactory(published=True, identity_masked=True, public_name="阜新市·建材企业")
    name = demand.organisation.name
    inquiry = InquiryFactory(listing=demand)
    client = sign_in(inquiry.author)

    before = client.get(f"/inquiries/{inquiry.id}").text
    form = sign_in(asking()).get(f"/demands/{demand.id}/inquire").text
    inbox = client.get("/me/inquiries?box=sent").text
    inquiry.state = InquiryState.ANSWERED
    opened = client.post(f"/inquiries/{inquiry.id}/accept")

    assert "阜新市·建材企业" in before
    for text in (before, form, inbox):
        assert name not in text
    assert name in client.get(opened.location).text


def test_one_who_asks_for_a_masked_demand_is_not_named(sign_in):
    demand = DemandFactory(published=True, identity_masked=True, public_name="阜新市·建材企业")
    author = member(Role.ENTERPRISE, demand.organisation)
    author.name = "钱经理"
    inquiry = InquiryFactory(organisation=demand.organisation, own_listing=demand, author=author)
    owner = member(Role.RESEARCHER, inquiry.listing.organisation)

    page = sign_in(owner).get(f"/inquiries/{inquiry.id}").text

    assert "阜新市·建材企业" in page
    assert demand.organisation.name not in page
    assert "钱经理" not in page


@pytest.mark.parametrize("box", ["received", "sent"])
def test_an_empty_list_says_what_to_do(sign_in, box):
    assert sign_in(asking()).get(f"/me/inquiries?box={box}").status_code == 200


def test_an_overdue_answer_is_marked(sign_in):
    inquiry = InquiryFactory()
    inquiry.reply_due_on = inquiry.reply_due_on.replace(day=1)
    owner = member(Role.RESEARCHER, inquiry.listing.organisation)

    page = sign_in(owner).get("/me/inquiries")

    assert "deadline-past" in page.text


def test_a_visitor_is_offered_to_sign_in_first(client):
    result = ResultFactory(published=True)

    page = client.get(f"/results/{result.id}").text

    assert f"next=/results/{result.id}/inquire" in page


def test_the_listing_leads_to_the_inquiry_already_sent(sign_in):
    inquiry = InquiryFactory()

    page = sign_in(inquiry.author).get(f"/results/{inquiry.listing_id}").text

    assert f"/inquiries/{inquiry.id}" in page


def test_listings_of_an_archive_have_no_button(sign_in):
    archive = OrganisationFactory(is_archive=True)
    result = ResultFactory(published=True, organisation=archive)

    client = sign_in(asking())

    assert "/inquire" not in client.get(f"/results/{result.id}").text
    assert client.get(f"/results/{result.id}/inquire").status_code == 403


def test_the_title_of_a_draft_stays_with_its_owner(sign_in):
    result = ResultFactory(published=True)
    owner = member(Role.RESEARCHER, result.organisation)
    inquiry = InquiryFactory(listing=result)
    draft = start_revision(owner, result)
    draft.title = "尚未公开的改进配方"
    answer_inquiry(owner, inquiry, "可以。")
    db.session.commit()
    drain()
    asker = sign_in(inquiry.author)

    pages = [asker.get(path).text for path in ("/me", "/me/inquiries?box=sent")]
    messages = asker.get("/me/notifications").text

    assert all("煤矸石免烧砖制备技术" in text for text in (*pages, messages))
    assert all("尚未公开的改进配方" not in text for text in (*pages, messages))
