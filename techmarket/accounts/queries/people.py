"""Reads of people and memberships."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Membership, Organisation, Role, User
from techmarket.accounts.policies import may_manage_members
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS


def find_user(user_id: int) -> User | None:
    """Return a person by id."""
    return db.session.get(User, user_id)


def find_user_by_email(email: str) -> User | None:
    """Return the person with this address, however it is written."""
    return db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))


def list_members(organisation_id: int, role: Role | None = None) -> list[User]:
    """Return the people whom an organisation has admitted (in `role`), by name."""
    query = _current_people().where(Membership.organisation_id == organisation_id)
    return _people(query if role is None else query.where(Membership.role == role))


def list_people_with_role(role: Role) -> list[User]:
    """Return everybody who holds `role` in a verified organisation, by name."""
    query = _current_people().join(Organisation, Membership.organisation_id == Organisation.id)
    return _people(
        query.where(Membership.role == role, Organisation.state == OrganisationState.VERIFIED)
    )


def list_agents(text: str = "") -> list[Membership]:
    """Return the agents of verified agencies whose name or agency contains `text`.

    Each entry has `.user` and `.organisation`; sorted by agency and name.
    """
    query = (
        sa.select(Membership)
        .join(User, Membership.user_id == User.id)
        .join(Organisation, Membership.organisation_id == Organisation.id)
        .where(
            Membership.role == Role.AGENT,
            *is_current(),
            Organisation.state == OrganisationState.VERIFIED,
        )
        .options(joinedload(Membership.user))
        .order_by(Organisation.name, User.name, Membership.id)
    )
    if text.strip():
        wanted = text.strip()
        query = query.where(
            sa.or_(
                User.name.contains(wanted, autoescape=True),
                Organisation.name.contains(wanted, autoescape=True),
            )
        )
    return list(db.session.scalars(query))


def organisations_with_role(actor: Actor, roles: Collection[Role]) -> sa.Select[int]:
    """Select the ids of the organisations in which the actor holds one of `roles` today.

    The SQL form of `actor.roles_in(organisation_id) & roles`; none for visitors and the worker.
    """
    return sa.select(Membership.organisation_id).where(
        # A visitor's id is NULL, which equals nothing.
        Membership.user_id == sa.literal(actor.actor_id, sa.Integer),
        Membership.role.in_(sorted(roles)),
        *is_current(),
    )


def names_of_people(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of people by id; None, who is the worker, has none."""
    query = sa.select(User.id, User.name).where(
        User.id.in_({each for each in user_ids if each is not None})
    )
    return {row.id: row.name for row in db.session.execute(query)}


def current_organisations(user: User, *roles: Role) -> list[Organisation]:
    """Return the organisations for which `user` may draft in one of `roles` (any when none given).

    Admitted members, and provisionally those whose request or organisation still waits.
    """
    live = {MembershipState.REQUESTED, MembershipState.APPROVED}
    open_states = {OrganisationState.PENDING, OrganisationState.VERIFIED}
    found = {
        each.organisation_id: each.organisation
        for each in user.memberships
        if each.state in live
        and each.organisation.state in open_states
        and (not roles or each.role in roles)
        and (each.state == MembershipState.REQUESTED or each.is_current(clock.today()))
    }
    return sorted(found.values(), key=lambda organisation: organisation.name)


def get_membership(actor: Actor, membership_id: int) -> Membership:
    """Return a membership that the actor has, or whose organisation the actor manages."""
    membership = db.session.get(Membership, membership_id)
    if membership is None or (
        membership.user_id != actor.actor_id
        and not may_manage_members(actor, membership.organisation)
    ):
        raise NotFound("membership", membership_id)
    return membership


def list_memberships(organisation_id: int) -> list[Membership]:
    """Return every membership of an organisation, those that wait for a decision first."""
    waits = sa.case((Membership.state == MembershipState.REQUESTED, 0), else_=1)
    runs = sa.case((Membership.state == MembershipState.APPROVED, 0), else_=1)
    query = (
        sa.select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.user))
        .order_by(waits, runs, Membership.created_at.desc(), Membership.id)
    )
    return list(db.session.scalars(query))


def list_own_memberships(user: User) -> list[tuple[Membership, str]]:
    """Return a person's memberships, the newest first, each with the reason of a refusal."""
    newest_first = sorted(user.memberships, key=lambda each: each.id, reverse=True)
    return [
        (
            each,
            find_last_note("membership", each.id) if each.state == MembershipState.REFUSED else "",
        )
        for each in newest_first
    ]


def list_requests_without_admin() -> list[Membership]:
    """Return the oldest requests to verified organisations that only the operator can decide.

    The SQL form of `has_admin`: an administrator whose membership has run out decides nothing.
    """
    administered = (
        sa.select(Membership.organisation_id)
        .where(Membership.role == Role.ORG_ADMIN, *is_current())
        .correlate(None)
    )
    query = (
        sa.select(Membership)
        .join(Organisation, Membership.organisation_id == Organisation.id)
        .where(
            Membership.state == MembershipState.REQUESTED,
            Organisation.state == OrganisationState.VERIFIED,
            Organisation.id.not_in(administered),
        )
        .options(joinedload(Membership.user))
        .order_by(Membership.created_at, Membership.id)
        .limit(MOST_TASKS)
    )
    return list(db.session.scalars(query))


def find_last_note(chain: str, thing_id: int) -> str:
    """Return the note of the last move of a thing; empty when there is none or it was erased."""
    noted = [each for each in list_history(chain, thing_id) if each.payload is not None]
    return noted[-1].note if noted else ""


def is_current() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions of an approved membership that runs today; agrees with Membership.is_current."""
    today = clock.today()
    return (
        Membership.state == MembershipState.APPROVED,
        sa.or_(Membership.from_on.is_(None), Membership.from_on <= today),
        sa.or_(Membership.to_on.is_(None), Membership.to_on >= today),
    )


def _current_people() -> sa.Select[int]:
    return sa.select(Membership.user_id).where(*is_current())


def _people(ids: sa.Select[int]) -> list[User]:
    return list(
        db.session.scalars(sa.select(User).where(User.id.in_(ids)).order_by(User.name, User.id))
    )
