"""Entering, editing and verifying organisations."""

from dataclasses import replace

import pytest

from techmarket.accounts.events import OrganisationRenamed
from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import OrganisationKind, Role
from techmarket.accounts.queries.organisations import list_waiting_organisations
from techmarket.accounts.services.memberships import request_membership
from techmarket.accounts.services.organisations import (
    OrganisationFacts,
    create_organisation,
    credit_code_is_doubtful,
    default_party_type,
    edit_organisation,
    refuse_organisation,
    reopen_organisation,
    suspend_organisation,
    verify_organisation,
)
from techmarket.accounts.services.sign_up import found_organisation
from techmarket.kernel import outbox
from techmarket.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotAllowed
from techmarket.kernel.history import list_history
from techmarket.kernel.worklist import MOST_TASKS
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.base import invented_credit_code

RIGHT_CODE = invented_credit_code(7_000_001)
# Well formed, but its last character is not the check digit.
DOUBTFUL_CODE = RIGHT_CODE[:-1] + ("0" if RIGHT_CODE[-1] != "0" else "1")
FACTS = OrganisationFacts(
    kind=OrganisationKind.ENTERPRISE, name="样例铸造公司", credit_code=RIGHT_CODE, region="210922"
)


@pytest.fixture
def operator(session):
    return member(Role.OPERATOR)


@pytest.fixture
def founder(session):
    return UserFactory()


def test_a_new_organisation_waits_and_its_history_says_who_entered_it(founder):
    firm = create_organisation(founder, FACTS)

    assert firm.state == OrganisationState.PENDING
    entry = list_history("organisation", firm.id)[0]
    assert (entry.actor_id, entry.action, entry.to_state) == (founder.id, "create", "pending")


def test_the_credit_code_is_normalised_and_gives_the_type_of_party(founder):
    typed = f" {RIGHT_CODE[:9].lower()} {RIGHT_CODE[9:]}"

    firm = create_organisation(founder, replace(FACTS, credit_code=typed))

    assert firm.credit_code == RIGHT_CODE
    assert firm.party_type == "E"


@pytest.mark.parametrize("code", ["123", RIGHT_CODE[:-1], RIGHT_CODE[:-2] + "IO", "煤矸石"])
def test_a_malformed_credit_code_is_refused_at_its_field(founder, code):
    with pytest.raises(InvalidInput) as refusal:
        create_organisation(founder, replace(FACTS, credit_code=code))

    assert (refusal.value.field, refusal.value.reason) == ("credit_code", "credit_code_form")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(FACTS, name="另一家样例公司"), "credit_code"),
        (replace(FACTS, credit_code=invented_credit_code(7_000_002)), "organisation_name"),
    ],
)
def test_name_and_code_belong_to_one_organisation(founder, facts, field):
    create_organisation(founder, FACTS)

    with pytest.raises(InvalidInput) as refusal:
        create_organisation(founder, facts)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("code", "party_type"), [("12" + "0" * 16, "020"), ("51", "030"), ("N1", "O"), (None, None)]
)
def test_the_first_characters_of_the_code_stand_for_a_type_of_party(session, code, party_type):
    assert default_party_type(code) == party_type


def test_verification_admits_the_founder_in_both_roles(founder, operator):
    firm = found_organisation(founder, FACTS)

    verify_organisation(operator, firm)

    assert firm.state == OrganisationState.VERIFIED
    assert founder.roles_in(firm.id) == {Role.ENTERPRISE, Role.ORG_ADMIN}
    assert {each.approved_by_id for each in firm.memberships} == {operator.id}


def test_verification_admits_nobody_but_the_founder(founder, operator):
    firm = found_organisation(founder, FACTS)
    other = request_membership(UserFactory(), firm, Role.ENTERPRISE)

    verify_organisation(operator, firm)

    assert other.state == MembershipState.REQUESTED


