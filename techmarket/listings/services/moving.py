"""The moves of a published listing that its owner or the operator makes."""

from techmarket.accounts.models import User
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.policy import require
from techmarket.listings.content import open_revision
from techmarket.listings.lifecycle import (
    LISTING_LIFECYCLE,
    REVISION_LIFECYCLE,
    ListingAction,
    RevisionAction,
    RevisionState,
)
from techmarket.listings.models import Listing
from techmarket.listings.policies import RULE_FOR
from techmarket.listings.services.announcing import (
    announce_indexed,
    record_move,
    record_revision_move,
)
from techmarket.listings.services.checking import require_verified_owner
from techmarket.listings.services.clocks import start_clocks
from techmarket.region.current import pack


def withdraw(actor: User, listing: Listing, *, note: str = "") -> None:
    """Take the listing back; it can be handed in again."""
    _move(actor, listing, ListingAction.WITHDRAW, note)


def close(actor: User, listing: Listing, reason: str, *, note: str = "") -> None:
    """End the listing for a reason of the list `close_reason`; raises InvalidInput("reason")."""
    require(RULE_FOR[ListingAction.CLOSE], actor, listing)
    found = pack().find_code("close_reason", reason)
    if found is None or found.extra.get("applies_to", "both") not in ("both", listing.kind):
        raise InvalidInput("reason", "unknown_code")
    _move(actor, listing, ListingAction.CLOSE, f"{reason} {note}".strip())
    listing.close_reason = reason


def take_down(actor: User, listing: Listing, note: str) -> None:
    """Hide a listing after a complaint or an infringement; the note says why."""
    require(RULE_FOR[ListingAction.TAKE_DOWN], actor, listing)
    if not note:
        raise InvalidInput("note", "required")
    _move(actor, listing, ListingAction.TAKE_DOWN, note)


def restore(actor: User, listing: Listing, *, note: str = "") -> None:
    """Show a listing again that was taken down; its clocks start anew.

    Raises Conflict("organisation_not_verified") while the owner is suspended.
    """
    require_verified_owner(listing)
    _move(actor, listing, ListingAction.RESTORE, note)
    start_clocks(listing)


def _move(actor: User, listing: Listing, action: ListingAction, note: str) -> None:
    require(RULE_FOR[action], actor, listing)
    states = LISTING_LIFECYCLE.apply(listing, action)
    record_move(actor, listing, action, states, note)
    _pull_back_revision(actor, listing, action)
    announce_indexed(listing)


def _pull_back_revision(actor: User, listing: Listing, action: ListingAction) -> None:
    """Nobody reviews a change of something that is no longer there."""
    revision = open_revision(listing)
    if revision is None or revision.state != RevisionState.IN_REVIEW:
        return
    states = REVISION_LIFECYCLE.apply(revision, RevisionAction.RETURN)
    record_revision_move(actor, revision, RevisionAction.RETURN, states, str(action))
