"""Who may do what with a listing. The owner is an organisation; its people act for it."""

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Organisation, Role, User
from techmarket.accounts.policies import is_operator
from techmarket.kernel.policy import Actor, is_worker, rules_for
from techmarket.listings.content import open_revision
from techmarket.listings.lifecycle import (
    LISTING_LIFECYCLE,
    ListingAction,
    ListingState,
    RevisionState,
)
from techmarket.listings.models import Attachment, Listing, ListingRevision

OWNER_ROLES = frozenset({Role.RESEARCHER, Role.ORG_ADMIN, Role.ENTERPRISE, Role.AGENT})
PUBLIC_STATES = frozenset({ListingState.PUBLISHED, ListingState.UNCONFIRMED})
EDITABLE_STATES = PUBLIC_STATES | {
    ListingState.DRAFT,
    ListingState.RETURNED,
    ListingState.WITHDRAWN,
}
NOT_ADMITTED = frozenset({MembershipState.REQUESTED, MembershipState.REFUSED})
EVERYBODY, VERIFIED_PEOPLE = 1, 2


def is_of_owner(actor: Actor, listing: Listing) -> bool:
    """Approved members of the owning organisation act for it."""
    return bool(actor.roles_in(listing.organisation_id) & OWNER_ROLES)


def is_drafting(actor: Actor, listing: Listing) -> bool:
    """A draft belongs to its author too: a member not yet approved may write but not publish.

    Also after a refusal, for nothing written is lost; but whoever left the organisation leaves its
    drafts behind, with what colleagues have added. `finding.is_drafted_by` says the same in SQL.
    """
    if not isinstance(actor, User) or listing.author_id != actor.id:
        return False
    return listing.state == ListingState.DRAFT and any(
        each.organisation_id == listing.organisation_id and each.state in NOT_ADMITTED
        for each in actor.memberships
    )


def is_verified_member(actor: Actor) -> bool:
    """Whether somebody vouches for the person: an approved member of a verified organisation."""
    return isinstance(actor, User) and any(
        each.organisation.state == OrganisationState.VERIFIED
        for each in actor.current_memberships()
    )


def may_draft_for(actor: Actor, organisation: Organisation) -> bool:
    """Draft in its name: approved members, and those who have asked to be."""
    if not isinstance(actor, User):
        return False
    asked = any(
        each.organisation_id == organisation.id
        and each.state == MembershipState.REQUESTED
        and each.role in OWNER_ROLES
        for each in actor.memberships
    )
    return asked or bool(actor.roles_in(organisation.id) & OWNER_ROLES)


def may_view(actor: Actor, listing: Listing) -> bool:
    """The public sees what is published; `queries.visible_to` says the same in SQL."""
    if listing.state in PUBLIC_STATES:
        return True
    if is_operator(actor) and listing.state != ListingState.DRAFT:
        return True
    return is_of_owner(actor, listing) or is_drafting(actor, listing)


def may_view_revision(actor: Actor, listing: Listing, revision: ListingRevision) -> bool:
    """Only the owner's people see a draft; operators see what was handed in."""
    if not may_view(actor, listing):
        return False
    if revision.state == RevisionState.PUBLISHED:
        return True
    if is_of_owner(actor, listing) or is_drafting(actor, listing):
        return True
    return is_operator(actor) and revision.state != RevisionState.DRAFT


def may_know_owner(actor: Actor, listing: Listing) -> bool:
    """A masked demand shows its public name only, but to its own people and to operators."""
    return not listing.identity_masked or is_of_owner(actor, listing) or is_operator(actor)


def may_edit(actor: Actor, listing: Listing) -> bool:
    return listing.state in EDITABLE_STATES and (
        is_of_owner(actor, listing) or is_drafting(actor, listing)
    )


def may_submit(actor: Actor, listing: Listing) -> bool:
    """The organisation stands by the member, and the operator has verified the organisation."""
    return is_of_owner(actor, listing) and listing.organisation.state == OrganisationState.VERIFIED


def may_manage(actor: Actor, listing: Listing) -> bool:
    """Take back and end what is one's own: possible also while the organisation is suspended."""
    return is_of_owner(actor, listing)


def may_review(actor: Actor, listing: Listing) -> bool:
    """Nobody reviews their own listing."""
    if not is_operator(actor) or is_of_owner(actor, listing):
        return False
    revision = open_revision(listing)
    authors = {listing.author_id, revision.author_id if revision else None}
    return actor.actor_id not in authors


def may_take_down(actor: Actor, _listing: Listing) -> bool:
    return is_operator(actor)


def may_see_desk(actor: Actor) -> bool:
    return is_operator(actor)


def may_know_of_attachment(actor: Actor, listing: Listing, attachment: Attachment) -> bool:
    """Neither name nor size of what one may not open is shown (domain.md §7.1)."""
    if is_of_owner(actor, listing) or is_drafting(actor, listing) or is_operator(actor):
        return True
    if attachment.level == EVERYBODY:
        return True
    return attachment.level == VERIFIED_PEOPLE and is_verified_member(actor)


def may_download(actor: Actor, listing: Listing, attachment: Attachment) -> bool:
    return may_view_revision(actor, listing, attachment.revision) and may_know_of_attachment(
        actor, listing, attachment
    )


RULE_FOR = rules_for(
    ListingAction,
    {
        ListingAction.SUBMIT: may_submit,
        ListingAction.RETURN: may_review,
        ListingAction.REJECT: may_review,
        ListingAction.PUBLISH: may_review,
        ListingAction.LAPSE: is_worker,
        # It can bring a listing back to the lists: not while the organisation is suspended.
        ListingAction.CONFIRM: may_submit,
        ListingAction.WITHDRAW: may_manage,
        ListingAction.CLOSE: may_manage,
        ListingAction.TAKE_DOWN: may_take_down,
        ListingAction.RESTORE: may_take_down,
    },
)


def available_actions(actor: Actor, listing: Listing) -> list[ListingAction]:
    """Return what `actor` may do with `listing` now: the table and the rules together."""
    return [
        action
        for action in LISTING_LIFECYCLE.actions_from(listing.state)
        if RULE_FOR[action](actor, listing)
    ]
