"""People, organisations and memberships for tests."""

import factory

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from techmarket.kernel import clock
from tests.factories.base import ModelFactory, invented_credit_code

ROLE_KIND = {
    Role.RESEARCHER: OrganisationKind.UNIVERSITY,
    Role.ORG_ADMIN: OrganisationKind.UNIVERSITY,
    Role.ENTERPRISE: OrganisationKind.ENTERPRISE,
    Role.AGENT: OrganisationKind.AGENCY,
    Role.REGISTRAR: OrganisationKind.REGISTRATION_OFFICE,
    Role.SECOND_REVIEWER: OrganisationKind.REGISTRATION_OFFICE,
    Role.OPERATOR: OrganisationKind.MARKET_OPERATOR,
}


class OrganisationFactory(ModelFactory):
    class Meta:
        model = Organisation

    class Params:
        pending = factory.Trait(state=OrganisationState.PENDING)
        public_university = factory.Trait(
            kind=OrganisationKind.UNIVERSITY,
            name=factory.Sequence(lambda n: f"样例矿业大学{n}"),
            is_public=True,
        )

    kind = OrganisationKind.ENTERPRISE
    name = factory.Sequence(lambda n: f"样例建材公司{n}")
    credit_code = factory.Sequence(invented_credit_code)
    state = OrganisationState.VERIFIED
    region = "210911"


class UserFactory(ModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"赵经理{n}")
    password_hash = "unusable"


class MembershipFactory(ModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.ENTERPRISE
    state = MembershipState.APPROVED
    approved_at = factory.LazyFunction(clock.now)
    from_on = None


def member(role: Role, organisation: Organisation | None = None, *, approved: bool = True) -> User:
    """Return a new person with one role in `organisation`, or in a fitting new one."""
    if organisation is None:
        organisation = OrganisationFactory(kind=ROLE_KIND[role])
    state = MembershipState.APPROVED if approved else MembershipState.REQUESTED
    user: User = MembershipFactory(role=role, organisation=organisation, state=state).user
    return user
