"""Who is told what."""

import pytest
import sqlalchemy as sa

from techmarket.accounts.events import MembershipRequested
from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import OrganisationKind, Role
from techmarket.accounts.services.memberships import (
    approve_membership,
    end_membership,
    refuse_membership,
    request_membership,
)
from techmarket.accounts.services.organisations import (
    OrganisationFacts,
    refuse_organisation,
    reopen_organisation,
    verify_organisation,
)
from techmarket.accounts.services.sign_up import found_organisation
from techmarket.kernel import outbox
from techmarket.listings.events import ListingLapsed, ListingReviewed, ListingSubmitted
from techmarket.listings.models import ListingReview, ReviewDecision
from techmarket.notifications.models import Notification
from techmarket.notifications.services.notifying import notify
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.factories.base import invented_credit_code
from tests.factories.listings import ResultFactory

pytestmark = pytest.mark.usefixtures("box")


def told(session):
    """What has been told: kind, reader and address of every message."""
    query = sa.select(Notification).order_by(Notification.id)
    return [(each.kind, each.user_id, each.path) for each in session.scalars(query)]


def settle(session):
    session.commit()
    outbox.drain()


def test_administrators_are_told_of_a_request_once_however_often_it_is_delivered(session):
    admin = member(Role.ORG_ADMIN)
    university = admin.memberships[0].organisation
    membership = request_membership(UserFactory(), university, Role.RESEARCHER)
    settle(session)

    notify([MembershipRequested(membership.id), MembershipRequested(membership.id)])

    path = f"/organisations/{university.id}/members"
    assert told(session) == [("membership_requested", admin.id, path)]


def test_the_operator_is_told_where_nobody_administers(session):
    operator, firm = member(Role.OPERATOR), OrganisationFactory()

    request_membership(UserFactory(), firm, Role.ENTERPRISE)
    settle(session)

    assert [(kind, reader) for kind, reader, _ in told(session)] == [
        ("membership_requested", operator.id)
    ]


def test_a_founder_hears_of_the_verification_and_once_of_the_admission(session):
    operator, founder = member(Role.OPERATOR), UserFactory()
    firm = found_organisation(
        founder,
        OrganisationFacts(
            kind=OrganisationKind.ENTERPRISE,
            name="样例铸造公司",
            credit_code=invented_credit_code(9_200_001),
        ),
    )
    settle(session)
    verify_organisation(operator, firm)
    settle(session)

    assert [(kind, reader) for kind, reader, _ in told(session)] == [
        ("organisation_waiting", operator.id),
        ("membership_approved", founder.id),
        ("organisation_verified", founder.id),
    ]


def test_a_second_refusal_is_a_second_message(session):
    operator, founder = member(Role.OPERATOR), UserFactory()
    firm = OrganisationFactory(pending=True)
    MembershipFactory(
        user=founder,
        organisation=firm,
        role=Role.ORG_ADMIN,
        state=MembershipState.REQUESTED,
    )
    for _ in range(2):
        refuse_organisation(operator, firm, "名称与执照不符")
        settle(session)
        reopen_organisation(founder, firm)
        settle(session)

    kinds = [kind for kind, reader, _ in told(session) if reader == founder.id]
    assert kinds == ["organisation_refused"] * 2


def test_nobody_is_told_what_they_did_themselves(session):
    user = member(Role.ENTERPRISE)

    end_membership(user, user.memberships[0])
    settle(session)

    assert told(session) == []


@pytest.mark.parametrize(
    ("decide", "kind"),
    [
        (approve_membership, "membership_approved"),
        (lambda admin, each: refuse_membership(admin, each, "不是本校人员"), "membership_refused"),
    ],
)
def test_the_member_is_told_the_decision(session, decide, kind):
    admin, user = member(Role.ORG_ADMIN), UserFactory()
    membership = request_membership(user, admin.memberships[0].organisation, Role.RESEARCHER)

    decide(admin, membership)
    settle(session)

    assert [each for each in told(session) if each[1] == user.id] == [(kind, user.id, "/account")]


def test_operators_are_told_of_a_revision_that_waits(session):
    operator, listing = member(Role.OPERATOR), ResultFactory(in_review=True)
    session.commit()

    notify([ListingSubmitted(listing.id)])

    path = f"/desk/listings/{listing.latest_revision.id}"
    assert told(session) == [("listing_submitted", operator.id, path)]


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        (ReviewDecision.PUBLISH, "listing_published"),
        (ReviewDecision.RETURN, "listing_returned"),
        (ReviewDecision.REJECT, "listing_rejected"),
    ],
)
def test_author_and_administrators_are_told_the_review(session, decision, kind):
    author = member(Role.RESEARCHER)
    university = author.memberships[0].organisation
    admin = member(Role.ORG_ADMIN, university)
    member(Role.RESEARCHER, university)  # a colleague who has nothing to do with it
    listing = ResultFactory(in_review=True, organisation=university, author=author)
    review = ListingReview(
        revision=listing.latest_revision, reviewer_id=member(Role.OPERATOR).id, decision=decision
    )
    session.add(review)
    session.commit()

    notify([ListingReviewed(listing.id, review.id)])

    path = f"/results/{listing.id}"
    assert told(session) == [(kind, author.id, path), (kind, admin.id, path)]


def test_when_the_author_has_left_and_nobody_administers_the_members_are_told(session):
    colleague = member(Role.RESEARCHER)
    listing = ResultFactory(
        published=True, organisation=colleague.memberships[0].organisation, author=UserFactory()
    )
    session.commit()

    notify([ListingLapsed(listing.id)])

    assert [reader for _kind, reader, _path in told(session)] == [colleague.id]
