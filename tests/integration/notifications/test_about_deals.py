"""Who hears of inquiries, deals and notices, and where the message leads."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from techmarket.accounts.models import Role
from techmarket.deals.services.deals import abandon_deal, confirm_terms, name_agent, propose_terms
from techmarket.deals.services.inquiries import (
    accept_inquiry,
    answer_inquiry,
    decline_inquiry,
    send_inquiry,
)
from techmarket.deals.services.notices import (
    NoticeDraft,
    clear_ended_notices,
    dismiss_objection,
    open_notice,
    raise_objection,
)
from techmarket.kernel import clock, outbox
from techmarket.kernel.orm import transaction
from techmarket.notifications.models import Notification
from tests.conftest import NOON
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import draft, licensed_deal
from tests.factories.listings import ResultFactory

pytestmark = pytest.mark.usefixtures("box")


@pytest.fixture
def owner(session):
    return member(Role.ORG_ADMIN, OrganisationFactory(public_university=True))


@pytest.fixture
def asker(session):
    return member(Role.ENTERPRISE)


@pytest.fixture
def inquiry(owner, asker):
    listing = ResultFactory(published=True, organisation=owner.memberships[0].organisation)
    return send_inquiry(
        asker,
        listing,
        asker.memberships[0].organisation,
        wanted="普通许可",
        unclear="能耗",
        about_us="年产砖三千万块",
    )


@pytest.fixture
def deal(inquiry, owner, asker):
    answer_inquiry(owner, inquiry, "吨砖耗电 38 度。")
    return accept_inquiry(asker, inquiry)


@pytest.fixture
def licence(session):
    return licensed_deal()


@pytest.fixture
def notice(licence):
    side = people(licence.seller_org)[0]
    return open_notice(
        side, licence, NoticeDraft(result_name="免烧砖技术", starts_on=clock.today(), ends_on=None)
    )


def people(organisation):
    return [membership.user for membership in organisation.memberships]


def told(session, kind):
    session.commit()
    outbox.drain()
    query = sa.select(Notification).where(Notification.kind == kind)
    return {each.user_id: each.path for each in session.scalars(query)}


def test_the_owner_hears_of_an_inquiry(inquiry, owner, session):
    assert told(session, "inquiry_sent") == {owner.id: f"/inquiries/{inquiry.id}"}


def test_the_asker_hears_of_the_answer(inquiry, owner, asker, session):
    answer_inquiry(owner, inquiry, "吨砖耗电 38 度。")

    assert told(session, "inquiry_answered") == {asker.id: f"/inquiries/{inquiry.id}"}


def test_the_asker_hears_that_the_owner_declined(inquiry, owner, asker, session):
    decline_inquiry(owner, inquiry, "timing")

    assert told(session, "inquiry_declined") == {asker.id: f"/inquiries/{inquiry.id}"}


def test_the_owner_hears_that_the_asker_declined(inquiry, owner, asker, session):
    answer_inquiry(owner, inquiry, "吨砖耗电 38 度。")
    decline_inquiry(asker, inquiry, "price")

    assert told(session, "inquiry_declined") == {owner.id: f"/inquiries/{inquiry.id}"}


def test_the_owner_hears_that_a_deal_has_opened(deal, owner, session):
    assert told(session, "deal_opened") == {owner.id: f"/deals/{deal.id}"}


def test_the_other_side_hears_of_new_terms(deal, owner, asker, session):
    propose_terms(asker, deal, draft())

    assert told(session, "terms_proposed") == {owner.id: f"/deals/{deal.id}"}


def test_both_sides_and_the_agent_hear_of_the_agreement(deal, owner, asker, session):
    agent = member(Role.AGENT)
    name_agent(asker, deal, agent, agent.memberships[0].organisation)
    propose_terms(asker, deal, draft())
    for person in (asker, owner):
        confirm_terms(person, deal, 1)

    assert set(told(session, "deal_agreed")) == {owner.id, asker.id, agent.id}
    assert told(session, "agent_named") == {agent.id: f"/deals/{deal.id}"}


def test_the_other_side_hears_that_a_deal_was_abandoned(deal, owner, asker, session):
    abandon_deal(asker, deal, "other", "预算取消")

    assert told(session, "deal_abandoned") == {owner.id: f"/deals/{deal.id}"}


def test_the_buyer_hears_of_the_notice_and_both_sides_of_its_end(notice, licence, session, at):
    buyers = {person.id for person in people(licence.buyer_org)}
    sellers = {person.id for person in people(licence.seller_org)}
    assert set(told(session, "notice_opened")) == buyers

    at(NOON + timedelta(days=40))
    with transaction():
        clear_ended_notices()

    assert set(told(session, "notice_cleared")) == buyers | sellers


def test_the_seller_and_the_operator_hear_of_an_objection_and_its_author_of_the_answer(
    notice, licence, session
):
    operator, author = member(Role.OPERATOR), member(Role.ENTERPRISE)
    objection = raise_objection(author, notice, "价格明显偏低。")
    sellers = people(licence.seller_org)
    readers = {operator.id, *(person.id for person in sellers)}
    assert set(told(session, "objection_raised")) == readers

    dismiss_objection(sellers[0], objection, "已按评估价格确定。")

    assert told(session, "objection_decided") == {author.id: f"/notices/{notice.id}"}
