"""The operator's desk: what waits for review, and what helps to judge it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor, require
from techmarket.listings.content import fields_of, value_of
from techmarket.listings.lifecycle import ListingState, RevisionState
from techmarket.listings.models import Listing, ListingRevision
from techmarket.listings.policies import PUBLIC_STATES, may_see_desk
from techmarket.listings.queries.lists import list_by_ids
from techmarket.region.calendar import Deadline
from techmarket.region.current import pack
from techmarket.search.current import engine
from techmarket.search.port import IndexUnavailable, Query

REVIEWABLE_STATES = PUBLIC_STATES | {ListingState.IN_REVIEW}
MOST_TWINS = 5
SIMILAR_SHOWN = 3


@dataclass(frozen=True)
class Difference:
    """A field that the revision says differently from the published one."""

    field: str
    before: object
    after: object


def list_under_review(actor: Actor, page: int) -> Page[ListingRevision]:
    """Return the submitted revisions, oldest first; raises NotAllowed."""
    require(may_see_desk, actor)
    return paginate(
        _under_review().order_by(ListingRevision.submitted_at, ListingRevision.id), page
    )


def list_waiting(limit: int) -> Sequence[ListingRevision]:
    """Return the oldest submitted revisions, for the work page."""
    query = _under_review().order_by(ListingRevision.submitted_at, ListingRevision.id).limit(limit)
    return db.session.scalars(query).unique().all()


def review_deadline(revision: ListingRevision) -> Deadline | None:
    """Return until when the desk should decide (working days by the region pack)."""
    if revision.submitted_at is None:
        return None
    start = revision.submitted_at.astimezone(clock.zone()).date()
    return pack().deadline("listing_desk", start)


def differences(revision: ListingRevision) -> list[Difference]:
    """Return what `revision` would change of the published revision; nothing for a first one."""
    before = revision.listing.current_revision
    if before is None or before is revision:
        return []
    pairs = (
        Difference(name, value_of(before, name), value_of(revision, name))
        for name in fields_of(revision.kind)
        if name != "not_secret_declared"
    )
    return [pair for pair in pairs if (pair.before or None) != (pair.after or None)]


def list_twins(revision: ListingRevision) -> list[Listing]:
    """Return listings that may be the same thing: of equal title, or close in the index."""
    same = (
        sa.select(Listing)
        .join(ListingRevision, ListingRevision.listing_id == Listing.id)
        .where(
            Listing.id != revision.listing_id,
            Listing.kind == revision.kind,
            Listing.state != ListingState.DRAFT,
            sa.func.lower(ListingRevision.title) == revision.title.lower(),
        )
        .limit(MOST_TWINS)
    )
    found = {listing.id: listing for listing in db.session.scalars(same).unique()}
    for listing in _list_similar(revision):
        found.setdefault(listing.id, listing)
    return list(found.values())[:MOST_TWINS]


def _list_similar(revision: ListingRevision) -> list[Listing]:
    query = Query(
        text=revision.title,
        filters={"kind": frozenset({str(revision.kind)})},
        limit=SIMILAR_SHOWN + 1,
    )
    try:
        found = engine().search(query)
    except IndexUnavailable:
        return []
    if found.is_relaxed:
        return []
    ids = [hit.key.id for hit in found.hits if hit.key.id != revision.listing_id]
    listings = list_by_ids(ids)
    return [listings[each] for each in ids if each in listings]


def _under_review() -> sa.Select[ListingRevision]:
    return (
        sa.select(ListingRevision)
        .join(Listing, Listing.id == ListingRevision.listing_id)
        .where(
            ListingRevision.state == RevisionState.IN_REVIEW, Listing.state.in_(REVIEWABLE_STATES)
        )
        .options(joinedload(ListingRevision.listing).selectinload(Listing.revisions))
    )
