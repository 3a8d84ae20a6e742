"""Find a listing, a revision or an attachment that this actor may see."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.accounts.models import Membership
from techmarket.accounts.policies import is_operator
from techmarket.accounts.queries.people import organisations_with_role
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, is_worker
from techmarket.listings.content import open_revision
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.models import Attachment, Listing, ListingRevision
from techmarket.listings.policies import (
    NOT_ADMITTED,
    OWNER_ROLES,
    PUBLIC_STATES,
    is_drafting,
    is_of_owner,
    may_download,
    may_view,
    may_view_revision,
)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Listing` under which `actor` may view it (as `may_view`)."""
    public = Listing.state.in_(PUBLIC_STATES)
    if actor.actor_id is None:
        return public
    own = Listing.organisation_id.in_(own_organisation_ids(actor))
    drafted = is_drafted_by(actor.actor_id)
    if is_operator(actor):
        return sa.or_(public, Listing.state != ListingState.DRAFT, own, drafted)
    return sa.or_(public, own, drafted)


def is_drafted_by(user_id: int) -> sa.ColumnElement[bool]:
    """Return the condition on `Listing` that says the same as `policies.is_drafting`."""
    where = sa.select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.state.in_(NOT_ADMITTED)
    )
    return sa.and_(
        Listing.state == ListingState.DRAFT,
        Listing.author_id == user_id,
        Listing.organisation_id.in_(where),
    )


def own_organisation_ids(actor: Actor) -> sa.Select[int]:
    """Select the organisations for which the person may act on listings today."""
    return organisations_with_role(actor, OWNER_ROLES)


def get_listing(actor: Actor, listing_id: int, kind: ListingKind | None = None) -> Listing:
    """Return the listing with its revisions, if `actor` may view it; raises NotFound."""
    listing = db.session.get(
        Listing,
        listing_id,
        options=[
            selectinload(Listing.revisions).selectinload(ListingRevision.attachments),
            selectinload(Listing.current_revision),
        ],
    )
    if listing is None or (kind is not None and listing.kind != kind):
        raise NotFound("listing", listing_id)
    if not is_worker(actor) and not may_view(actor, listing):
        raise NotFound("listing", listing_id)
    return listing


def shown_revision(actor: Actor, listing: Listing) -> ListingRevision:
    """Return what the page of the listing shows `actor`: the published revision, else the newest.

    Raises NotFound when there is none that the actor may see.
    """
    seen = [each for each in listing.revisions if may_view_revision(actor, listing, each)]
    published = [each for each in seen if each.state == RevisionState.PUBLISHED]
    if not seen:
        raise NotFound("listing", listing.id)
    return (published or seen)[-1]


def newer_revision(actor: Actor, listing: Listing) -> ListingRevision | None:
    """Return a draft or a revision under review beside the published one, for the owner's eyes."""
    if not (is_of_owner(actor, listing) or is_drafting(actor, listing)):
        return None
    revision = open_revision(listing)
    if revision is None and listing.revisions[-1].state == RevisionState.RETURNED:
        revision = listing.revisions[-1]
    return revision if listing.current_revision is not None else None


def get_revision_under_review(actor: Actor, revision_id: int) -> ListingRevision:
    """Return a submitted revision for the operator's desk, whatever became of it since.

    Raises NotFound for whom the desk does not exist and for drafts.
    """
    revision = db.session.get(ListingRevision, revision_id)
    if revision is None or revision.state == RevisionState.DRAFT or not is_operator(actor):
        raise NotFound("revision", revision_id)
    return revision


def get_attachment(actor: Actor, attachment_id: int) -> Attachment:
    """Return an attachment that `actor` may open; raises NotFound."""
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound("attachment", attachment_id)
    if not may_download(actor, attachment.revision.listing, attachment):
        raise NotFound("attachment", attachment_id)
    return attachment
