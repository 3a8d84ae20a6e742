"""Memberships: asking for one, deciding about it, ending it."""

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.events import MembershipDecided, MembershipRequested
from techmarket.accounts.lifecycle import (
    MEMBERSHIP_LIFECYCLE,
    MembershipAction,
    MembershipState,
    OrganisationState,
)
from techmarket.accounts.models import Membership, Organisation, Role, User
from techmarket.accounts.policies import MEMBERSHIP_RULE_FOR, ROLES_OF_KIND
from techmarket.kernel import clock, history, outbox
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require


def request_membership(user: User, organisation: Organisation, role: Role) -> Membership:
    """Ask `organisation` to admit `user` in `role`; until it does, `user` may only draft.

    Raises InvalidInput("role", "role_does_not_fit") and AlreadyExists("membership") while an equal
    request or membership runs. Archive organisations have no members.
    """
    if organisation.is_archive or role not in ROLES_OF_KIND[organisation.kind]:
        raise InvalidInput("role", "role_does_not_fit")
    try:
        with db.session.begin_nested():  # the partial index decides a race
            membership = Membership(user=user, organisation=organisation, role=role)
            db.session.add(membership)
    except IntegrityError as error:
        raise AlreadyExists("membership") from error
    states = (None, MembershipState.REQUESTED)
    history.record("membership", membership.id, actor=user, action="request", states=states)
    outbox.publish(MembershipRequested(membership.id))
    return membership


def approve_membership(actor: Actor, membership: Membership) -> None:
    """Admit the member from today on.

    Raises NotAllowed (also for one's own), InvalidTransition, and
    Conflict("organisation_not_verified") while the organisation itself is not verified.
    """
    require(MEMBERSHIP_RULE_FOR[MembershipAction.APPROVE], actor, membership)
    if membership.organisation.state != OrganisationState.VERIFIED:
        raise Conflict("organisation_not_verified")
    move_membership(actor, membership, MembershipAction.APPROVE)


def refuse_membership(actor: Actor, membership: Membership, reason: str) -> None:
    """Do not admit the person, with a reason that the person reads."""
    require(MEMBERSHIP_RULE_FOR[MembershipAction.REFUSE], actor, membership)
    if not reason:
        raise InvalidInput("reason", "required")
    move_membership(actor, membership, MembershipAction.REFUSE, reason)


def end_membership(actor: Actor, membership: Membership, reason: str = "") -> None:
    """End a membership, or take a request back, from now on."""
    require(MEMBERSHIP_RULE_FOR[MembershipAction.END], actor, membership)
    move_membership(actor, membership, MembershipAction.END, reason)


def move_membership(
    actor: Actor, membership: Membership, action: MembershipAction, note: str = ""
) -> None:
    """Make the move, record and announce it; whoever calls has asked the policy."""
    states = MEMBERSHIP_LIFECYCLE.apply(membership, action)
    if action == MembershipAction.APPROVE:
        membership.approved_by_id = actor.actor_id
        membership.approved_at, membership.from_on = clock.now(), clock.today()
    if action == MembershipAction.END:
        membership.to_on = clock.today()
    history.record(
        "membership", membership.id, actor=actor, action=action, states=states, note=note
    )
    outbox.publish(MembershipDecided(membership.id))
