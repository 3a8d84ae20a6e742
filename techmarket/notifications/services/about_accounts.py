"""Messages about organisations and memberships."""

from collections.abc import Iterator

from techmarket.accounts.events import (
    MembershipDecided,
    MembershipRequested,
    OrganisationRefused,
    OrganisationSubmitted,
    OrganisationVerified,
)
from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Membership, Organisation, Role
from techmarket.accounts.policies import has_admin
from techmarket.kernel.orm import db
from techmarket.notifications.services.notes import (
    Composers,
    Note,
    holders_of,
    last_actor,
    last_move,
    members_of,
)


def _on_organisation_submitted(event: OrganisationSubmitted) -> Iterator[Note]:
    organisation = db.session.get_one(Organisation, event.organisation_id)
    if organisation.state == OrganisationState.PENDING:
        yield _about(organisation, "organisation_waiting", holders_of(Role.OPERATOR))


def _on_organisation_verified(event: OrganisationVerified) -> Iterator[Note]:
    organisation = db.session.get_one(Organisation, event.organisation_id)
    yield _about(organisation, "organisation_verified", members_of(organisation.id, Role.ORG_ADMIN))


def _on_organisation_refused(event: OrganisationRefused) -> Iterator[Note]:
    """Refused or suspended; the row says which."""
    organisation = db.session.get_one(Organisation, event.organisation_id)
    waiting = frozenset(
        each.user_id
        for each in organisation.memberships
        if each.state in {MembershipState.REQUESTED, MembershipState.APPROVED}
        and each.role == Role.ORG_ADMIN
    )
    kind = f"organisation_{organisation.state}"
    if organisation.state in {OrganisationState.REFUSED, OrganisationState.SUSPENDED}:
        yield _about(organisation, kind, waiting)


def _on_membership_requested(event: MembershipRequested) -> Iterator[Note]:
    """Tell those who decide; a pending organisation is decided about as a whole."""
    membership = db.session.get_one(Membership, event.membership_id)
    organisation = membership.organisation
    if organisation.state != OrganisationState.VERIFIED:
        return
    readers = (
        members_of(organisation.id, Role.ORG_ADMIN)
        if has_admin(organisation)
        else holders_of(Role.OPERATOR)
    )
    yield Note(
        kind="membership_requested",
        subject=f"membership:{membership.id}",
        path=f"/organisations/{organisation.id}/members",
        title=organisation.name,
        readers=readers - {membership.user_id},
    )


def _on_membership_decided(event: MembershipDecided) -> Iterator[Note]:
    """Tell the member; two roles granted at once are one message."""
    membership = db.session.get_one(Membership, event.membership_id)
    if membership.state == MembershipState.REQUESTED:
        return
    is_granted = membership.state == MembershipState.APPROVED
    one = f"organisation:{membership.organisation_id}:{membership.from_on}"
    yield Note(
        kind=f"membership_{membership.state}",
        subject=one if is_granted else f"membership:{membership.id}",
        path="/account",
        title=membership.organisation.name,
        readers=frozenset({membership.user_id}) - last_actor("membership", membership.id),
    )


def _about(organisation: Organisation, kind: str, readers: frozenset[int]) -> Note:
    return Note(
        kind=kind,
        subject=f"organisation:{organisation.id}:{last_move('organisation', organisation.id)}",
        path=f"/organisations/{organisation.id}",
        title=organisation.name,
        readers=readers,
    )


COMPOSERS: Composers = {
    OrganisationSubmitted: _on_organisation_submitted,
    OrganisationVerified: _on_organisation_verified,
    OrganisationRefused: _on_organisation_refused,
    MembershipRequested: _on_membership_requested,
    MembershipDecided: _on_membership_decided,
}
