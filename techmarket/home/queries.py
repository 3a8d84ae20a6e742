"""What the front page shows: few, cheap reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from techmarket.deals.lifecycle import NoticeState
from techmarket.deals.models import PublicNotice
from techmarket.kernel.orm import db
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.models import DemandRevision, Listing, ListingRevision

CLOSING_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Closing:
    """Something that ends soon: a public notice, or a demand's own deadline."""

    kind: str
    title: str
    thing_id: int
    ends_on: date


def count_demands_by_chain() -> Mapping[str, int]:
    """Return the number of published demands of each innovation chain."""
    query = (
        sa.select(ListingRevision.chain, sa.func.count())
        .join(Listing, Listing.id == ListingRevision.listing_id)
        .where(
            Listing.kind == ListingKind.DEMAND,
            Listing.state == ListingState.PUBLISHED,
            ListingRevision.state == RevisionState.PUBLISHED,
            ListingRevision.chain.is_not(None),
        )
        .group_by(ListingRevision.chain)
    )
    return {chain: count for chain, count in db.session.execute(query) if chain is not None}


def list_closing(today: date, *, limit: int) -> list[Closing]:
    """Return what ends within two weeks, the nearest end first."""
    until = today + CLOSING_WITHIN
    notices = sa.select(PublicNotice.id, PublicNotice.result_name, PublicNotice.ends_on).where(
        PublicNotice.state == NoticeState.RUNNING, PublicNotice.ends_on.between(today, until)
    )
    demands = (
        sa.select(Listing.id, DemandRevision.title, DemandRevision.deadline_on)
        .join(DemandRevision, DemandRevision.listing_id == Listing.id)
        .where(
            Listing.state == ListingState.PUBLISHED,
            DemandRevision.state == RevisionState.PUBLISHED,
            DemandRevision.deadline_on.between(today, until),
        )
    )
    found = [
        Closing(kind, title, thing_id, ends_on)
        for kind, query in (("notice", notices), ("demand", demands))
        for thing_id, title, ends_on in db.session.execute(query)
        if ends_on is not None
    ]
    return sorted(found, key=lambda each: (each.ends_on, each.kind, each.thing_id))[:limit]
