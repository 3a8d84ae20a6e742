"""Hand in a revision, and the operator's decision on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from techmarket.accounts.models import User
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import InvalidInput, InvalidTransition
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require
from techmarket.listings.content import (
    digest_of,
    draft_of,
    fields_of,
    missing_fields,
    open_revision,
    values_of,
)
from techmarket.listings.events import ListingReviewed, ListingSubmitted
from techmarket.listings.lifecycle import (
    LISTING_LIFECYCLE,
    REVISION_LIFECYCLE,
    ListingAction,
    RevisionAction,
)
from techmarket.listings.models import (
    Listing,
    ListingReview,
    ListingRevision,
    ReviewDecision,
    ReviewReason,
)
from techmarket.listings.policies import PUBLIC_STATES, RULE_FOR
from techmarket.listings.services.announcing import (
    announce_indexed,
    record_move,
    record_revision_move,
)
from techmarket.listings.services.checking import require_verified_owner
from techmarket.listings.services.clocks import start_clocks
from techmarket.region.current import pack

# What a reason may point at beyond the fields of a revision.
OTHER_PLACES = frozenset({"attachments", "public_name", "organisation", "listing"})
REASON_LIST = {
    ReviewDecision.RETURN: "listing_return_reason",
    ReviewDecision.REJECT: "reject_reason",
}


@dataclass(frozen=True)
class Reason:
    """One thing to mend: the field where it stands, a code of the region pack, words."""

    field: str
    code: str
    text: str = ""


def submit(actor: User, listing: Listing) -> ListingRevision:
    """Hand in the draft for review; what is public stays until the new revision is published.

    Raises NotAllowed, InvalidTransition when there is no draft (another tab was faster) or the
    listing is closed, InvalidInput(field, "incomplete") at the first obligatory field missing.
    """
    require(RULE_FOR[ListingAction.SUBMIT], actor, listing)
    revision = draft_of(listing)
    if revision is None:
        raise InvalidTransition("listing", listing.state, ListingAction.SUBMIT)
    missing = missing_fields(listing, revision)
    if missing:
        raise InvalidInput(missing[0].field, "incomplete")
    moved = REVISION_LIFECYCLE.apply(revision, RevisionAction.SUBMIT)
    if listing.state in PUBLIC_STATES:
        record_revision_move(actor, revision, RevisionAction.SUBMIT, moved)
    else:
        states = LISTING_LIFECYCLE.apply(listing, ListingAction.SUBMIT)
        record_move(actor, listing, ListingAction.SUBMIT, states)
    revision.submitted_at = clock.now()
    revision.content_digest = digest_of(values_of(revision))
    outbox.publish(ListingSubmitted(listing.id))
    return revision


def review(
    actor: User,
    revision: ListingRevision,
    decision: ReviewDecision,
    *,
    reasons: Sequence[Reason] = (),
    note: str = "",
) -> ListingReview:
    """Publish, return or reject a submitted revision.

    Raises NotAllowed (also for one's own listing), InvalidTransition when it is no longer under
    review, InvalidInput("reasons", …) when a return or a rejection gives none, and
    Conflict("organisation_not_verified") for the publication of a suspended organisation's.
    """
    listing, action = revision.listing, ListingAction(decision)
    require(RULE_FOR[action], actor, listing)
    _check_reasons(revision, decision, reasons)
    if open_revision(listing) is not revision:
        raise InvalidTransition("listing_revision", revision.state, action)
    words = "\n".join([*(f"{each.field}: {each.code} {each.text}" for each in reasons), note])
    if decision == ReviewDecision.PUBLISH:
        require_verified_owner(listing)
        publish_revision(actor, revision, note=note)
    else:
        _refuse(actor, revision, action, words.strip())
    row = ListingReview(
        revision=revision,
        reviewer_id=actor.id,
        decision=decision,
        note=note,
        reasons=[
            ReviewReason(field=each.field, code=each.code, text=each.text) for each in reasons
        ],
    )
    db.session.add(row)
    db.session.flush()  # the event names the review by its id
    outbox.publish(ListingReviewed(listing.id, row.id))
    return row


def publish_revision(actor: Actor, revision: ListingRevision, *, note: str = "") -> None:
    """Let `revision` be the published one, supersede the one before and start the clocks.

    Part of `review`; who may do it has been asked.
    """
    listing = revision.listing
    # Asked before anything changes: what is refused leaves the published revision published.
    REVISION_LIFECYCLE.target(revision.state, RevisionAction.PUBLISH)
    if listing.current_revision is not None:
        REVISION_LIFECYCLE.apply(listing.current_revision, RevisionAction.SUPERSEDE)
        db.session.flush()  # the index allows one published revision at any moment
    moved = REVISION_LIFECYCLE.apply(revision, RevisionAction.PUBLISH)
    if listing.state in PUBLIC_STATES:
        record_revision_move(actor, revision, RevisionAction.PUBLISH, moved, note)
        # Newly written and reviewed content is as good as a confirmation.
        states = LISTING_LIFECYCLE.apply(listing, ListingAction.CONFIRM)
        if states[0] != states[1]:  # it had lapsed
            record_move(actor, listing, ListingAction.CONFIRM, states)
    else:
        states = LISTING_LIFECYCLE.apply(listing, ListingAction.PUBLISH)
        record_move(actor, listing, ListingAction.PUBLISH, states, note)
    start_clocks(listing)
    announce_indexed(listing)
    db.session.flush()  # what is read next must see the new published revision
    db.session.expire(listing, ["current_revision"])


def _refuse(actor: Actor, revision: ListingRevision, action: ListingAction, words: str) -> None:
    listing = revision.listing
    moved = REVISION_LIFECYCLE.apply(revision, RevisionAction(action))
    if listing.state in PUBLIC_STATES:
        record_revision_move(actor, revision, action, moved, words)
    else:
        states = LISTING_LIFECYCLE.apply(listing, action)
        record_move(actor, listing, action, states, words)


def _check_reasons(
    revision: ListingRevision, decision: ReviewDecision, reasons: Sequence[Reason]
) -> None:
    list_name = REASON_LIST.get(decision)
    if list_name is None:
        return
    if not reasons:
        raise InvalidInput("reasons", "reason_needed")
    places = OTHER_PLACES | set(fields_of(revision.kind))
    for each in reasons:
        if each.field not in places or pack().find_code(list_name, each.code) is None:
            raise InvalidInput("reasons", "unknown_code")
