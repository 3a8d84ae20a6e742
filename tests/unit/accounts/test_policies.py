"""Who may do what with organisations and memberships."""

from datetime import date

import pytest

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from techmarket.accounts.policies import (
    FOUNDED_BY_SIGN_UP,
    MEMBERSHIP_RULE_FOR,
    ORGANISATION_RULE_FOR,
    ROLES_OF_KIND,
    available_membership_actions,
    available_organisation_actions,
    is_member,
    may_decide_membership,
    may_edit_organisation,
    may_end_membership,
    may_manage_members,
    may_reopen_organisation,
    may_verify_organisation,
    may_view_organisation,
)
from techmarket.kernel.policy import VISITOR, WORKER

OFFICERS = {Role.REGISTRAR, Role.SECOND_REVIEWER, Role.OPERATOR}


def organisation(
    number: int = 1, state: OrganisationState = OrganisationState.VERIFIED
) -> Organisation:
    return Organisation(
        id=number, kind=OrganisationKind.ENTERPRISE, state=state, memberships=[], is_archive=False
    )


def person(number: int, *roles: Role, at: Organisation, state: str = "approved") -> User:
    user = User(id=number, memberships=[])
    for role in roles:
        Membership(
            user=user,
            user_id=number,
            organisation=at,
            organisation_id=at.id,
            role=role,
            state=MembershipState(state),
        )
    return user


def test_every_action_has_a_rule():
    assert set(ORGANISATION_RULE_FOR) == {"verify", "refuse", "suspend", "reopen"}
    assert set(MEMBERSHIP_RULE_FOR) == {"approve", "refuse", "end"}


def test_every_kind_of_organisation_has_administrators_and_a_role_of_its_own():
    for kind in OrganisationKind:
        assert Role.ORG_ADMIN in ROLES_OF_KIND[kind]
        assert len(ROLES_OF_KIND[kind]) > 1


def test_nobody_signs_up_into_an_office_of_their_own_making():
    founded = {role for kind in FOUNDED_BY_SIGN_UP for role in ROLES_OF_KIND[kind]}

    assert not founded & OFFICERS


def test_a_person_who_waits_is_no_member():
    firm = organisation()

    assert not is_member(person(1, Role.ENTERPRISE, at=firm, state="requested"), firm)
    assert is_member(person(2, Role.ENTERPRISE, at=firm), firm)


def test_a_membership_ends_with_its_last_day(at):
    firm = organisation()
    member = person(1, Role.ENTERPRISE, at=firm)
    member.memberships[0].to_on = date(2026, 6, 14)

    assert not is_member(member, firm)

    member.memberships[0].to_on = date(2026, 6, 15)
    assert is_member(member, firm)


def test_unverified_organisations_are_seen_by_their_people_and_the_operator():
    firm, desk = organisation(1, OrganisationState.PENDING), organisation(2)
    founder = person(1, Role.ORG_ADMIN, at=firm, state="requested")
    operator = person(2, Role.OPERATOR, at=desk)

    assert may_view_organisation(founder, firm)
    assert may_view_organisation(operator, firm)
    assert not may_view_organisation(person(3, Role.ENTERPRISE, at=desk), firm)
    assert not may_view_organisation(VISITOR, firm)
    assert may_view_organisation(VISITOR, desk)


def test_the_founder_edits_until_verification_and_only_as_a_member_after():
    firm = organisation(1, OrganisationState.PENDING)
    founder = person(1, Role.ORG_ADMIN, at=firm, state="requested")

    assert may_edit_organisation(founder, firm)

    firm.state = OrganisationState.VERIFIED
    assert not may_edit_organisation(founder, firm)


def test_colleagues_without_the_role_do_not_administer():
    firm = organisation()
    colleague = person(1, Role.ENTERPRISE, at=firm)

    assert not may_edit_organisation(colleague, firm)
    assert not may_manage_members(colleague, firm)


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.OPERATOR])
def test_nobody_decides_about_their_own_membership(role):
    firm = organisation()
    decider = person(1, role, at=firm)
    own = Membership(
        user_id=1, organisation=firm, role=Role.ENTERPRISE, state=MembershipState.REQUESTED
    )

    assert not may_decide_membership(decider, own)
    assert "approve" not in available_membership_actions(decider, own)


def test_an_administrator_decides_about_others_of_the_same_organisation_only():
    firm, other = organisation(1), organisation(2)
    admin = person(1, Role.ORG_ADMIN, at=firm)
    here = Membership(user_id=9, organisation=firm, state=MembershipState.REQUESTED)
    there = Membership(user_id=9, organisation=other, state=MembershipState.REQUESTED)

    assert may_decide_membership(admin, here)
    assert not may_decide_membership(admin, there)


def test_members_may_leave_and_strangers_may_not_end_a_membership():
    firm = organisation()
    member = person(1, Role.ENTERPRISE, at=firm)

    assert may_end_membership(member, member.memberships[0])
    assert not may_end_membership(person(2, Role.ENTERPRISE, at=firm), member.memberships[0])


def test_operators_do_not_verify_organisations_of_their_own():
    firm, desk = organisation(1, OrganisationState.PENDING), organisation(2)
    operator = person(1, Role.OPERATOR, at=desk)
    assert may_verify_organisation(operator, firm)

    Membership(
        user=operator,
        user_id=1,
        organisation=firm,
        role=Role.ORG_ADMIN,
        state=MembershipState.REQUESTED,
    )

    assert not may_verify_organisation(operator, firm)
    assert available_organisation_actions(operator, firm) == []


def test_neither_visitors_nor_the_worker_verify():
    firm = organisation(1, OrganisationState.PENDING)

    assert not may_verify_organisation(VISITOR, firm)
    assert not may_verify_organisation(WORKER, firm)


def test_the_founder_hands_a_refused_organisation_in_again_but_not_a_suspended_one():
    firm = organisation(1, OrganisationState.REFUSED)
    founder = person(1, Role.ORG_ADMIN, at=firm, state="requested")
    assert may_reopen_organisation(founder, firm)

    firm.state = OrganisationState.SUSPENDED
    founder.memberships[0].state = MembershipState.APPROVED
    assert not may_reopen_organisation(founder, firm)


def test_the_archive_cannot_be_suspended():
    archive, desk = organisation(1), organisation(2)
    archive.is_archive = True

    assert available_organisation_actions(person(1, Role.OPERATOR, at=desk), archive) == []


@pytest.mark.parametrize("state", [OrganisationState.PENDING, OrganisationState.REFUSED])
def test_who_only_asked_to_join_does_not_edit_what_was_verified_before(state):
    """A suspended organisation waits for verification again, with everybody who had asked."""
    reopened = organisation(state=state)
    admin = person(1, Role.ORG_ADMIN, at=reopened)
    stranger = person(2, Role.ORG_ADMIN, at=reopened, state="requested")

    assert may_edit_organisation(admin, reopened)
    assert not may_edit_organisation(stranger, reopened)
    assert not may_reopen_organisation(stranger, reopened)
