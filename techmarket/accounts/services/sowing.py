"""What stands in a market before anybody signs up: its organisations and first people."""

from techmarket.accounts.lifecycle import (
    MEMBERSHIP_LIFECYCLE,
    ORGANISATION_LIFECYCLE,
    MembershipAction,
    OrganisationAction,
)
from techmarket.accounts.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    User,
)
from techmarket.accounts.policies import ROLES_OF_KIND
from techmarket.accounts.queries.organisations import (
    find_operator_organisation,
    find_organisation_by_name,
)
from techmarket.accounts.services.organisations import OrganisationFacts, create_organisation
from techmarket.accounts.services.people import create_user
from techmarket.kernel import clock, history
from techmarket.kernel.errors import InvalidInput, NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.policy import WORKER
from techmarket.region.pack import OrganisationSeed, RegionPack


def sow_region_organisations(pack: RegionPack) -> list[Organisation]:
    """Make the pack's archive, operator and offices where they are missing; return the new ones."""
    seeds = [(pack.archive_organisation, True), (pack.operator_organisation, False)]
    seeds += [(office, False) for office in pack.offices]
    return [
        sow_organisation(_facts(seed), is_archive=is_archive)
        for seed, is_archive in seeds
        if find_organisation_by_name(seed.name_zh) is None
    ]


def sow_organisation(
    facts: OrganisationFacts, *, is_demo: bool = False, is_archive: bool = False
) -> Organisation:
    """Make a verified organisation on the market's own account (region pack, demo)."""
    organisation = create_organisation(WORKER, facts, is_demo=is_demo, is_archive=is_archive)
    states = ORGANISATION_LIFECYCLE.apply(organisation, OrganisationAction.VERIFY)
    history.record("organisation", organisation.id, actor=WORKER, action="verify", states=states)
    db.session.flush()  # callers use the version that the row has now
    return organisation


def sow_member(user: User, organisation: Organisation, role: Role) -> Membership:
    """Make an admitted member on the market's own account (commands, demo).

    Raises InvalidInput("role", "role_does_not_fit").
    """
    if organisation.is_archive or role not in ROLES_OF_KIND[organisation.kind]:
        raise InvalidInput("role", "role_does_not_fit")
    membership = Membership(user=user, organisation=organisation, role=role)
    db.session.add(membership)
    db.session.flush()  # history needs the id
    states = MEMBERSHIP_LIFECYCLE.apply(membership, MembershipAction.APPROVE)
    membership.approved_at, membership.from_on = clock.now(), clock.today()
    history.record("membership", membership.id, actor=WORKER, action="approve", states=states)
    return membership


def create_operator(*, email: str, name: str, password_hash: str) -> User:
    """Make a person who runs the market: operator and administrator of its organisation.

    Raises AlreadyExists("user"), and NotFound before `sow_region_organisations` has run.
    """
    operator = find_operator_organisation()
    if operator is None:
        raise NotFound("organisation", OrganisationKind.MARKET_OPERATOR)
    user = create_user(email=email, name=name, password_hash=password_hash)
    for role in (Role.OPERATOR, Role.ORG_ADMIN):
        sow_member(user, operator, role)
    return user


def _facts(seed: OrganisationSeed) -> OrganisationFacts:
    return OrganisationFacts(
        kind=OrganisationKind(seed.kind),
        name=seed.name_zh,
        name_en=seed.name_en,
        credit_code=seed.credit_code,
        region=seed.county or seed.region,
    )
