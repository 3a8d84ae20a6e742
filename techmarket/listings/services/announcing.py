"""What every change of a listing has in common: the record of the move and the index version."""

from techmarket.kernel import history, outbox
from techmarket.kernel.policy import Actor
from techmarket.listings.events import ListingIndexed
from techmarket.listings.lifecycle import ListingAction, ListingState, RevisionAction, RevisionState
from techmarket.listings.models import Listing, ListingRevision

LISTING_CHAIN = "listing"
REVISION_CHAIN = "listing_revision"


def record_move(
    actor: Actor,
    listing: Listing,
    action: ListingAction | str,
    states: tuple[ListingState | None, ListingState | None],
    note: str = "",
) -> None:
    """Append a move of the listing to its history."""
    history.record(
        LISTING_CHAIN, listing.id, actor=actor, action=str(action), states=states, note=note
    )


def record_revision_move(
    actor: Actor,
    revision: ListingRevision,
    action: RevisionAction | str,
    states: tuple[RevisionState | None, RevisionState | None],
    note: str = "",
) -> None:
    """Append a move of a revision beside a listing that stays where it is."""
    history.record(
        REVISION_CHAIN, revision.id, actor=actor, action=str(action), states=states, note=note
    )


def announce_indexed(listing: Listing) -> None:
    """Raise the index version and let the index follow; for every change of an indexed fact."""
    listing.index_version += 1
    outbox.publish(ListingIndexed(listing.id))
