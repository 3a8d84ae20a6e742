"""Signing up tells nobody who has an account."""

import pytest
import sqlalchemy as sa

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Organisation, OrganisationKind, Role
from techmarket.accounts.queries.people import find_user_by_email
from techmarket.accounts.services.organisations import OrganisationFacts
from techmarket.accounts.services.sign_up import (
    NewPerson,
    sign_up_to_join,
    sign_up_with_organisation,
)
from techmarket.kernel.errors import InvalidInput, NotFound
from techmarket.kernel.outbox import OutboxMessage
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.base import invented_credit_code

PERSON = NewPerson(email="Wang@example.test", name="王研究员", password_hash="a hash")
FACTS = OrganisationFacts(
    kind=OrganisationKind.INSTITUTE,
    name="样例煤化工研究所",
    credit_code=invented_credit_code(8_000_001),
)


def test_who_joins_waits_for_the_organisation(session):
    university = OrganisationFactory(public_university=True)

    sign_up_to_join(PERSON, university, Role.RESEARCHER)

    membership = find_user_by_email("wang@example.test").memberships[0]
    assert (membership.role, membership.state) == (Role.RESEARCHER, MembershipState.REQUESTED)


def test_who_enters_an_organisation_will_work_for_and_administer_it(session):
    sign_up_with_organisation(PERSON, FACTS)

    user = find_user_by_email(PERSON.email)
    assert {each.role for each in user.memberships} == {Role.RESEARCHER, Role.ORG_ADMIN}
    assert user.memberships[0].organisation.state == OrganisationState.PENDING


def test_a_known_address_changes_nothing_and_its_owner_is_told(session):
    owner = UserFactory(email="wang@example.test", password_hash="the owner's")

    sign_up_with_organisation(PERSON, FACTS)

    assert (owner.password_hash, owner.memberships) == ("the owner's", [])
    assert session.scalar(sa.select(Organisation)) is None
    told = session.scalar(
        sa.select(OutboxMessage.payload).where(OutboxMessage.event == "SignUpRepeated")
    )
    assert told == {"user_id": owner.id}


@pytest.mark.parametrize("email", ["wang@example.test", "new@example.test"])
def test_a_wrong_code_is_answered_the_same_whether_the_address_is_known(session, email):
    UserFactory(email="wang@example.test")
    person = NewPerson(email=email, name="王研究员", password_hash="a hash")
    facts = OrganisationFacts(
        kind=OrganisationKind.INSTITUTE, name="样例煤化工研究所", credit_code="123"
    )

    with pytest.raises(InvalidInput) as refusal:
        sign_up_with_organisation(person, facts)

    assert refusal.value.field == "credit_code"


@pytest.mark.parametrize(
    "kind", [OrganisationKind.MARKET_OPERATOR, OrganisationKind.REGISTRATION_OFFICE]
)
def test_nobody_founds_an_office_or_an_operator(session, kind):
    facts = OrganisationFacts(kind=kind, name="自封登记处", credit_code=FACTS.credit_code)

    with pytest.raises(InvalidInput):
        sign_up_with_organisation(PERSON, facts)


def test_organisations_that_are_not_public_cannot_be_joined(session):
    with pytest.raises(NotFound):
        sign_up_to_join(PERSON, OrganisationFactory(pending=True), Role.ENTERPRISE)
