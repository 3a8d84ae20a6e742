"""Enter listings that did not come through the form: imports and the demo market."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from techmarket.accounts.models import Organisation, User
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import Conflict
from techmarket.kernel.orm import db
from techmarket.kernel.policy import WORKER
from techmarket.listings.content import REVISION_CLASS, digest_of, values_of, write_values
from techmarket.listings.events import ListingIndexed
from techmarket.listings.lifecycle import (
    LISTING_LIFECYCLE,
    REVISION_LIFECYCLE,
    ListingAction,
    ListingKind,
    ListingState,
    RevisionAction,
    RevisionState,
)
from techmarket.listings.models import Listing, ListingRevision
from techmarket.listings.policies import PUBLIC_STATES
from techmarket.listings.services.announcing import (
    announce_indexed,
    record_move,
    record_revision_move,
)
from techmarket.listings.services.checking import ENTRY_LIMITS, check_values
from techmarket.listings.services.clocks import start_clocks

ENTER = "enter"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A listing from outside: what it says, and under which key its source knows it."""

    kind: ListingKind
    values: Mapping[str, object]
    source_key: str | None = None
    identity_masked: bool = False
    public_name: str = ""


def enter_listing(
    entry: Entry,
    organisation: Organisation,
    *,
    author: User | None = None,
    as_draft: bool = False,
    is_demo: bool = False,
) -> Listing:
    """Make a listing that is published at once, or a draft; raises InvalidInput.

    No review stands behind it: whoever runs the command answers for the content. Obligatory
    fields of the form are not asked (domain.md §7.1: an import needs id, title and abstract).
    """
    listings = enter_listings(
        [entry], organisation, author=author, as_draft=as_draft, is_demo=is_demo
    )
    return listings[0]


def enter_listings(
    entries: Sequence[Entry],
    organisation: Organisation,
    *,
    author: User | None = None,
    as_draft: bool = False,
    is_demo: bool = False,
) -> list[Listing]:
    """Make several at once, as `enter_listing` one; raises InvalidInput for the first wrong one."""
    for entry in entries:
        check_values(entry.kind, entry.values, ENTRY_LIMITS)
    listings = [_make(entry, organisation, author, as_draft=as_draft) for entry in entries]
    for listing in listings:
        listing.is_demo = is_demo
    db.session.add_all(listings)
    db.session.flush()  # history and event name the listings by their ids
    for listing in listings:
        record_move(author or WORKER, listing, ENTER, (None, listing.state))
        if not as_draft:
            outbox.publish(ListingIndexed(listing.id))
    return listings


def _make(
    entry: Entry, organisation: Organisation, author: User | None, *, as_draft: bool
) -> Listing:
    listing = Listing(
        kind=entry.kind,
        state=ListingState.DRAFT if as_draft else ListingState.PUBLISHED,
        organisation=organisation,
        author=author,
        source_key=entry.source_key,
        identity_masked=entry.identity_masked,
        public_name=entry.public_name,
        index_version=0 if as_draft else 1,
    )
    listing.revisions.append(_revision_of(entry, 1, author, clock.now(), as_draft=as_draft))
    if not as_draft:
        start_clocks(listing)
    return listing


def update_entered(listing: Listing, entry: Entry, *, author: User | None = None) -> bool:
    """Bring an entered listing to what its source says now; False when it says so already.

    What is public becomes a new revision, a draft is written over. Raises Conflict("not_open") for
    a listing that is closed, withdrawn or otherwise no longer the importer's to change.
    """
    check_values(entry.kind, entry.values, ENTRY_LIMITS)
    newest = _newest_entered(listing)
    if newest.content_digest == digest_of(_whole_values(entry)):
        return False
    actor = author or WORKER
    if listing.state == ListingState.DRAFT:
        write_values(newest, _whole_values(entry))
        newest.content_digest = digest_of(values_of(newest))
        record_revision_move(actor, newest, ENTER, (newest.state, newest.state))
        return True
    if listing.state not in PUBLIC_STATES:
        raise Conflict("not_open")
    _supersede(newest)
    number = listing.latest_revision.number + 1
    listing.revisions.append(_revision_of(entry, number, author, clock.now(), as_draft=False))
    # What its source says today is as good as a confirmation.
    states = LISTING_LIFECYCLE.apply(listing, ListingAction.CONFIRM)
    start_clocks(listing)
    record_move(actor, listing, ENTER, states)
    announce_indexed(listing)
    return True


def _revision_of(
    entry: Entry, number: int, author: User | None, now: datetime, *, as_draft: bool
) -> ListingRevision:
    revision = REVISION_CLASS[entry.kind](
        kind=entry.kind,
        number=number,
        author_id=author.id if author else None,
        state=RevisionState.DRAFT if as_draft else RevisionState.PUBLISHED,
        submitted_at=None if as_draft else now,
    )
    whole = _whole_values(entry)
    write_values(revision, whole)
    revision.content_digest = digest_of(whole)
    return revision


def _whole_values(entry: Entry) -> dict[str, object]:
    """Return the values with those that have a default, so that equal content has one digest."""
    return {"price_kind": "negotiable", "not_secret_declared": True, **entry.values}


def _newest_entered(listing: Listing) -> ListingRevision:
    published = [each for each in listing.revisions if each.state == RevisionState.PUBLISHED]
    return (published or listing.revisions)[-1]


def _supersede(revision: ListingRevision) -> None:
    REVISION_LIFECYCLE.apply(revision, RevisionAction.SUPERSEDE)
    db.session.flush()  # the index allows one published revision at any moment
