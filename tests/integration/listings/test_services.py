"""The life of a listing below the pages: moves, clocks, revisions, races, the index."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Role
from techmarket.kernel import clock
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.history import check_chains, list_history
from techmarket.kernel.orm import db
from techmarket.kernel.policy import VISITOR
from techmarket.listings.content import copy_revision, draft_of
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.models import ListingRevision, ReviewDecision
from techmarket.listings.policies import available_actions
from techmarket.listings.queries.desk import differences, list_twins, list_under_review
from techmarket.listings.queries.tasks import list_listing_tasks
from techmarket.listings.services.clocks import confirm
from techmarket.listings.services.drafting import (
    choose_identity,
    create_draft,
    save_draft,
    start_revision,
)
from techmarket.listings.services.moving import close, restore, take_down, withdraw
from techmarket.listings.services.reviewing import Reason, review, submit
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member
from tests.factories.listings import DemandFactory, ResultFactory

pytestmark = pytest.mark.usefixtures("session")

WHOLE = {
    "summary": "常温养护。",
    "technology_field": "07",
    "industry": "C",
    "maturity": "pilot_tested",
    "completers": "王研究员",
    "modes": ["service"],
    "not_secret_declared": True,
}


@pytest.fixture
def university():
    return OrganisationFactory(public_university=True)


@pytest.fixture
def researcher(university):
    return member(Role.RESEARCHER, university)


@pytest.fixture
def operator():
    return member(Role.OPERATOR)


@pytest.fixture
def published(university):
    return ResultFactory(published=True, organisation=university)


def submitted(researcher, university, title="煤矸石免烧砖"):
    listing = create_draft(researcher, ListingKind.RESULT, university, title)
    save_draft(researcher, listing, WHOLE)
    submit(researcher, listing)
    return listing


def test_publishing_starts_both_clocks_by_the_rules_of_the_region(researcher, university, operator):
    listing = submitted(researcher, university)

    review(operator, listing.latest_revision, ReviewDecision.PUBLISH)

    assert listing.confirm_due_on == date(2026, 9, 13)
    assert listing.valid_until_on == date(2027, 6, 15)
    assert listing.review_every_days == 90
    assert listing.index_version == 1


def test_the_history_tells_every_move_and_its_chain_holds(researcher, university, operator):
    listing = submitted(researcher, university)
    review(operator, listing.latest_revision, ReviewDecision.PUBLISH)

    moves = list_history("listing", listing.id)

    assert [(move.action, move.to_state, move.actor_id) for move in moves] == [
        ("create", "draft", researcher.id),
        ("submit", "in_review", researcher.id),
        ("publish", "published", operator.id),
    ]
    assert list(check_chains()) == []


def test_a_return_without_a_reason_is_refused(researcher, university, operator):
    listing = submitted(researcher, university)

    with pytest.raises(InvalidInput) as refused:
        review(operator, listing.latest_revision, ReviewDecision.RETURN)

    assert refused.value.reason == "reason_needed"
    assert listing.state == ListingState.IN_REVIEW


def test_a_rejection_ends_the_listing(researcher, university, operator):
    listing = submitted(researcher, university)
    reason = Reason("listing", "not_technology")

    review(operator, listing.latest_revision, ReviewDecision.REJECT, reasons=[reason])

    assert listing.state == ListingState.REJECTED
    assert available_actions(researcher, listing) == []


def test_a_decision_is_made_once(researcher, university, operator):
    listing = submitted(researcher, university)
    revision = listing.latest_revision
    review(operator, revision, ReviewDecision.PUBLISH)

    with pytest.raises(InvalidTransition):
        review(operator, revision, ReviewDecision.PUBLISH)


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.REGISTRAR, Role.ENTERPRISE])
def test_only_operators_review(researcher, university, role):
    listing = submitted(researcher, university)

    with pytest.raises(NotAllowed):
        review(member(role), listing.latest_revision, ReviewDecision.PUBLISH)


def test_an_operator_who_belongs_to_the_owner_does_not_review(researcher, university, operator):
    listing = submitted(researcher, university)
    MembershipFactory(user=operator, organisation=university, role=Role.RESEARCHER)
    db.session.expire(operator, ["memberships"])

    with pytest.raises(NotAllowed):
        review(operator, listing.latest_revision, ReviewDecision.PUBLISH)


def test_a_change_stays_hidden_until_it_is_published(researcher, published, operator):
    start_revision(researcher, published)
    save_draft(researcher, published, {**WHOLE, "summary": "新的简介。"})
    submit(researcher, published)
    first = published.current_revision
    assert published.state == ListingState.PUBLISHED
    assert first.number == 1

    review(operator, published.latest_revision, ReviewDecision.PUBLISH)

    assert published.current_revision.summary == "新的简介。"
    assert first.state == RevisionState.SUPERSEDED
    assert published.index_version == 2


def test_a_returned_change_leaves_the_published_version_alone(researcher, published, operator):
    start_revision(researcher, published)
    save_draft(researcher, published, WHOLE)
    submit(researcher, published)

    review(
        operator,
        published.latest_revision,
        ReviewDecision.RETURN,
        reasons=[Reason("summary", "summary_unclear", "看不懂")],
    )

    assert published.state == ListingState.PUBLISHED
    assert published.current_revision.number == 1


def test_a_copy_asks_for_a_new_declaration_on_secrets(researcher, published):
    draft = start_revision(researcher, published)

    assert draft.not_secret_declared is False
    assert draft.title == published.current_revision.title


def test_two_drafts_at_once_are_refused_by_the_database(published):
    for number in (2, 3):
        published.revisions.append(copy_revision(published.current_revision, number, None))

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_desk_sees_what_a_change_would_change(researcher, published):
    start_revision(researcher, published)
    save_draft(researcher, published, {**WHOLE, "summary": "新的简介。"})
    submit(researcher, published)

    changed = {each.field: each.after for each in differences(published.latest_revision)}

    assert changed["summary"] == "新的简介。"
    assert "title" not in changed


def test_withdrawing_takes_a_change_off_the_desk(researcher, published, operator):
    start_revision(researcher, published)
    save_draft(researcher, published, WHOLE)
    submit(researcher, published)

    withdraw(researcher, published)

    assert list_under_review(operator, 1).total == 0
    start_revision(researcher, published)
    save_draft(researcher, published, WHOLE)
    submit(researcher, published)
    assert published.state == ListingState.IN_REVIEW


def test_closing_needs_a_reason_that_fits_the_kind(researcher, published):
    with pytest.raises(InvalidInput):
        close(researcher, published, "solved")  # a reason of demands

    close(researcher, published, "deal_here")

    assert (published.state, published.close_reason) == (ListingState.CLOSED, "deal_here")


def test_the_operator_takes_down_and_restores(operator, published):
    take_down(operator, published, "收到侵权投诉")
    assert published.state == ListingState.TAKEN_DOWN

    restore(operator, published)

    assert published.state == ListingState.PUBLISHED


def test_the_owner_cannot_restore_what_was_taken_down(researcher, operator, published):
    take_down(operator, published, "收到侵权投诉")

    with pytest.raises(NotAllowed):
        restore(researcher, published)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"chain": "no_such_chain"}, "unknown_code"),
        ({"modes": ["joint_platform"]}, "unknown_code"),  # only demands want it
        ({"trl": 10}, "out_of_range"),
        ({"price_min_fen": 200, "price_max_fen": 100}, "price_order"),
        ({"patent_numbers": ["ZL201710601862.4"]}, "patent_number"),
        ({"keywords": [str(n) for n in range(9)]}, "too_many_keywords"),
        ({"deadline_on": date(2027, 1, 1)}, "unknown_field"),
    ],
)
def test_unusable_values_are_refused_at_their_field(researcher, university, values, reason):
    listing = create_draft(researcher, ListingKind.RESULT, university, "煤矸石免烧砖")

    with pytest.raises(InvalidInput) as refused:
        save_draft(researcher, listing, values)

    assert refused.value.reason == reason


def test_what_was_handed_in_cannot_be_written_any_more(researcher, university):
    listing = submitted(researcher, university)

    with pytest.raises(NotAllowed):
        save_draft(researcher, listing, {"summary": "改一改"})


def test_a_masked_demand_may_not_name_its_owner(session):
    firm = OrganisationFactory(name="样例铸造公司")
    manager = member(Role.ENTERPRISE, firm)
    demand = create_draft(manager, ListingKind.DEMAND, firm, "铸件气孔多")

    with pytest.raises(InvalidInput):
        choose_identity(manager, demand, identity_masked=True, public_name="彰武样例铸造公司")


def test_a_published_name_cannot_be_hidden_afterwards(session):
    demand = DemandFactory(published=True)
    manager = member(Role.ENTERPRISE, demand.organisation)
    start_revision(manager, demand)

    with pytest.raises(Conflict):
        choose_identity(manager, demand, identity_masked=True, public_name="阜新市·铸造")


def test_a_twin_is_shown_to_the_operator(researcher, university, published):
    listing = submitted(researcher, university, title=published.current_revision.title)

    assert list_twins(listing.latest_revision) == [published]


def test_each_sees_what_waits_for_them(researcher, university, operator, published):
    waiting = submitted(researcher, university, "矸石陶粒制备")
    published.confirm_due_on = date(2026, 6, 20)
    db.session.flush()

    desk = list_listing_tasks(operator)
    own = list_listing_tasks(researcher)

    assert [(task.kind, task.subject, task.due_on) for task in desk] == [
        ("listing_review", waiting.latest_revision.title, date(2026, 6, 18))
    ]
    assert [(task.kind, task.due_on) for task in own] == [("listing_confirm", date(2026, 6, 20))]
    assert list_listing_tasks(VISITOR) == []


def test_a_stranger_may_not_begin_a_listing_for_an_organisation(university):
    with pytest.raises(NotAllowed):
        create_draft(member(Role.ENTERPRISE), ListingKind.RESULT, university, "矸石陶粒")


def test_a_draft_is_found_by_its_state_not_by_its_number(researcher, published):
    draft = start_revision(researcher, published)

    assert draft_of(published) is draft
    assert start_revision(researcher, published) is draft


def test_the_slower_of_two_windows_learns_that_a_change_was_begun(researcher, published):
    assert len(published.revisions) == 1  # what this window has read
    faster = sa.insert(ListingRevision.__table__).values(
        listing_id=published.id,
        kind="result",
        number=2,
        state="draft",
        title="另一个窗口的修改",
        summary="",
        keywords=[],
        source_subject="",
        problem="",
        indicators="",
        not_secret_declared=False,
        content_digest="",
        created_at=clock.now(),
        price_kind="negotiable",
        milestones=[],
    )
    db.session.execute(faster)

    with pytest.raises(AlreadyExists):
        start_revision(researcher, published)


def test_nothing_of_a_suspended_organisation_is_published_or_confirmed(operator, researcher):
    university = researcher.memberships[0].organisation
    waiting = ResultFactory(organisation=university, in_review=True)
    lapsed = ResultFactory(organisation=university, published=True)
    lapsed.state = ListingState.UNCONFIRMED
    university.state = OrganisationState.SUSPENDED

    with pytest.raises(Conflict, match="organisation_not_verified"):
        review(operator, waiting.latest_revision, ReviewDecision.PUBLISH)
    with pytest.raises(NotAllowed):
        confirm(researcher, lapsed)

    withdraw(researcher, lapsed)
    assert (waiting.state, lapsed.state) == (ListingState.IN_REVIEW, ListingState.WITHDRAWN)


def test_what_was_taken_down_is_not_restored_for_a_suspended_organisation(operator, published):
    take_down(operator, published, "投诉")
    published.organisation.state = OrganisationState.SUSPENDED

    with pytest.raises(Conflict, match="organisation_not_verified"):
        restore(operator, published)
