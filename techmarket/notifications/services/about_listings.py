"""Messages about results and demands."""

from collections.abc import Iterator

from techmarket.accounts.models import Role
from techmarket.kernel.orm import db
from techmarket.listings.events import ListingLapsed, ListingReviewed, ListingSubmitted
from techmarket.listings.lifecycle import RevisionState
from techmarket.listings.models import Listing, ListingReview, ReviewDecision
from techmarket.notifications.services.notes import Composers, Note, holders_of, responsible_in

KIND_OF_DECISION = {
    ReviewDecision.PUBLISH: "listing_published",
    ReviewDecision.RETURN: "listing_returned",
    ReviewDecision.REJECT: "listing_rejected",
}


def _on_listing_submitted(event: ListingSubmitted) -> Iterator[Note]:
    """Tell the operators while the revision waits."""
    listing = db.session.get_one(Listing, event.listing_id)
    revision = listing.latest_revision
    if revision.state == RevisionState.IN_REVIEW:
        yield Note(
            kind="listing_submitted",
            subject=f"revision:{revision.id}",
            path=f"/desk/listings/{revision.id}",
            title=revision.title,
            readers=holders_of(Role.OPERATOR),
        )


def _on_listing_reviewed(event: ListingReviewed) -> Iterator[Note]:
    """Tell the author and the owner's administrators what the operator decided."""
    review = db.session.get_one(ListingReview, event.review_id)
    listing = review.revision.listing
    yield Note(
        kind=KIND_OF_DECISION[review.decision],
        subject=f"review:{review.id}",
        path=path_of(listing),
        title=review.revision.title,
        readers=responsible_in(listing.organisation_id, listing.author_id),
    )


def _on_listing_lapsed(event: ListingLapsed) -> Iterator[Note]:
    """Ask whether it is still valid."""
    listing = db.session.get_one(Listing, event.listing_id)
    yield Note(
        kind="listing_lapsed",
        subject=f"listing:{listing.id}:{listing.confirm_due_on}",
        path=path_of(listing),
        title=listing.latest_revision.title,
        readers=responsible_in(listing.organisation_id, listing.author_id),
    )


def path_of(listing: Listing) -> str:
    """Return the address of a listing's page."""
    return f"/{listing.kind}s/{listing.id}"


COMPOSERS: Composers = {
    ListingSubmitted: _on_listing_submitted,
    ListingReviewed: _on_listing_reviewed,
    ListingLapsed: _on_listing_lapsed,
}
