"""Write a listing: make a draft, fill it in, begin a new revision of what is published."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Organisation, User
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput, InvalidTransition
from techmarket.kernel.orm import db
from techmarket.kernel.policy import require
from techmarket.kernel.seen import mark_of, require_unchanged
from techmarket.listings.content import (
    REVISION_CLASS,
    copy_revision,
    draft_of,
    open_revision,
    values_of_step,
    write_values,
)
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing, ListingRevision
from techmarket.listings.policies import PUBLIC_STATES, may_draft_for, may_edit
from techmarket.listings.services.announcing import record_move, record_revision_move
from techmarket.listings.services.checking import check_values

LONGEST_PUBLIC_NAME = 120


def create_draft(actor: User, kind: ListingKind, organisation: Organisation, title: str) -> Listing:
    """Begin a listing of `organisation`; raises NotAllowed, InvalidInput("title", …)."""
    require(may_draft_for, actor, organisation)
    if not title:
        raise InvalidInput("title", "required")
    check_values(kind, {"title": title})
    listing = Listing(kind=kind, organisation=organisation, author=actor, is_demo=actor.is_demo)
    revision = REVISION_CLASS[kind](kind=kind, number=1, author_id=actor.id, title=title)
    listing.revisions.append(revision)
    db.session.add(listing)
    db.session.flush()  # the history names the listing by its id
    record_move(actor, listing, "create", (None, listing.state))
    return listing


def save_draft(actor: User, listing: Listing, values: Mapping[str, object]) -> ListingRevision:
    """Write `values` (fields of a step) into the draft, complete or not.

    Raises NotAllowed, Conflict("no_draft") when another tab has handed it in, InvalidInput.
    """
    require(may_edit, actor, listing)
    revision = _draft_to_write(listing)
    check_values(listing.kind, values)
    write_values(revision, values)
    return revision


def save_step(
    actor: User, listing: Listing, step: str, values: Mapping[str, object], *, seen: str | None
) -> ListingRevision:
    """Write one step as `save_draft` does, unless another page wrote the same step meanwhile.

    `seen` is the mark of `values_of_step` on the page: a change of another step is no conflict.
    Raises Conflict("changed_since") and what `save_draft` raises.
    """
    _hold(listing)
    require(may_edit, actor, listing)
    now = values_of_step(listing, _draft_to_write(listing), step)
    require_unchanged(seen, mark_of(now))
    return save_draft(actor, listing, values)


def choose_identity(
    actor: User, listing: Listing, *, identity_masked: bool, public_name: str
) -> None:
    """Say whether a demand shows its owner's name, and what it shows instead.

    Raises Conflict("identity_fixed") once the public knows the listing, InvalidInput.
    """
    require(may_edit, actor, listing)
    _draft_to_write(listing)
    name = public_name if identity_masked else ""
    if (identity_masked, name) == (listing.identity_masked, listing.public_name):
        return
    if listing.state in PUBLIC_STATES:
        raise Conflict("identity_fixed")
    if len(name) > LONGEST_PUBLIC_NAME:
        raise InvalidInput("public_name", "too_long")
    if identity_masked and listing.organisation.name in name:
        raise InvalidInput("public_name", "name_given_away")
    listing.identity_masked, listing.public_name = identity_masked, name


def change_organisation(actor: User, listing: Listing, organisation: Organisation) -> None:
    """Let another organisation of the author own a listing that was never handed in."""
    require(may_edit, actor, listing)
    if organisation.id == listing.organisation_id:
        return
    require(may_draft_for, actor, organisation)
    if listing.state != ListingState.DRAFT:
        raise Conflict("organisation_fixed")
    listing.organisation = organisation


def start_revision(actor: User, listing: Listing) -> ListingRevision:
    """Begin a change: a new draft that says what the newest revision says; what is public stays.

    Returns the draft that is there already. Raises NotAllowed, InvalidTransition while a revision
    is under review, AlreadyExists("revision") when another tab was faster.
    """
    require(may_edit, actor, listing)
    present = open_revision(listing)
    if present is not None:
        if draft_of(listing) is None:
            raise InvalidTransition("listing_revision", present.state, "edit")
        return present
    newest = listing.latest_revision
    draft = copy_revision(newest, newest.number + 1, actor.id)
    try:
        with db.session.begin_nested():  # the index, not a query, decides the race of two tabs
            listing.revisions.append(draft)
    except IntegrityError as error:
        raise AlreadyExists("revision") from error
    record_revision_move(actor, draft, "create", (None, draft.state))
    return draft


def _hold(listing: Listing) -> None:
    """Lock the listing's row, so that two who save a step at once see each other (PostgreSQL)."""
    db.session.execute(sa.select(Listing.id).where(Listing.id == listing.id).with_for_update())


def _draft_to_write(listing: Listing) -> ListingRevision:
    draft = draft_of(listing)
    if draft is None:
        raise Conflict("no_draft")
    return draft
