"""What happened to a listing, for those who may know."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from techmarket.kernel.history import History
from techmarket.kernel.orm import db
from techmarket.listings.models import Listing
from techmarket.listings.services.announcing import LISTING_CHAIN, REVISION_CHAIN


def list_moves(listing: Listing) -> Sequence[History]:
    """Return the moves of the listing and of its revisions, newest first."""
    of_listing = sa.and_(History.chain == LISTING_CHAIN, History.thing_id == listing.id)
    revision_ids = [revision.id for revision in listing.revisions]
    of_revisions = sa.and_(History.chain == REVISION_CHAIN, History.thing_id.in_(revision_ids))
    query = sa.select(History).where(sa.or_(of_listing, of_revisions))
    rows = query.options(joinedload(History.payload)).order_by(History.at.desc(), History.id.desc())
    return db.session.scalars(rows).all()
