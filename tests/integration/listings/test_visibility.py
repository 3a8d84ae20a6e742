"""Who sees which listing: the SQL condition and the policy say the same, whoever asks."""

from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import Role
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.kernel.policy import VISITOR
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.models import Listing
from techmarket.listings.policies import may_view
from techmarket.listings.queries.finding import visible_to
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.listings import DemandFactory, ResultFactory

memberships = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(list(Role)),
        st.sampled_from(list(MembershipState)),
        st.sampled_from([None, -30, 0, 1]),  # begins so many days from today
        st.sampled_from([None, -1, 0, 30]),  # ends so many days from today
    ),
    max_size=3,
)


def day(offset):
    return None if offset is None else clock.today() + timedelta(days=offset)


def visible_ids(actor):
    return set(db.session.scalars(sa.select(Listing.id).where(visible_to(actor))))


@contextmanager
def fresh(session):
    """Undo each example, so that the next one finds the database empty."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expunge_all()


@given(memberships=memberships, wrote=st.booleans())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_condition_and_the_policy_agree(session, memberships, wrote):
    with fresh(session):
        organisations = [OrganisationFactory() for _ in range(3)]
        user = UserFactory()
        for number, role, state, begins, ends in memberships:
            if not any(
                (each.organisation is organisations[number], each.role) == (True, role)
                for each in user.memberships
            ):
                MembershipFactory(
                    user=user,
                    organisation=organisations[number],
                    role=role,
                    state=state,
                    from_on=day(begins),
                    to_on=day(ends),
                )
        for organisation in organisations[:2]:
            for number, state in enumerate(ListingState):
                factory = ResultFactory if number % 2 else DemandFactory
                factory(organisation=organisation, state=state, author=user if wrote else None)
        session.expire(user, ["memberships"])

        for actor in (VISITOR, user):
            allowed = {
                each.id for each in session.scalars(sa.select(Listing)) if may_view(actor, each)
            }
            assert visible_ids(actor) == allowed


def test_a_visitor_sees_what_is_published_and_what_waits_for_confirmation(session):
    for state in ListingState:
        ResultFactory(state=state)

    states = set(session.scalars(sa.select(Listing.state).where(visible_to(VISITOR))))

    assert states == {ListingState.PUBLISHED, ListingState.UNCONFIRMED}
