"""Who may ask, answer, negotiate, publish a notice and object."""

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation, Role
from techmarket.accounts.policies import is_operator
from techmarket.deals.lifecycle import (
    DEAL_LIFECYCLE,
    INQUIRY_LIFECYCLE,
    DealAction,
    InquiryAction,
    InquiryState,
    NoticeAction,
    ObjectionAction,
)
from techmarket.deals.models import Deal, Inquiry, Objection, PublicNotice, Side
from techmarket.kernel.policy import Actor, is_worker, rules_for
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.models import Listing

# Those who speak for a party; an agent accompanies a deal and decides nothing in it.
PARTY_ROLES = frozenset({Role.RESEARCHER, Role.ORG_ADMIN, Role.ENTERPRISE})
OPEN_TO_INQUIRIES = frozenset({ListingState.PUBLISHED, ListingState.UNCONFIRMED})


def belongs_to(actor: Actor, organisation_id: int) -> bool:
    """Approved members see what concerns their organisation."""
    return bool(actor.roles_in(organisation_id) & PARTY_ROLES)


def may_speak_for(actor: Actor, organisation: Organisation) -> bool:
    """Only approved members of a verified organisation act in its name."""
    verified = organisation.state == OrganisationState.VERIFIED
    return verified and belongs_to(actor, organisation.id)


def may_inquire(actor: Actor, listing: Listing) -> bool:
    """Nobody asks about a listing of their own; nobody answers for an archive."""
    is_own = belongs_to(actor, listing.organisation_id)
    return not is_own and not listing.organisation.is_archive


def is_open_to_inquiries(listing: Listing) -> bool:
    return listing.state in OPEN_TO_INQUIRIES


def owns_listing_of(actor: Actor, inquiry: Inquiry) -> bool:
    return belongs_to(actor, inquiry.listing.organisation_id)


def asked(actor: Actor, inquiry: Inquiry) -> bool:
    return belongs_to(actor, inquiry.organisation_id)


def may_view_inquiry(actor: Actor, inquiry: Inquiry) -> bool:
    return asked(actor, inquiry) or owns_listing_of(actor, inquiry)


def may_answer(actor: Actor, inquiry: Inquiry) -> bool:
    return may_speak_for(actor, inquiry.listing.organisation)


def may_accept(actor: Actor, inquiry: Inquiry) -> bool:
    """The side that asked has read the answer and decides whether to negotiate."""
    return may_speak_for(actor, inquiry.organisation)


def may_decline(actor: Actor, inquiry: Inquiry) -> bool:
    """The owner at any time, the side that asked once it has the answer."""
    if may_answer(actor, inquiry):
        return True
    return inquiry.state != InquiryState.SENT and may_accept(actor, inquiry)


INQUIRY_RULE_FOR = rules_for(
    InquiryAction,
    {
        InquiryAction.ANSWER: may_answer,
        InquiryAction.ACCEPT: may_accept,
        InquiryAction.DECLINE: may_decline,
    },
)


def inquiry_actions(actor: Actor, inquiry: Inquiry) -> list[InquiryAction]:
    """Return what the actor may do with the inquiry as it stands."""
    possible = INQUIRY_LIFECYCLE.actions_from(inquiry.state)
    return [action for action in possible if INQUIRY_RULE_FOR[action](actor, inquiry)]


def owner_is_masked(actor: Actor, inquiry: Inquiry) -> bool:
    """Until a deal opens, the one who asks knows a masked owner by its public name only."""
    hidden = inquiry.listing.identity_masked and inquiry.state != InquiryState.ACCEPTED
    return hidden and not owns_listing_of(actor, inquiry)


def asker_is_masked(actor: Actor, inquiry: Inquiry) -> bool:
    """Whoever asks for a masked demand stays masked until a deal opens."""
    own = inquiry.own_listing
    hidden = own is not None and own.identity_masked and inquiry.state != InquiryState.ACCEPTED
    return hidden and not asked(actor, inquiry)


def side_of(actor: Actor, deal: Deal) -> Side | None:
    """Return the side the actor belongs to; one who belongs to both counts as the seller.

    So that no single person can say yes for both sides.
    """
    if belongs_to(actor, deal.seller_org_id):
        return Side.SELLER
    return Side.BUYER if belongs_to(actor, deal.buyer_org_id) else None


def is_agent_of(actor: Actor, deal: Deal) -> bool:
    return deal.agent_id is not None and actor.actor_id == deal.agent_id


def may_view_deal(actor: Actor, deal: Deal) -> bool:
    return side_of(actor, deal) is not None or is_agent_of(actor, deal)


def may_act(actor: Actor, deal: Deal) -> bool:
    """A member of a party whose organisation is verified; the agent only reads."""
    side = side_of(actor, deal)
    return side is not None and may_speak_for(actor, deal.organisation_of(side))


DEAL_RULE_FOR = rules_for(
    DealAction,
    {
        DealAction.PROPOSE: may_act,
        DealAction.AGREE: may_act,
        DealAction.CONTRACT: may_act,
        DealAction.ABANDON: may_act,
    },
)


def available_actions(actor: Actor, deal: Deal) -> list[DealAction]:
    """Return the moves that the actor may make in the deal as it stands."""
    possible = DEAL_LIFECYCLE.actions_from(deal.state)
    return [action for action in possible if DEAL_RULE_FOR[action](actor, deal)]


def may_open_notice(actor: Actor, deal: Deal) -> bool:
    """The holder of a publicly owned result publishes its intended price (PTTL art. 18)."""
    return side_of(actor, deal) == Side.SELLER and may_act(actor, deal)


def may_object(actor: Actor, _notice: PublicNotice) -> bool:
    """Whoever is signed in: an objection is in writing and with a name (domain.md §5.2)."""
    return actor.actor_id is not None


def may_decide_objection(actor: Actor, objection: Objection) -> bool:
    """The seller's side or the operator; nobody decides an objection of their own."""
    if actor.actor_id is None or actor.actor_id == objection.author_id:
        return False
    return may_open_notice(actor, objection.notice.deal) or is_operator(actor)


def may_view_objections(actor: Actor, notice: PublicNotice) -> bool:
    """Texts of objections are for those who decide them; the public sees their number."""
    return may_view_deal(actor, notice.deal) or is_operator(actor)


def may_cancel_notice(actor: Actor, notice: PublicNotice) -> bool:
    """Falls with the terms it names: whoever may propose or abandon cancels it thereby."""
    return may_act(actor, notice.deal)


NOTICE_RULE_FOR = rules_for(
    NoticeAction,
    {NoticeAction.CLEAR: is_worker, NoticeAction.CANCEL: may_cancel_notice},
)
OBJECTION_RULE_FOR = rules_for(
    ObjectionAction,
    {ObjectionAction.DISMISS: may_decide_objection, ObjectionAction.UPHOLD: may_decide_objection},
)
