"""Asking for a membership, deciding about it, ending it."""

from datetime import timedelta

import pytest

from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import OrganisationKind, Role
from techmarket.accounts.policies import has_admin, may_decide_membership
from techmarket.accounts.queries.people import (
    current_organisations,
    list_agents,
    list_members,
    list_people_with_role,
    list_requests_without_admin,
)
from techmarket.accounts.services.memberships import (
    approve_membership,
    end_membership,
    refuse_membership,
    request_membership,
)
from techmarket.kernel.clock import today
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.usefixtures("session")


def test_a_request_admits_to_drafting_only():
    user, university = UserFactory(), OrganisationFactory(public_university=True)

    request_membership(user, university, Role.RESEARCHER)

    assert user.roles_in(university.id) == frozenset()
    assert current_organisations(user, Role.RESEARCHER) == [university]
    assert list_members(university.id) == []


def test_an_administrator_admits_from_today_on():
    admin = member(Role.ORG_ADMIN)
    university = admin.memberships[0].organisation
    membership = request_membership(UserFactory(), university, Role.RESEARCHER)

    approve_membership(admin, membership)

    assert membership.state == MembershipState.APPROVED
    assert (membership.approved_by_id, membership.from_on) == (admin.id, today())
    assert membership.user in list_members(university.id, Role.RESEARCHER)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganisationKind.ENTERPRISE, Role.REGISTRAR),
        (OrganisationKind.ENTERPRISE, Role.OPERATOR),
        (OrganisationKind.UNIVERSITY, Role.ENTERPRISE),
        (OrganisationKind.AGENCY, Role.RESEARCHER),
        (OrganisationKind.REGISTRATION_OFFICE, Role.OPERATOR),
    ],
)
def test_a_role_must_fit_the_kind_of_organisation(kind, role):
    with pytest.raises(InvalidInput) as refusal:
        request_membership(UserFactory(), OrganisationFactory(kind=kind), role)

    assert refusal.value.reason == "role_does_not_fit"


def test_the_archive_has_no_members():
    archive = OrganisationFactory(kind=OrganisationKind.MARKET_OPERATOR, is_archive=True)

    with pytest.raises(InvalidInput):
        request_membership(UserFactory(), archive, Role.OPERATOR)


def test_the_same_role_is_asked_for_once_while_it_runs_and_again_after_it_ended():
    user, firm = UserFactory(), OrganisationFactory()
    first = request_membership(user, firm, Role.ENTERPRISE)
    with pytest.raises(AlreadyExists):
        request_membership(user, firm, Role.ENTERPRISE)

    end_membership(user, first)

    assert request_membership(user, firm, Role.ENTERPRISE).state == MembershipState.REQUESTED


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.SECOND_REVIEWER, Role.OPERATOR])
def test_officers_are_never_admitted_by_themselves(role):
    office = member(role).memberships[0].organisation
    admin = member(Role.ORG_ADMIN, office)
    own = request_membership(admin, office, role)

    with pytest.raises(NotAllowed):
        approve_membership(admin, own)

    assert not admin.has_role(role)


def test_a_member_of_another_organisation_does_not_decide():
    membership = request_membership(UserFactory(), OrganisationFactory(), Role.ENTERPRISE)

    with pytest.raises(NotAllowed):
        approve_membership(member(Role.ORG_ADMIN), membership)


def test_members_are_admitted_to_verified_organisations_only():
    firm = OrganisationFactory(pending=True)
    membership = request_membership(UserFactory(), firm, Role.ENTERPRISE)

    with pytest.raises(Conflict) as refusal:
        approve_membership(member(Role.OPERATOR), membership)

    assert refusal.value.reason == "organisation_not_verified"


def test_a_refusal_needs_a_reason():
    admin = member(Role.ORG_ADMIN)
    membership = request_membership(
        UserFactory(), admin.memberships[0].organisation, Role.RESEARCHER
    )

    with pytest.raises(InvalidInput):
        refuse_membership(admin, membership, "")
    refuse_membership(admin, membership, "不是本校人员")

    assert membership.state == MembershipState.REFUSED


def test_the_second_of_two_deciders_finds_it_decided():
    admin = member(Role.ORG_ADMIN)
    membership = request_membership(
        UserFactory(), admin.memberships[0].organisation, Role.RESEARCHER
    )
    approve_membership(admin, membership)

    with pytest.raises(InvalidTransition):
        refuse_membership(admin, membership, "不是本校人员")


def test_an_ended_membership_gives_no_role_any_more():
    user = member(Role.ENTERPRISE)
    membership = user.memberships[0]

    end_membership(user, membership)

    assert membership.to_on == today()
    assert not user.has_role(Role.ENTERPRISE)
    assert current_organisations(user) == []


def test_requests_reach_the_operator_only_where_nobody_administers():
    orphan = request_membership(UserFactory(), OrganisationFactory(), Role.ENTERPRISE)
    administered = member(Role.ORG_ADMIN).memberships[0].organisation
    request_membership(UserFactory(), administered, Role.RESEARCHER)

    assert list_requests_without_admin() == [orphan]


@pytest.mark.parametrize(("days", "is_administered"), [(-1, False), (0, True)])
def test_an_administrator_whose_time_is_over_decides_nothing(days, is_administered):
    organisation, operator = OrganisationFactory(), member(Role.OPERATOR)
    MembershipFactory(
        organisation=organisation, role=Role.ORG_ADMIN, to_on=today() + timedelta(days=days)
    )
    request = request_membership(UserFactory(), organisation, Role.ENTERPRISE)

    waiting = list_requests_without_admin()

    assert has_admin(organisation) is is_administered
    assert (request in waiting) is may_decide_membership(operator, request)
    assert (request in waiting) is not is_administered


def test_agents_are_those_of_verified_agencies_found_by_name_or_agency():
    agency = OrganisationFactory(kind=OrganisationKind.AGENCY, name="样例技术转移公司")
    chen = MembershipFactory(user__name="陈经理人", organisation=agency, role=Role.AGENT)
    hidden = OrganisationFactory(kind=OrganisationKind.AGENCY, pending=True)
    MembershipFactory(organisation=hidden, role=Role.AGENT)

    assert list_agents() == list_agents("陈经") == list_agents("技术转移") == [chen]
    assert list_agents("%") == []


def test_people_with_a_role_in_a_suspended_organisation_do_not_count():
    office = OrganisationFactory(kind=OrganisationKind.REGISTRATION_OFFICE, pending=True)
    member(Role.REGISTRAR, office)
    working = member(Role.REGISTRAR)

    assert list_people_with_role(Role.REGISTRAR) == [working]


def test_the_operator_leaves_an_organisation_with_an_administrator_to_itself(session):
    operator, admin = member(Role.OPERATOR), member(Role.ORG_ADMIN)
    organisation = admin.memberships[0].organisation
    membership = request_membership(UserFactory(), organisation, Role.RESEARCHER)

    with pytest.raises(NotAllowed):
        approve_membership(operator, membership)
