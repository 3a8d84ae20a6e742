"""The first screen after signing in."""

from datetime import timedelta

import pytest

from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import Role
from techmarket.kernel.clock import today
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.factories.listings import ResultFactory


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_work_page(sign_in, role):
    assert sign_in(member(role)).get("/me").status_code == 200


def test_visitors_are_asked_to_sign_in(client):
    assert client.get("/me").location == "/sign-in?next=/me"


def test_what_is_past_its_day_comes_first(sign_in):
    author = member(Role.RESEARCHER)
    university = author.memberships[0].organisation
    for title, days in (("后天到期", 2), ("昨天到期", -1)):
        ResultFactory(
            published=True,
            organisation=university,
            author=author,
            confirm_due_on=today() + timedelta(days=days),
            revision__title=title,
        )

    page = sign_in(author).get("/me?lang=en").text

    assert page.index("昨天到期") < page.index("后天到期")
    assert "1 day overdue" in page


def test_requests_to_join_wait_for_the_administrator_as_one_task(sign_in):
    admin = member(Role.ORG_ADMIN)
    university = admin.memberships[0].organisation
    for _ in range(2):
        MembershipFactory(
            organisation=university, role=Role.RESEARCHER, state=MembershipState.REQUESTED
        )

    page = sign_in(admin).get("/me").text

    assert page.count(f'href="/organisations/{university.id}/members"') == 2  # task and own list


def test_an_organisation_that_waits_is_a_task_of_the_operator_only(sign_in):
    firm = OrganisationFactory(pending=True, name="样例待核公司")

    assert f"/organisations/{firm.id}" in sign_in(member(Role.OPERATOR)).get("/me").text
    assert "样例待核公司" not in sign_in(member(Role.ORG_ADMIN)).get("/me").text


def test_a_person_who_waits_to_be_admitted_is_told_what_is_possible(sign_in):
    user = member(Role.RESEARCHER, approved=False)

    page = sign_in(user).get("/me?lang=en").text

    assert "You have not been admitted to" in page
    assert 'href="/results/new"' in page


def test_a_person_without_organisation_is_led_to_one(sign_in):
    page = sign_in(UserFactory()).get("/me").text

    assert 'href="/account/memberships/new"' in page
    assert "/results/new" not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("role", "desk"),
    [(Role.OPERATOR, "/desk/listings"), (Role.REGISTRAR, "/registration")],
)
def test_officers_find_their_desk(sign_in, role, desk):
    assert f'href="{desk}"' in sign_in(member(role)).get("/me").text.split("<main")[1]


def test_the_page_runs_the_same_queries_however_much_waits(sign_in, count_queries):
    operator = member(Role.OPERATOR)
    client = sign_in(operator)
    OrganisationFactory(pending=True)
    ResultFactory(in_review=True)
    with count_queries() as for_few:
        client.get("/me")
    OrganisationFactory.create_batch(5, pending=True)
    ResultFactory.create_batch(5, in_review=True)
    with count_queries() as for_many:
        client.get("/me")

    assert len(for_many) == len(for_few)