def test_a_wrong_check_digit_needs_the_operators_word(founder, operator):
    firm = create_organisation(founder, replace(FACTS, credit_code=DOUBTFUL_CODE))
    assert credit_code_is_doubtful(firm)

    with pytest.raises(InvalidInput) as refusal:
        verify_organisation(operator, firm)
    assert refusal.value.reason == "check_digit_fails"
    assert firm.state == OrganisationState.PENDING

    verify_organisation(operator, firm, accepts_credit_code=True)
    assert firm.state == OrganisationState.VERIFIED
    assert firm.credit_code_accepted_by_id == operator.id
    assert not credit_code_is_doubtful(firm)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ORG_ADMIN, Role.REGISTRAR])
def test_only_operators_verify(founder, role):
    firm = create_organisation(founder, FACTS)

    with pytest.raises(NotAllowed):
        verify_organisation(member(role), firm)

    assert firm.state == OrganisationState.PENDING


def test_an_operator_does_not_verify_what_they_entered_themselves(operator):
    firm = found_organisation(operator, FACTS)

    with pytest.raises(NotAllowed):
        verify_organisation(operator, firm)


def test_a_refusal_needs_a_reason_and_keeps_it(founder, operator):
    firm = create_organisation(founder, FACTS)

    with pytest.raises(InvalidInput):
        refuse_organisation(operator, firm, "")
    refuse_organisation(operator, firm, "名称与执照不符")

    assert firm.state == OrganisationState.REFUSED
    assert list_history("organisation", firm.id)[-1].payload.text == "名称与执照不符"


def test_a_refused_organisation_is_mended_and_handed_in_again(founder, operator):
    firm = found_organisation(founder, FACTS)
    refuse_organisation(operator, firm, "名称与执照不符")

    edit_organisation(founder, firm, replace(FACTS, name="样例铸造有限公司"))
    reopen_organisation(founder, firm)

    assert (firm.state, firm.name) == (OrganisationState.PENDING, "样例铸造有限公司")


def test_a_second_verification_is_a_wrong_state(founder, operator):
    firm = create_organisation(founder, FACTS)
    verify_organisation(operator, firm)

    with pytest.raises(InvalidTransition):
        verify_organisation(operator, firm)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "样例换名公司"},
        {"credit_code": invented_credit_code(7_000_003)},
        {"is_public": True},
    ],
)
def test_a_verified_identity_stays(founder, operator, change):
    firm = found_organisation(founder, FACTS)
    verify_organisation(operator, firm)

    with pytest.raises(InvalidInput):
        edit_organisation(founder, firm, replace(FACTS, **change))


def test_a_new_english_name_is_announced_so_that_listings_show_it(founder, operator):
    outbox.subscribe("test-renamed", lambda _events: None, OrganisationRenamed)
    firm = found_organisation(founder, FACTS)
    verify_organisation(operator, firm)
    before = outbox.count_pending()

    edit_organisation(founder, firm, replace(FACTS, address="样例路一号"))
    assert outbox.count_pending() == before
    edit_organisation(founder, firm, replace(FACTS, name_en="Sample Foundry"))

    assert outbox.count_pending() > before


def test_a_changed_code_loses_the_operators_word(founder, operator):
    firm = found_organisation(founder, replace(FACTS, credit_code=DOUBTFUL_CODE))
    firm.credit_code_accepted_by_id = operator.id

    edit_organisation(founder, firm, FACTS)

    assert firm.credit_code_accepted_by_id is None


def test_suspension_takes_an_organisation_out_and_the_archive_stays(operator):
    firm, archive = OrganisationFactory(), OrganisationFactory(is_archive=True)

    suspend_organisation(operator, firm, "执照吊销")

    assert firm.state == OrganisationState.SUSPENDED
    with pytest.raises(Conflict):
        suspend_organisation(operator, archive, "误操作")


@pytest.mark.usefixtures("session")
def test_the_work_page_names_those_that_have_waited_longest():
    waiting = [OrganisationFactory(pending=True) for _each in range(MOST_TASKS + 1)]

    assert list_waiting_organisations() == waiting[:MOST_TASKS]
