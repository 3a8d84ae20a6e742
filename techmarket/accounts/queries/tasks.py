"""What waits for a person in accounts: verifications, members, one's own refused organisation."""

import sqlalchemy as sa

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Membership, Organisation, Role, User
from techmarket.accounts.policies import is_operator
from techmarket.accounts.queries.organisations import list_waiting_organisations
from techmarket.accounts.queries.people import list_requests_without_admin
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import Task


def list_account_tasks(actor: Actor) -> list[Task]:
    """Return the actor's tasks; one line an organisation, however many people wait there."""
    if not isinstance(actor, User):
        return []
    tasks = [*_members_to_decide(actor), *_own_refused(actor)]
    return tasks + _operator_tasks(actor) if is_operator(actor) else tasks


def _members_to_decide(actor: User) -> list[Task]:
    administered = [
        each.organisation_id for each in actor.current_memberships() if each.role == Role.ORG_ADMIN
    ]
    if not administered:
        return []
    query = (
        sa.select(Organisation.id, Organisation.name, sa.func.count())
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Organisation.id.in_(administered),
            Organisation.state == OrganisationState.VERIFIED,
            Membership.state == MembershipState.REQUESTED,
            Membership.user_id != actor.id,
        )
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name)
    )
    return [
        Task(
            "membership_to_decide", name, "organisations.members", {"organisation_id": id_}, count=n
        )
        for id_, name, n in db.session.execute(query)
    ]


def _own_refused(actor: User) -> list[Task]:
    mine = {
        each.organisation_id: each.organisation
        for each in actor.memberships
        if each.role == Role.ORG_ADMIN
        and each.state in {MembershipState.REQUESTED, MembershipState.APPROVED}
        and each.organisation.state == OrganisationState.REFUSED
    }
    return [
        Task("organisation_to_mend", each.name, "organisations.show", {"organisation_id": each.id})
        for each in mine.values()
    ]


def _operator_tasks(actor: User) -> list[Task]:
    waiting = [
        Task(
            "organisation_to_verify", each.name, "organisations.show", {"organisation_id": each.id}
        )
        for each in list_waiting_organisations()
    ]
    orphans = {
        each.organisation_id: each.organisation
        for each in list_requests_without_admin()
        if each.user_id != actor.id
    }
    return waiting + [
        Task(
            "member_without_admin", each.name, "organisations.members", {"organisation_id": each.id}
        )
        for each in orphans.values()
    ]
