"""The two clocks of a published listing: when to confirm it, and until when it is valid."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from techmarket.accounts.models import User
from techmarket.kernel import clock, outbox
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.policy import WORKER, Actor, require
from techmarket.listings.events import ListingLapsed
from techmarket.listings.lifecycle import LISTING_LIFECYCLE, ListingAction, ListingState
from techmarket.listings.models import Listing
from techmarket.listings.policies import RULE_FOR
from techmarket.listings.services.announcing import announce_indexed, record_move
from techmarket.region.current import pack

LAPSE_EVERY = timedelta(hours=1)
LAPSE_BATCH = 200
MONTHS_PER_YEAR = 12


def start_clocks(listing: Listing) -> None:
    """Set both clocks from today by the rules in force; an archive's listings have none."""
    today = clock.today()
    listing.confirmed_at = clock.now()
    listing.published_at = listing.published_at or listing.confirmed_at
    if listing.organisation.is_archive:
        listing.review_every_days = listing.confirm_due_on = listing.valid_until_on = None
        return
    listing.review_every_days = pack().rule_int("listing_review_days", today)
    listing.confirm_due_on = today + timedelta(days=listing.review_every_days)
    listing.valid_until_on = _next_end(listing, today)


def confirm(actor: User, listing: Listing) -> None:
    """Say that the listing still holds: the clock starts again, an unconfirmed one is back.

    An offer that would end before the next confirmation is renewed with it.
    """
    require(RULE_FOR[ListingAction.CONFIRM], actor, listing)
    states = LISTING_LIFECYCLE.apply(listing, ListingAction.CONFIRM)
    start_clocks(listing)
    record_move(actor, listing, ListingAction.CONFIRM, states)
    announce_indexed(listing)


def lapse(actor: Actor, listing: Listing) -> None:
    """Take a listing that nobody confirmed out of the default search; only the worker does."""
    require(RULE_FOR[ListingAction.LAPSE], actor, listing)
    states = LISTING_LIFECYCLE.apply(listing, ListingAction.LAPSE)
    record_move(actor, listing, ListingAction.LAPSE, states)
    outbox.publish(ListingLapsed(listing.id))
    announce_indexed(listing)


def lapse_listings() -> None:
    """Lapse every published listing one of whose clocks has run out (a duty of the worker).

    The day on the clock is still in time; what is not confirmed by its end lapses the day after.
    """
    while ids := _list_overdue_ids():
        with transaction():
            for listing in _list_published(ids):
                if is_overdue(listing, clock.today()):
                    lapse(WORKER, listing)


def is_overdue(listing: Listing, today: date) -> bool:
    """Whether a clock of the listing ran out before `today` (a business date)."""
    ends = (listing.confirm_due_on, listing.valid_until_on)
    return any(end is not None and end < today for end in ends)


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + months, MONTHS_PER_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _next_end(listing: Listing, today: date) -> date:
    end, due = listing.valid_until_on, listing.confirm_due_on
    if end is not None and due is not None and end >= due:
        return end
    return add_months(today, pack().rule_int("listing_valid_months", today))


def _list_overdue_ids() -> Sequence[int]:
    today = clock.today()
    query = sa.select(Listing.id).where(
        Listing.state == ListingState.PUBLISHED,
        sa.or_(Listing.confirm_due_on < today, Listing.valid_until_on < today),
    )
    return db.session.scalars(query.order_by(Listing.id).limit(LAPSE_BATCH)).all()


def _list_published(ids: Sequence[int]) -> Sequence[Listing]:
    query = sa.select(Listing).where(Listing.id.in_(ids), Listing.state == ListingState.PUBLISHED)
    return db.session.scalars(query).all()
