"""What waits for a person among the listings."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.accounts.models import User
from techmarket.accounts.policies import is_operator
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS, Task
from techmarket.listings.addresses import address_of
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.models import Listing
from techmarket.listings.policies import may_review
from techmarket.listings.queries.desk import list_waiting, review_deadline
from techmarket.listings.queries.own import own_condition
from techmarket.region.current import pack


def list_listing_tasks(actor: Actor) -> list[Task]:
    """Return reviews for the operator; returned drafts and confirmations due for the owner."""
    tasks = _list_reviews(actor) if is_operator(actor) else []
    return [*tasks, *_list_owner_tasks(actor)] if isinstance(actor, User) else tasks


def _list_reviews(actor: Actor) -> list[Task]:
    tasks = []
    for revision in list_waiting(MOST_TASKS):
        if not may_review(actor, revision.listing):
            continue
        due = review_deadline(revision)
        tasks.append(
            Task(
                "listing_review",
                revision.title,
                "listings.review",
                {"revision_id": revision.id},
                due_on=due.on if due else None,
                is_provisional=due.is_provisional if due else False,
            )
        )
    return tasks


def _list_owner_tasks(user: User) -> list[Task]:
    today = clock.today()
    soon = today + timedelta(days=pack().rule_int("listing_lapse_warning_days", today))
    to_confirm = sa.and_(Listing.state == ListingState.PUBLISHED, Listing.confirm_due_on <= soon)
    states = (ListingState.RETURNED, ListingState.UNCONFIRMED)
    query = (
        sa.select(Listing)
        .where(own_condition(user), sa.or_(Listing.state.in_(states), to_confirm))
        .options(selectinload(Listing.revisions))
        .order_by(Listing.confirm_due_on, Listing.id)
        .limit(MOST_TASKS)
    )
    return [_owner_task(listing) for listing in db.session.scalars(query).unique()]


def _owner_task(listing: Listing) -> Task:
    kind = "listing_returned" if listing.state == ListingState.RETURNED else "listing_confirm"
    due = None if listing.state == ListingState.RETURNED else listing.confirm_due_on
    title = listing.latest_revision.title
    return Task(kind, title, "listings.show", address_of(listing), due_on=due)
