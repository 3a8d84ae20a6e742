"""Reads of the stored pairs."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.kernel.orm import db
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing, ListingRevision
from techmarket.matching.models import Match
from techmarket.matching.ranking import Strength


def list_matches(
    listing: Listing, *, limit: int, strengths: Collection[Strength] = tuple(Strength)
) -> list[Match]:
    """Return the best pairs of a listing whose other side is published, best first.

    The order is the demand's ranking; a result's page orders by how much each demand is covered.
    """
    is_demand = listing.kind == ListingKind.DEMAND
    own, other = (Match.demand_id, Match.result) if is_demand else (Match.result_id, Match.demand)
    order = Match.rank if is_demand else Match.coverage_ppm.desc()
    query = (
        sa.select(Match)
        .join(other)
        .where(
            own == listing.id,
            Listing.state == ListingState.PUBLISHED,
            Match.strength.in_(strengths),
        )
        .order_by(order, Match.id)
        .limit(limit)
        .options(
            selectinload(other)
            .selectinload(Listing.current_revision)
            .selectinload(ListingRevision.modes)
        )
    )
    return list(db.session.scalars(query).unique())


def count_matches(listing: Listing) -> int:
    """Return how many published listings are stored as matches of this one."""
    is_demand = listing.kind == ListingKind.DEMAND
    own, other = (Match.demand_id, Match.result) if is_demand else (Match.result_id, Match.demand)
    query = (
        sa.select(sa.func.count())
        .select_from(Match)
        .join(other)
        .where(own == listing.id, Listing.state == ListingState.PUBLISHED)
    )
    return db.session.scalar(query) or 0
