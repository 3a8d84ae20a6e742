"""What each person sees, what comes next, and what waits for whom."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState, InquiryState
from techmarket.deals.models import Deal, Inquiry, Side
from techmarket.deals.policies import may_decide_objection, may_view_deal, may_view_inquiry
from techmarket.deals.queries.deals import (
    Stage,
    StepKind,
    get_deal,
    list_deals,
    next_step,
    stage_reached,
    stages_of,
    visible_deals,
)
from techmarket.deals.queries.inquiries import list_inquiries, visible_inquiries
from techmarket.deals.queries.notices import list_open_objections
from techmarket.deals.queries.tasks import list_deal_tasks
from techmarket.deals.services.deals import confirm_terms
from techmarket.deals.services.notices import raise_objection, uphold_objection
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.policy import VISITOR, WORKER
from techmarket.kernel.worklist import MOST_TASKS
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.factories.deals import (
    DealFactory,
    InquiryFactory,
    NoticeFactory,
    TermsFactory,
    agreed_deal,
    buyer,
    licensed_deal,
    seller,
)

pytestmark = pytest.mark.usefixtures("session")

MEMBERSHIPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(Role),
        st.sampled_from(MembershipState),
        st.sampled_from([None, -1, 0, 1]),
        st.sampled_from([None, -1, 0, 1]),
    ),
    max_size=4,
    unique_by=lambda each: each[:2],
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(memberships=MEMBERSHIPS, is_agent=st.booleans())
def test_lists_show_exactly_what_may_be_viewed(memberships, is_agent):
    organisations = [OrganisationFactory() for _ in range(4)]
    person = UserFactory()
    for place, role, state, since, until in memberships:
        MembershipFactory(
            user=person,
            organisation=organisations[place],
            role=role,
            state=state,
            from_on=None if since is None else clock.today() + timedelta(days=since),
            to_on=None if until is None else clock.today() + timedelta(days=until),
        )
    db.session.expire(person)
    one, two, three, _four = organisations
    DealFactory(seller_org=one, buyer_org=two, result=None, agent=person if is_agent else None)
    DealFactory(seller_org=two, buyer_org=three, result=None)
    InquiryFactory(organisation=one, listing__organisation=three)

    for actor in (person, VISITOR):
        deals = set(db.session.scalars(sa.select(Deal).where(visible_deals(actor))))
        inquiries = set(db.session.scalars(sa.select(Inquiry).where(visible_inquiries(actor))))

        assert deals == {
            each for each in db.session.scalars(sa.select(Deal)) if may_view_deal(actor, each)
        }
        assert inquiries == {
            each for each in db.session.scalars(sa.select(Inquiry)) if may_view_inquiry(actor, each)
        }


def test_a_stranger_does_not_find_the_deal():
    deal = DealFactory()

    with pytest.raises(NotFound):
        get_deal(member(Role.ENTERPRISE), deal.id)


def test_an_opened_deal_waits_for_terms_of_either_side():
    assert next_step(DealFactory(), clock.today()).kind == StepKind.PROPOSE


def test_the_side_that_has_not_confirmed_owes_the_next_step():
    terms = TermsFactory()
    confirm_terms(seller(terms.deal), terms.deal, 1)

    step = next_step(terms.deal, clock.today())

    assert (step.kind, step.sides) == (StepKind.CONFIRM, {Side.BUYER})


def test_an_agreed_licence_of_a_public_result_waits_for_its_notice():
    deal = licensed_deal()

    step = next_step(deal, clock.today())

    assert (step.kind, step.sides) == (StepKind.OPEN_NOTICE, {Side.SELLER})
    assert Stage.NOTICE in stages_of(deal)


def test_a_running_notice_is_waited_for_by_nobody():
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)

    step = next_step(deal, clock.today())

    assert (step.kind, step.sides, step.due_on) == (
        StepKind.WAIT_FOR_NOTICE,
        frozenset(),
        notice.ends_on,
    )
    assert stage_reached(deal, clock.today()) == Stage.NOTICE


def test_an_objection_is_to_be_answered_in_time():
    deal = licensed_deal()
    objection = raise_objection(UserFactory(), NoticeFactory(deal=deal), "异议")

    step = next_step(deal, clock.today())

    assert (step.kind, step.due_on) == (StepKind.ANSWER_OBJECTION, objection.answer_due_on)


def test_after_an_upheld_objection_the_sides_talk_again():
    deal = licensed_deal()
    objection = raise_objection(UserFactory(), NoticeFactory(deal=deal), "异议")
    uphold_objection(seller(deal), objection, "成立。")

    assert next_step(deal, clock.today()).kind == StepKind.RENEGOTIATE


def test_an_agreed_development_waits_for_its_contract():
    deal = agreed_deal()

    assert next_step(deal, clock.today()).kind == StepKind.MAKE_CONTRACT
    assert Stage.NOTICE not in stages_of(deal)


@pytest.mark.parametrize("state", [DealState.ABANDONED, DealState.CONTRACTED])
def test_a_deal_that_has_ended_waits_for_nothing(state):
    assert next_step(DealFactory(state=state), clock.today()).kind == StepKind.NOTHING


def kinds(person):
    return [task.kind for task in list_deal_tasks(person)]


def test_a_sent_inquiry_waits_for_the_owner_until_its_due_day():
    inquiry = InquiryFactory()
    owner = member(Role.RESEARCHER, inquiry.listing.organisation)

    tasks = list_deal_tasks(owner)

    assert [(task.kind, task.due_on) for task in tasks] == [
        ("inquiry_to_answer", inquiry.reply_due_on)
    ]
    assert kinds(inquiry.author) == []


def test_an_answer_waits_for_the_side_that_asked():
    inquiry = InquiryFactory(state=InquiryState.ANSWERED)

    assert kinds(inquiry.author) == ["inquiry_to_accept"]


def test_terms_wait_for_the_side_that_has_not_confirmed():
    terms = TermsFactory()
    confirm_terms(seller(terms.deal), terms.deal, 1)

    assert kinds(buyer(terms.deal)) == ["terms_to_confirm"]
    assert kinds(seller(terms.deal)) == []


def test_the_notice_waits_for_the_selling_side():
    deal = licensed_deal()

    assert kinds(seller(deal)) == ["notice_to_open"]
    assert kinds(buyer(deal)) == []


def test_an_ended_notice_leads_on_to_the_contract(at):
    deal = licensed_deal()
    NoticeFactory(deal=deal)
    at(datetime(2026, 7, 2, 4, 0, tzinfo=UTC))

    assert kinds(buyer(deal)) == ["deal_to_contract"]


def test_an_objection_waits_for_seller_and_operator():
    deal = licensed_deal()
    raise_objection(UserFactory(), NoticeFactory(deal=deal), "异议")

    assert kinds(seller(deal)) == ["objection_to_answer"]
    assert kinds(member(Role.OPERATOR)) == ["objection_to_answer"]
    assert kinds(buyer(deal)) == []


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    role=st.sampled_from(Role),
    place=st.sampled_from(["seller", "buyer", "elsewhere"]),
    state=st.sampled_from(OrganisationState),
    is_author=st.booleans(),
)
def test_the_list_of_objections_is_what_the_rule_allows(role, place, state, is_author):
    deal = licensed_deal()
    organisations = {"seller": deal.seller_org, "buyer": deal.buyer_org}
    person = member(role, organisations.get(place) or OrganisationFactory())
    author = person if is_author else UserFactory()
    objection = raise_objection(author, NoticeFactory(deal=deal), "异议")
    deal.seller_org.state = state
    db.session.flush()

    for actor in (person, VISITOR, WORKER):
        found = objection in list_open_objections(actor)

        assert found is may_decide_objection(actor, objection)


def test_the_work_page_reads_a_bounded_number_of_objections():
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)
    raised = [raise_objection(UserFactory(), notice, "异议") for _each in range(MOST_TASKS + 1)]

    found = list_open_objections(seller(deal))

    assert found == raised[:MOST_TASKS]


def test_deals_that_wait_for_others_hide_none_that_waits_for_me():
    university, firm = OrganisationFactory(public_university=True), OrganisationFactory()
    person = member(Role.ENTERPRISE, firm)
    for _each in range(MOST_TASKS + 1):
        terms = TermsFactory(deal__seller_org=university, deal__buyer_org=firm)
        confirm_terms(person, terms.deal, 1)
    agreed_deal(university, firm)

    assert kinds(person) == ["deal_to_contract"]


def test_nothing_waits_for_a_visitor():
    InquiryFactory()

    assert list_deal_tasks(VISITOR) == []


@pytest.mark.parametrize("read", [
    lambda person: list_deals(person, is_open=True, page=1).entries,
    lambda person: list_inquiries(person, received=False, page=1).entries,
    list_deal_tasks,
])  # fmt: skip
def test_lists_need_the_same_number_of_queries_however_long(count_queries, read):
    university = OrganisationFactory(public_university=True)
    firm = OrganisationFactory()
    person = member(Role.ENTERPRISE, firm)

    def counted():
        db.session.flush()
        db.session.expire_all()
        _ = person.memberships
        with count_queries() as statements:
            read(person)
        return len(statements)

    def grow():
        InquiryFactory(organisation=firm, author=person, state=InquiryState.ANSWERED)
        agreed_deal(university, firm)

    grow()
    few = counted()
    for _ in range(3):
        grow()

    assert counted() == few
