"""A person's own listings: those of their organisations and their drafts."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import Organisation, User
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing
from techmarket.listings.policies import OWNER_ROLES
from techmarket.listings.queries.finding import is_drafted_by, own_organisation_ids


def list_own(
    user: User, page: int, *, kind: ListingKind | None = None, state: ListingState | None = None
) -> Page[Listing]:
    """Return a page of the listings the person may act on, those changed last first."""
    query = sa.select(Listing).where(own_condition(user)).options(selectinload(Listing.revisions))
    if kind is not None:
        query = query.where(Listing.kind == kind)
    if state is not None:
        query = query.where(Listing.state == state)
    return paginate(query.order_by(Listing.id.desc()), page)


def count_own_by_state(user: User) -> dict[ListingState, int]:
    """Return how many listings of the person stand in each state."""
    query = sa.select(Listing.state, sa.func.count()).where(own_condition(user))
    return {state: count for state, count in db.session.execute(query.group_by(Listing.state))}  # noqa: C416 - rows, not pairs, to mypy


def own_condition(user: User) -> sa.ColumnElement[bool]:
    """Select listings of the person's organisations, and drafts the person wrote."""
    return sa.or_(
        Listing.organisation_id.in_(own_organisation_ids(user)),
        is_drafted_by(user.id),
    )


def list_own_organisations(user: User) -> list[Organisation]:
    """Return the organisations in whose name the person may draft, approved ones first."""
    approved = [
        each.organisation for each in user.current_memberships() if each.role in OWNER_ROLES
    ]
    requested = [
        each.organisation
        for each in user.memberships
        if each.role in OWNER_ROLES and each.state == MembershipState.REQUESTED
    ]
    return list({each.id: each for each in (*approved, *requested)}.values())
