"""Who may do what with organisations and memberships."""

from collections.abc import Mapping

from techmarket.accounts.lifecycle import (
    MEMBERSHIP_LIFECYCLE,
    ORGANISATION_LIFECYCLE,
    MembershipAction,
    MembershipState,
    OrganisationAction,
    OrganisationState,
)
from techmarket.accounts.models import Membership, Organisation, OrganisationKind, Role
from techmarket.kernel import clock
from techmarket.kernel.policy import Actor, rules_for

# What a member of each kind of organisation can be; every kind has administrators.
ROLES_OF_KIND: Mapping[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.UNIVERSITY: (Role.RESEARCHER, Role.ORG_ADMIN),
    OrganisationKind.INSTITUTE: (Role.RESEARCHER, Role.ORG_ADMIN),
    OrganisationKind.ENTERPRISE: (Role.ENTERPRISE, Role.ORG_ADMIN),
    OrganisationKind.AGENCY: (Role.AGENT, Role.ORG_ADMIN),
    OrganisationKind.REGISTRATION_OFFICE: (
        Role.REGISTRAR,
        Role.SECOND_REVIEWER,
        Role.ORG_ADMIN,
    ),
    OrganisationKind.MARKET_OPERATOR: (Role.OPERATOR, Role.ORG_ADMIN),
}
# Offices and the operator come from the region pack; nobody founds one by signing up.
FOUNDED_BY_SIGN_UP = (
    OrganisationKind.UNIVERSITY,
    OrganisationKind.INSTITUTE,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.AGENCY,
)
# Granted together with the verification of an organisation to whoever entered it.
GRANTED_WITH_VERIFICATION = frozenset(
    {Role.RESEARCHER, Role.ENTERPRISE, Role.AGENT, Role.ORG_ADMIN}
)


def is_operator(actor: Actor) -> bool:
    return actor.has_role(Role.OPERATOR)


def is_member(actor: Actor, organisation: Organisation) -> bool:
    """Whether the organisation has admitted the actor, in whatever role."""
    return bool(actor.roles_in(organisation.id))


def may_view_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Verified ones are public; others are seen by the operator and by those who belong to them."""
    return (
        organisation.state == OrganisationState.VERIFIED
        or is_operator(actor)
        or belongs_to(actor, organisation)
    )


def may_edit_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Administrators; before the verification also the person who entered it."""
    return Role.ORG_ADMIN in actor.roles_in(organisation.id) or (
        organisation.state in {OrganisationState.PENDING, OrganisationState.REFUSED}
        and _asked_to_administer(actor, organisation)
    )


def may_manage_members(actor: Actor, organisation: Organisation) -> bool:
    """The organisation's administrators, and the operator where there is none to ask."""
    if Role.ORG_ADMIN in actor.roles_in(organisation.id):
        return True
    return is_operator(actor) and not has_admin(organisation)


def has_admin(organisation: Organisation) -> bool:
    """Whether somebody administers the organisation today; if not, the operator does."""
    today = clock.today()
    return any(
        each.role == Role.ORG_ADMIN and each.is_current(today) for each in organisation.memberships
    )


def may_decide_membership(actor: Actor, membership: Membership) -> bool:
    """Nobody decides about their own membership, not even an administrator or the operator."""
    return actor.actor_id != membership.user_id and may_manage_members(
        actor, membership.organisation
    )


def may_end_membership(actor: Actor, membership: Membership) -> bool:
    """The member leaves; the organisation lets the member go."""
    return actor.actor_id == membership.user_id or may_manage_members(
        actor, membership.organisation
    )


def may_verify_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Operators verify; nobody verifies an organisation of their own."""
    return is_operator(actor) and not belongs_to(actor, organisation)


def may_reopen_organisation(actor: Actor, organisation: Organisation) -> bool:
    """The operator, or whoever entered the refused one and has mended it."""
    return may_verify_organisation(actor, organisation) or (
        organisation.state == OrganisationState.REFUSED
        and may_edit_organisation(actor, organisation)
    )


def belongs_to(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor is a member or has asked to be one."""
    return actor.actor_id is not None and any(
        membership.user_id == actor.actor_id
        and membership.state in {MembershipState.REQUESTED, MembershipState.APPROVED}
        for membership in organisation.memberships
    )


def _asked_to_administer(actor: Actor, organisation: Organisation) -> bool:
    """Whoever entered it waits to administer it; of one that had members before, nobody does so.

    A suspended organisation waits for verification again: those who only asked to join are not it.
    """
    if any(_was_admitted(membership) for membership in organisation.memberships):
        return False
    return actor.actor_id is not None and any(
        membership.user_id == actor.actor_id
        and membership.role == Role.ORG_ADMIN
        and membership.state == MembershipState.REQUESTED
        for membership in organisation.memberships
    )


def _was_admitted(membership: Membership) -> bool:
    # A request that was taken back has ended too, but was never approved.
    has_ended = membership.state == MembershipState.ENDED
    return membership.state == MembershipState.APPROVED or (
        has_ended and membership.approved_at is not None
    )


ORGANISATION_RULE_FOR = rules_for(
    OrganisationAction,
    {
        OrganisationAction.VERIFY: may_verify_organisation,
        OrganisationAction.REFUSE: may_verify_organisation,
        OrganisationAction.SUSPEND: may_verify_organisation,
        OrganisationAction.REOPEN: may_reopen_organisation,
    },
)
MEMBERSHIP_RULE_FOR = rules_for(
    MembershipAction,
    {
        MembershipAction.APPROVE: may_decide_membership,
        MembershipAction.REFUSE: may_decide_membership,
        MembershipAction.END: may_end_membership,
    },
)


def available_organisation_actions(
    actor: Actor, organisation: Organisation
) -> list[OrganisationAction]:
    """Return what the actor may do with the organisation now, for the buttons of its page."""
    return [
        action
        for action in ORGANISATION_LIFECYCLE.actions_from(organisation.state)
        if ORGANISATION_RULE_FOR[action](actor, organisation)
        and not (organisation.is_archive and action == OrganisationAction.SUSPEND)
    ]


def available_membership_actions(actor: Actor, membership: Membership) -> list[MembershipAction]:
    """Return what the actor may do with the membership now."""
    return [
        action
        for action in MEMBERSHIP_LIFECYCLE.actions_from(membership.state)
        if MEMBERSHIP_RULE_FOR[action](actor, membership)
    ]
