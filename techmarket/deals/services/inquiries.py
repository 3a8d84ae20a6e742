"""Asking about a listing, answering, declining, and opening a deal."""

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Organisation, User
from techmarket.deals.events import DealOpened, InquiryAnswered, InquirySent
from techmarket.deals.lifecycle import INQUIRY_LIFECYCLE, DealState, InquiryAction
from techmarket.deals.models import Deal, Inquiry
from techmarket.deals.policies import (
    INQUIRY_RULE_FOR,
    is_open_to_inquiries,
    may_inquire,
    may_speak_for,
)
from techmarket.kernel import clock, history, outbox
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing
from techmarket.region.current import pack

CHAIN, DEAL_CHAIN = "inquiry", "deal"


def send_inquiry(
    sender: User,
    listing: Listing,
    organisation: Organisation,
    *,
    wanted: str,
    unclear: str,
    about_us: str,
    own_listing: Listing | None = None,
) -> Inquiry:
    """Put the three questions to the owner of `listing` in the name of `organisation`.

    The owner has `reply_wd` working days to answer. One open inquiry per listing and organisation:
    raises AlreadyExists("inquiry"); also NotAllowed, Conflict("listing_not_open") and InvalidInput
    when `own_listing` is not the asker's own or not of the other kind.
    """
    require(may_speak_for, sender, organisation)
    require(may_inquire, sender, listing)
    if not is_open_to_inquiries(listing):
        raise Conflict("listing_not_open")
    _check_own_listing(listing, organisation, own_listing)
    due = pack().deadline("reply", clock.today())
    inquiry = Inquiry(
        listing=listing,
        own_listing=own_listing,
        organisation=organisation,
        author=sender,
        wanted=wanted,
        unclear=unclear,
        about_us=about_us,
        reply_due_on=due.on,
        reply_due_is_provisional=due.is_provisional,
    )
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            db.session.add(inquiry)
    except IntegrityError as error:
        raise AlreadyExists("inquiry") from error
    history.record(CHAIN, inquiry.id, actor=sender, action="send", states=(None, inquiry.state))
    outbox.publish(InquirySent(inquiry.id))
    return inquiry


def _check_own_listing(
    listing: Listing, organisation: Organisation, own_listing: Listing | None
) -> None:
    if own_listing is None:
        return
    if own_listing.organisation_id != organisation.id or own_listing.kind == listing.kind:
        raise InvalidInput("own_listing_id", "own_listing_unfit")


def answer_inquiry(actor: Actor, inquiry: Inquiry, reply: str) -> None:
    """Answer the three questions; raises NotAllowed, InvalidTransition."""
    _move(actor, inquiry, InquiryAction.ANSWER)
    inquiry.reply = reply
    inquiry.answered_by_id, inquiry.answered_at = actor.actor_id, clock.now()


def decline_inquiry(actor: Actor, inquiry: Inquiry, reason: str, note: str = "") -> None:
    """End the inquiry with a code of the list `decline_reason`.

    Raises InvalidInput for an unknown code, NotAllowed, InvalidTransition.
    """
    if pack().find_code("decline_reason", reason, clock.today()) is None:
        raise InvalidInput("reason", "unknown_code")
    _move(actor, inquiry, InquiryAction.DECLINE, note)
    inquiry.decline_reason = reason


def accept_inquiry(actor: Actor, inquiry: Inquiry) -> Deal:
    """Open the deal that the answer leads to, as the side that asked; nothing is typed again.

    The deal has the parties and listings of the inquiry. Raises NotAllowed, InvalidTransition.
    """
    _move(actor, inquiry, InquiryAction.ACCEPT)
    deal = _new_deal(actor, inquiry)
    db.session.add(deal)
    db.session.flush()  # the history row and the event carry the deal's id
    history.record(DEAL_CHAIN, deal.id, actor=actor, action="open", states=(None, deal.state))
    outbox.publish(DealOpened(deal.id))
    return deal


def _new_deal(actor: Actor, inquiry: Inquiry) -> Deal:
    listing, own = inquiry.listing, inquiry.own_listing
    offered = listing.kind == ListingKind.RESULT
    result, demand = (listing, own) if offered else (own, listing)
    seller, buyer = listing.organisation, inquiry.organisation
    return Deal(
        inquiry=inquiry,
        result=result,
        demand=demand,
        seller_org=seller if offered else buyer,
        buyer_org=buyer if offered else seller,
        title=(result or listing).known_title,
        state=DealState.OPENED,
        opened_by_id=actor.actor_id,
        is_demo=listing.is_demo,
    )


def _move(actor: Actor, inquiry: Inquiry, action: InquiryAction, note: str = "") -> None:
    require(INQUIRY_RULE_FOR[action], actor, inquiry)
    states = INQUIRY_LIFECYCLE.apply(inquiry, action)
    history.record(CHAIN, inquiry.id, actor=actor, action=action, states=states, note=note)
    outbox.publish(InquiryAnswered(inquiry.id))
