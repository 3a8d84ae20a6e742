"""Who may do what, told in the cases where it is not obvious."""

import pytest

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Membership, Organisation, Role, User
from techmarket.kernel.policy import VISITOR, WORKER
from techmarket.listings.lifecycle import ListingAction, ListingKind, ListingState, RevisionState
from techmarket.listings.models import Attachment, Listing, ResultRevision
from techmarket.listings.policies import (
    RULE_FOR,
    available_actions,
    may_download,
    may_draft_for,
    may_edit,
    may_know_owner,
    may_see_desk,
    may_view_revision,
)


def organisation(identity, state=OrganisationState.VERIFIED):
    return Organisation(id=identity, name=f"单位{identity}", state=state)


def person(identity, role=None, where=None, state=MembershipState.APPROVED):
    user = User(id=identity, name="某人", email=f"{identity}@example.test")
    if role:
        user.memberships.append(
            Membership(role=role, organisation=where, organisation_id=where.id, state=state)
        )
    return user


OWNER = organisation(1)
OTHER = organisation(2)
MEMBER = person(10, Role.RESEARCHER, OWNER)
NEWCOMER = person(11, Role.RESEARCHER, OWNER, MembershipState.REQUESTED)
OPERATOR = person(12, Role.OPERATOR, OTHER)
STRANGER = person(13, Role.ENTERPRISE, OTHER)


def listing(state, *, author=None, masked=False, revision=RevisionState.DRAFT):
    thing = Listing(
        id=5,
        kind=ListingKind.RESULT,
        state=state,
        organisation=OWNER,
        organisation_id=OWNER.id,
        author_id=author.id if author else None,
        identity_masked=masked,
    )
    thing.revisions.append(ResultRevision(kind=ListingKind.RESULT, number=1, state=revision))
    return thing


def test_every_action_has_a_rule():
    assert set(RULE_FOR) == set(ListingAction)


@pytest.mark.parametrize(
    ("actor", "expected"), [(MEMBER, True), (NEWCOMER, True), (STRANGER, False), (VISITOR, False)]
)
def test_members_and_those_who_asked_may_draft(actor, expected):
    assert may_draft_for(actor, OWNER) is expected


def test_a_newcomer_edits_the_draft_they_wrote_and_no_other():
    assert may_edit(NEWCOMER, listing(ListingState.DRAFT, author=NEWCOMER))
    assert not may_edit(NEWCOMER, listing(ListingState.DRAFT, author=MEMBER))
    assert not may_edit(NEWCOMER, listing(ListingState.PUBLISHED, author=NEWCOMER))


def test_only_the_worker_lapses():
    published = listing(ListingState.PUBLISHED, revision=RevisionState.PUBLISHED)

    assert ListingAction.LAPSE in available_actions(WORKER, published)
    for actor in (MEMBER, OPERATOR, VISITOR):
        assert ListingAction.LAPSE not in available_actions(actor, published)


def test_what_each_may_do_with_a_published_listing():
    published = listing(ListingState.PUBLISHED, revision=RevisionState.PUBLISHED)

    assert available_actions(MEMBER, published) == [
        ListingAction.CONFIRM,
        ListingAction.WITHDRAW,
        ListingAction.CLOSE,
    ]
    assert available_actions(OPERATOR, published) == [ListingAction.TAKE_DOWN]
    assert available_actions(STRANGER, published) == []


def test_members_of_an_organisation_not_verified_may_not_submit():
    pending = organisation(3, OrganisationState.PENDING)
    author = person(14, Role.ENTERPRISE, pending)
    draft = listing(ListingState.DRAFT, author=author)
    draft.organisation, draft.organisation_id = pending, pending.id

    assert available_actions(author, draft) == []


def test_an_operator_does_not_review_what_they_wrote():
    waiting = listing(ListingState.IN_REVIEW, revision=RevisionState.IN_REVIEW)
    waiting.revisions[0].author_id = OPERATOR.id

    assert available_actions(OPERATOR, waiting) == []


@pytest.mark.parametrize(
    ("state", "actor", "expected"),
    [
        (RevisionState.DRAFT, MEMBER, True),
        (RevisionState.DRAFT, OPERATOR, False),
        (RevisionState.IN_REVIEW, OPERATOR, True),
        (RevisionState.IN_REVIEW, STRANGER, False),
        (RevisionState.PUBLISHED, VISITOR, True),
    ],
)
def test_a_draft_revision_is_for_the_owner_only(state, actor, expected):
    published = listing(ListingState.PUBLISHED, revision=state)

    assert may_view_revision(actor, published, published.revisions[0]) is expected


def test_nobody_sees_a_revision_of_a_listing_they_do_not_see():
    withdrawn = listing(ListingState.WITHDRAWN, revision=RevisionState.PUBLISHED)

    assert not may_view_revision(STRANGER, withdrawn, withdrawn.revisions[0])


def test_a_file_of_a_draft_revision_is_closed_whatever_its_level():
    published = listing(ListingState.PUBLISHED, revision=RevisionState.DRAFT)
    attachment = Attachment(level=1, revision=published.revisions[0])

    assert not may_download(VISITOR, published, attachment)
    assert may_download(MEMBER, published, attachment)


@pytest.mark.parametrize(
    ("actor", "expected"), [(VISITOR, False), (STRANGER, False), (MEMBER, True), (OPERATOR, True)]
)
def test_a_masked_owner_is_known_to_its_people_and_to_operators(actor, expected):
    masked = listing(ListingState.PUBLISHED, masked=True, revision=RevisionState.PUBLISHED)

    assert may_know_owner(actor, masked) is expected
    assert may_see_desk(actor) is (actor is OPERATOR)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (MembershipState.REQUESTED, True),
        (MembershipState.REFUSED, True),
        (MembershipState.ENDED, False),
    ],
)
def test_who_left_the_organisation_leaves_the_drafts_behind(state, expected):
    author = person(14, Role.RESEARCHER, OWNER, state)

    assert may_edit(author, listing(ListingState.DRAFT, author=author)) is expected
