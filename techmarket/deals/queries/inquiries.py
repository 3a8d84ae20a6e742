"""Finding inquiries, and with what one asks."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation
from techmarket.deals.lifecycle import InquiryState
from techmarket.deals.models import Inquiry
from techmarket.deals.policies import may_view_inquiry
from techmarket.deals.queries.deals import organisations_spoken_for
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing
from techmarket.matching.models import Match

OPEN_STATES = (InquiryState.SENT, InquiryState.ANSWERED)


def visible_inquiries(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the SQL form of `may_view_inquiry`."""
    own = organisations_spoken_for(actor)
    owned = sa.select(Listing.id).where(Listing.organisation_id.in_(own))
    return sa.or_(Inquiry.organisation_id.in_(own), Inquiry.listing_id.in_(owned))


def get_inquiry(actor: Actor, inquiry_id: int) -> Inquiry:
    """Return an inquiry that the actor's organisation sent or received; raises NotFound."""
    inquiry = db.session.get(Inquiry, inquiry_id)
    if inquiry is None or not may_view_inquiry(actor, inquiry):
        raise NotFound("inquiry", inquiry_id)
    return inquiry


def list_inquiries(actor: Actor, *, received: bool, page: int) -> Page[Inquiry]:
    """Return what the actor's organisations were asked, or what they asked; open ones first."""
    own = organisations_spoken_for(actor)
    sent = Inquiry.organisation_id.in_(own)
    owned = sa.select(Listing.id).where(Listing.organisation_id.in_(own))
    is_open = Inquiry.state.in_(OPEN_STATES)
    query = (
        sa.select(Inquiry)
        .where(Inquiry.listing_id.in_(owned) if received else sent)
        .order_by(sa.case((is_open, 0), else_=1), Inquiry.reply_due_on.desc(), Inquiry.id.desc())
        .options(*_with_listings())
    )
    return paginate(query, page)


def count_inquiries(actor: Actor, *, received: bool) -> int:
    """Return how many inquiries `list_inquiries` has in all."""
    own = organisations_spoken_for(actor)
    owned = sa.select(Listing.id).where(Listing.organisation_id.in_(own))
    side = Inquiry.listing_id.in_(owned) if received else Inquiry.organisation_id.in_(own)
    return db.session.scalar(sa.select(sa.func.count(Inquiry.id)).where(side)) or 0


def list_waiting_inquiries(actor: Actor, state: InquiryState) -> Sequence[Inquiry]:
    """Return the most urgent ones: sent, that wait for the owner, or answered, for the asker."""
    own = organisations_spoken_for(actor)
    owned = sa.select(Listing.id).where(Listing.organisation_id.in_(own))
    mine = (
        Inquiry.listing_id.in_(owned)
        if state == InquiryState.SENT
        else Inquiry.organisation_id.in_(own)
    )
    query = (
        sa.select(Inquiry)
        .where(mine, Inquiry.state == state)
        .order_by(Inquiry.reply_due_on, Inquiry.id)
        .options(*_with_listings())
        .limit(MOST_TASKS)
    )
    return db.session.scalars(query).unique().all()


def _with_listings() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (
        joinedload(Inquiry.listing).selectinload(Listing.current_revision),
        joinedload(Inquiry.own_listing),
        joinedload(Inquiry.organisation),
        selectinload(Inquiry.deal),
    )


def find_open_inquiry(actor: Actor, listing: Listing) -> Inquiry | None:
    """Return the open inquiry that an organisation of the actor has put to this listing."""
    query = (
        sa.select(Inquiry)
        .where(
            Inquiry.listing_id == listing.id,
            Inquiry.organisation_id.in_(organisations_spoken_for(actor)),
            Inquiry.state.in_(OPEN_STATES),
        )
        .order_by(Inquiry.id)
    )
    return db.session.scalars(query).first()


def list_asking_organisations(actor: Actor, listing: Listing) -> Sequence[Organisation]:
    """Return the verified organisations in whose name the actor may ask about `listing`."""
    query = (
        sa.select(Organisation)
        .where(
            Organisation.id.in_(organisations_spoken_for(actor)),
            Organisation.id != listing.organisation_id,
            Organisation.state == OrganisationState.VERIFIED,
        )
        .order_by(Organisation.name)
    )
    return db.session.scalars(query).all()


def list_fitting_listings(actor: Actor, listing: Listing) -> Sequence[Listing]:
    """Return the actor's own published listings of the other kind, best match first."""
    wanted, matched, other = (
        (ListingKind.DEMAND, Match.demand_id, Match.result_id)
        if listing.kind == ListingKind.RESULT
        else (ListingKind.RESULT, Match.result_id, Match.demand_id)
    )
    query = (
        sa.select(Listing)
        .outerjoin(Match, sa.and_(matched == Listing.id, other == listing.id))
        .where(
            Listing.kind == wanted,
            Listing.state == ListingState.PUBLISHED,
            Listing.organisation_id.in_(organisations_spoken_for(actor)),
        )
        .order_by(sa.func.coalesce(Match.score, -1).desc(), Listing.id.desc())
        .options(selectinload(Listing.current_revision))
    )
    return db.session.scalars(query).unique().all()


def is_overdue(inquiry: Inquiry, on: date) -> bool:
    """Whether the owner has let the reply clock run out; derived, never stored."""
    return inquiry.state == InquiryState.SENT and inquiry.reply_due_on < on
