"""Signing up in a browser."""

import pytest

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Role
from techmarket.accounts.queries.organisations import find_organisation_by_name
from techmarket.accounts.queries.people import find_user_by_email
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.base import invented_credit_code

PERSON = {"name": "王研究员", "email": "Wang@example.test", "password": "correct horse battery"}
FIRM = {
    "kind": "enterprise",
    "organisation_name": "样例铸造公司",
    "credit_code": invented_credit_code(9_000_001),
    "region": "210922",
    "zone": "",
}


@pytest.fixture
def university(session):
    return OrganisationFactory(public_university=True, name="样例矿业大学")


def join(client, university, **changes):
    return client.post(
        f"/sign-up/join/{university.id}", data=PERSON | {"role": "researcher"} | changes
    )


def test_ones_organisation_is_found_by_part_of_its_name(client, university):
    OrganisationFactory(name="样例矿业公司", pending=True)

    page = client.get("/sign-up?q=矿业").text

    assert f'href="/sign-up/join/{university.id}"' in page
    assert "样例矿业公司" not in page
    assert "/sign-up/new-organisation?q=" in page


def test_a_new_person_joins_and_can_sign_in_at_once(client, university):
    answer = join(client, university)
    assert (answer.status_code, answer.location) == (302, "/sign-in")

    answer = client.post("/sign-in", data=PERSON)

    assert answer.location == "/me"
    assert find_user_by_email("wang@example.test").memberships[0].role == Role.RESEARCHER
    assert "样例矿业大学" in client.get("/me").text


def test_known_and_new_addresses_get_the_same_answer(client, university):
    UserFactory(email="li@example.test")

    known, new = join(client, university, email="li@example.test"), join(client, university)

    assert (known.status_code, known.location) == (new.status_code, new.location)
    assert known.text == new.text


@pytest.mark.parametrize(
    ("changes", "error_at"),
    [
        ({"name": ""}, "name"),
        ({"email": "no address"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "wang@example.test"}, "password"),
        ({"role": "operator"}, "role"),
        ({"role": ""}, "role"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client, university, changes, error_at
):
    answer = join(client, university, **changes)

    assert answer.status_code == 422
    assert f'id="{error_at}-error"' in answer.text
    assert changes.get("name", "王研究员") in answer.text
    assert find_user_by_email("wang@example.test") is None


def test_an_organisation_is_entered_with_its_first_person(client, session):
    answer = client.post("/sign-up/new-organisation", data=PERSON | FIRM)

    assert answer.location == "/sign-in"
    firm = find_organisation_by_name("样例铸造公司")
    assert (firm.state, firm.region) == (OrganisationState.PENDING, "210922")
    assert {each.role for each in firm.memberships} == {Role.ENTERPRISE, Role.ORG_ADMIN}


@pytest.mark.parametrize(
    ("changes", "error_at"),
    [
        ({"credit_code": "91IOSVZ"}, "credit_code"),
        ({"organisation_name": ""}, "organisation_name"),
        ({"region": "999999"}, "region"),
        ({"region": ""}, "region"),
        ({"kind": "registration_office"}, "kind"),
    ],
)
def test_a_wrong_fact_about_the_organisation_is_shown_at_its_field(client, changes, error_at):
    answer = client.post("/sign-up/new-organisation", data=PERSON | FIRM | changes)

    assert answer.status_code == 422
    assert f'id="{error_at}-error"' in answer.text
    assert find_organisation_by_name("样例铸造公司") is None


def test_a_wrong_check_digit_is_accepted_and_left_to_the_operator(client, session):
    code = FIRM["credit_code"]
    doubtful = code[:-1] + ("0" if code[-1] != "0" else "1")

    client.post("/sign-up/new-organisation", data=PERSON | FIRM | {"credit_code": doubtful})

    assert find_organisation_by_name("样例铸造公司").credit_code == doubtful


def test_an_unverified_organisation_cannot_be_joined(client, session):
    assert join(client, OrganisationFactory(pending=True)).status_code == 404


def test_all_that_is_wrong_is_said_in_one_round(client, university):
    answer = join(client, university, name="", email="not-an-address", password="short")

    assert answer.status_code == 422
    assert [f'id="{name}-error"' in answer.text for name in ("name", "email", "password")] == [
        True,
        True,
        True,
    ]
