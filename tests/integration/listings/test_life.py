"""Whatever people try in whatever order, a listing never leaves its table."""

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.accounts.models import Role
from techmarket.kernel.errors import DomainError
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from techmarket.kernel.policy import WORKER
from techmarket.listings.content import open_revision
from techmarket.listings.lifecycle import (
    LISTING_LIFECYCLE,
    ListingAction,
    ListingKind,
    ListingState,
    RevisionState,
)
from techmarket.listings.models import Listing, ReviewDecision
from techmarket.listings.services.clocks import confirm, lapse
from techmarket.listings.services.drafting import create_draft, save_draft, start_revision
from techmarket.listings.services.moving import close, restore, take_down, withdraw
from techmarket.listings.services.reviewing import Reason, review, submit
from tests.factories.accounts import OrganisationFactory, member

WHOLE = {
    "summary": "常温养护。",
    "technology_field": "07",
    "industry": "C",
    "maturity": "pilot_tested",
    "completers": "王研究员",
    "modes": ["service"],
    "not_secret_declared": True,
}


def fill_in(actor, listing):
    save_draft(actor, listing, WHOLE)


def decide(decision, code=""):
    def move(actor, listing):
        revision = open_revision(listing) or listing.latest_revision
        reasons = [Reason("listing", code)] if code else []
        review(actor, revision, decision, reasons=reasons)

    return move


MOVES = {
    "fill_in": fill_in,
    "revise": start_revision,
    "submit": submit,
    "publish": decide(ReviewDecision.PUBLISH),
    "return": decide(ReviewDecision.RETURN, "other"),
    "reject": decide(ReviewDecision.REJECT, "other"),
    "confirm": confirm,
    "lapse": lapse,
    "withdraw": withdraw,
    "close": lambda actor, listing: close(actor, listing, "other"),
    "take_down": lambda actor, listing: take_down(actor, listing, "投诉"),
    "restore": restore,
}
steps = st.lists(
    st.tuples(
        st.sampled_from(["owner", "operator", "stranger", "worker"]), st.sampled_from(list(MOVES))
    ),
    min_size=4,
    max_size=25,
)
# Moves that get somewhere, so that the later states are met as well.
paths = st.sampled_from(
    [
        [],
        [("owner", "fill_in"), ("owner", "submit")],
        [("owner", "fill_in"), ("owner", "submit"), ("operator", "publish")],
        [
            ("owner", "fill_in"),
            ("owner", "submit"),
            ("operator", "publish"),
            ("owner", "revise"),
            ("owner", "fill_in"),
            ("owner", "submit"),
        ],
        # What has lapsed comes back with a newly reviewed revision.
        [
            ("owner", "fill_in"),
            ("owner", "submit"),
            ("operator", "publish"),
            ("owner", "revise"),
            ("owner", "fill_in"),
            ("owner", "submit"),
            ("worker", "lapse"),
            ("operator", "publish"),
        ],
    ]
)


def facts(listing):
    return (
        listing.state,
        listing.index_version,
        listing.confirm_due_on,
        [(each.number, each.state, each.summary) for each in listing.revisions],
        len(list_history("listing", listing.id)),
    )


@contextmanager
def fresh(session):
    """Undo each example, so that the next one finds the database empty."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expunge_all()


@given(path=paths, more=steps)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_moves_leaves_the_table(session, path, more):
    with fresh(session):
        university = OrganisationFactory(public_university=True)
        people = {
            "owner": member(Role.RESEARCHER, university),
            "operator": member(Role.OPERATOR),
            "stranger": member(Role.ENTERPRISE),
            "worker": WORKER,
        }
        listing = create_draft(people["owner"], ListingKind.RESULT, university, "煤矸石免烧砖")
        for who, name in [*path, *more]:
            before = facts(listing)
            try:
                MOVES[name](people[who], listing)
            except DomainError:
                assert facts(listing) == before
                continue
            db.session.flush()
            assert_sound(listing, before[0])


def assert_sound(listing: Listing, before: ListingState) -> None:
    """The step is one of the table, the history tells it, and the revisions fit the state."""
    reachable = {
        LISTING_LIFECYCLE.target(before, a) for a in LISTING_LIFECYCLE.actions_from(before)
    }
    states = [revision.state for revision in listing.revisions]
    assert listing.state in reachable | {before}
    moves = list_history("listing", listing.id)
    assert moves[-1].to_state == listing.state
    assert [row.to_state for row in moves[:-1]] == [row.from_state for row in moves[1:]]
    assert states.count(RevisionState.PUBLISHED) <= 1
    assert sum(state in (RevisionState.DRAFT, RevisionState.IN_REVIEW) for state in states) <= 1
    if listing.state in (ListingState.PUBLISHED, ListingState.UNCONFIRMED):
        assert RevisionState.PUBLISHED in states
    if listing.state == ListingState.IN_REVIEW:
        assert RevisionState.IN_REVIEW in states


@pytest.mark.parametrize("action", list(ListingAction))
def test_every_action_leads_somewhere(action):
    assert any(each == action for (_state, each) in LISTING_LIFECYCLE.table)
