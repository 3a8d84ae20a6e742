"""Organisations and their members in a browser."""

import pytest

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.accounts.models import OrganisationKind, Role
from techmarket.accounts.services.organisations import OrganisationFacts
from techmarket.accounts.services.sign_up import found_organisation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.factories.base import invented_credit_code

CODE = invented_credit_code(9_100_001)
DOUBTFUL = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")


@pytest.fixture
def founder(session):
    return UserFactory()


def founded(founder, code=CODE):
    facts = OrganisationFacts(
        kind=OrganisationKind.ENTERPRISE, name="样例铸造公司", credit_code=code, region="210922"
    )
    return found_organisation(founder, facts)


def waiting(organisation, role=Role.RESEARCHER):
    return MembershipFactory(
        organisation=organisation, role=role, state=MembershipState.REQUESTED, approved_at=None
    )


def test_the_public_list_shows_verified_organisations_by_kind(client, session):
    OrganisationFactory(name="样例建材公司甲")
    OrganisationFactory(name="样例待核公司", pending=True)
    OrganisationFactory(public_university=True, name="样例矿业大学")

    everything = client.get("/organisations").text
    enterprises = client.get("/organisations?kind=enterprise").text

    assert "样例建材公司甲" in everything
    assert "样例矿业大学" in everything
    assert "样例待核公司" not in everything
    assert "样例矿业大学" not in enterprises


def test_the_list_runs_the_same_queries_however_long_it_is(client, count_queries):
    OrganisationFactory()
    with count_queries() as for_one:
        client.get("/organisations")
    OrganisationFactory.create_batch(10)
    with count_queries() as for_many:
        client.get("/organisations")

    assert len(for_many) == len(for_one)


def test_an_unverified_organisation_is_not_there_for_others(client, sign_in, founder):
    firm = founded(founder)

    assert client.get(f"/organisations/{firm.id}").status_code == 404
    stranger = sign_in(member(Role.ENTERPRISE))
    assert stranger.get(f"/organisations/{firm.id}").status_code == 404
    assert stranger.post(f"/organisations/{firm.id}/verify").status_code == 404
    assert sign_in(founder).get(f"/organisations/{firm.id}").status_code == 200


def test_the_public_page_names_nobody(client, session):
    admin = member(Role.ORG_ADMIN)
    organisation = admin.memberships[0].organisation
    organisation.phone = "0418-0000000"

    page = client.get(f"/organisations/{organisation.id}").text

    assert admin.name not in page
    assert admin.email not in page
    assert "0418-0000000" not in page


def test_the_operator_verifies_from_the_queue(sign_in, founder):
    firm, client = founded(founder), sign_in(member(Role.OPERATOR))
    assert "样例铸造公司" in client.get("/desk/organisations").text

    answer = client.post(f"/organisations/{firm.id}/verify")

    assert answer.location == "/desk/organisations"
    assert firm.state == OrganisationState.VERIFIED
    assert "样例铸造公司" not in client.get("/desk/organisations").text


def test_a_wrong_check_digit_is_verified_only_with_the_tick(sign_in, founder):
    firm, client = founded(founder, DOUBTFUL), sign_in(member(Role.OPERATOR))

    refused = client.post(f"/organisations/{firm.id}/verify")
    assert refused.status_code == 422
    assert 'id="accepts_credit_code-error"' in refused.text
    assert firm.state == OrganisationState.PENDING

    client.post(f"/organisations/{firm.id}/verify", data={"accepts_credit_code": "y"})
    assert firm.state == OrganisationState.VERIFIED


def test_a_refusal_without_a_reason_is_shown_at_the_field(sign_in, founder):
    firm, client = founded(founder), sign_in(member(Role.OPERATOR))

    assert 'id="reason-error"' in client.post(f"/organisations/{firm.id}/refuse").text
    client.post(f"/organisations/{firm.id}/refuse", data={"reason": "名称与执照不符"})

    assert firm.state == OrganisationState.REFUSED
    page = sign_in(founder).get(f"/organisations/{firm.id}").text
    assert "名称与执照不符" in page
    assert f"/organisations/{firm.id}/reopen" in page


def test_a_second_tab_finds_that_the_decision_was_made(sign_in, founder):
    firm, client = founded(founder), sign_in(member(Role.OPERATOR))
    client.post(f"/organisations/{firm.id}/verify")

    assert client.post(f"/organisations/{firm.id}/verify").status_code == 409


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ORG_ADMIN, Role.REGISTRAR])
def test_the_desk_is_the_operators(sign_in, role):
    assert sign_in(member(role)).get("/desk/organisations").status_code == 403


def test_administrators_edit_facts_but_not_the_verified_identity(sign_in):
    admin = member(Role.ORG_ADMIN, OrganisationFactory(name="样例铸造公司", credit_code=CODE))
    firm, client = admin.memberships[0].organisation, sign_in(admin)
    form = client.get(f"/organisations/{firm.id}/edit").text
    assert 'name="credit_code"' not in form

    answer = client.post(
        f"/organisations/{firm.id}/edit",
        data={"region": "210911", "introduction": "专做砂型铸造。", "credit_code": DOUBTFUL},
    )

    assert answer.location == f"/organisations/{firm.id}"
    assert (firm.introduction, firm.region, firm.credit_code) == ("专做砂型铸造。", "210911", CODE)


def test_the_founder_mends_the_entry_before_verification(sign_in, founder):
    firm, client = founded(founder), sign_in(founder)
    form = client.get(f"/organisations/{firm.id}/edit").text
    assert 'value="样例铸造公司"' in form
    assert CODE in form
    kept = {"kind": "enterprise", "credit_code": CODE, "region": "210922"}

    client.post(f"/organisations/{firm.id}/edit", data=kept | {"organisation_name": "样例铸造厂"})

    assert (firm.name, firm.kind) == ("样例铸造厂", OrganisationKind.ENTERPRISE)


def test_colleagues_without_the_role_do_not_edit(sign_in):
    colleague = member(Role.ENTERPRISE)
    firm_id = colleague.memberships[0].organisation_id
    client = sign_in(colleague)

    assert client.get(f"/organisations/{firm_id}/edit").status_code == 403
    assert client.get(f"/organisations/{firm_id}/members").status_code == 403


def test_an_administrator_admits_and_refuses(sign_in):
    admin = member(Role.ORG_ADMIN)
    university, client = admin.memberships[0].organisation, sign_in(admin)
    admitted, refused = waiting(university), waiting(university)

    client.post(f"/memberships/{admitted.id}/approve")
    client.post(f"/memberships/{refused.id}/refuse", data={"reason": "不是本校人员"})

    assert admitted.state == MembershipState.APPROVED
    assert refused.state == MembershipState.REFUSED
    assert "不是本校人员" in sign_in(refused.user).get("/account").text


def test_another_organisations_request_is_not_there(sign_in):
    membership = waiting(OrganisationFactory(public_university=True))
    client = sign_in(member(Role.ORG_ADMIN))

    assert client.post(f"/memberships/{membership.id}/approve").status_code == 404
    assert client.get(f"/memberships/{membership.id}/end").status_code == 404


def test_one_does_not_admit_oneself(sign_in):
    admin = member(Role.ORG_ADMIN)
    own = MembershipFactory(
        user=admin,
        organisation=admin.memberships[0].organisation,
        role=Role.RESEARCHER,
        state=MembershipState.REQUESTED,
    )

    assert sign_in(admin).post(f"/memberships/{own.id}/approve").status_code == 403
    assert own.state == MembershipState.REQUESTED


def test_a_member_leaves_after_being_asked(sign_in):
    user = member(Role.ENTERPRISE)
    membership, client = user.memberships[0], sign_in(user)

    assert client.get(f"/memberships/{membership.id}/end").status_code == 200
    assert membership.state == MembershipState.APPROVED
    assert client.post(f"/memberships/{membership.id}/end").location == "/account"
    assert membership.state == MembershipState.ENDED


def test_a_signed_in_person_joins_another_organisation_once(sign_in):
    client, firm = sign_in(member(Role.RESEARCHER)), OrganisationFactory()
    path = f"/account/memberships/new/{firm.id}"

    first, second = (client.post(path, data={"role": "enterprise"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)


def test_a_signed_in_person_enters_an_organisation(sign_in):
    user = UserFactory()
    answer = sign_in(user).post(
        "/organisations/new",
        data={
            "kind": "agency",
            "organisation_name": "样例技术转移公司",
            "credit_code": CODE,
            "region": "210911",
        },
    )

    assert answer.status_code == 302
    assert {each.role for each in user.memberships} == {Role.AGENT, Role.ORG_ADMIN}


def test_the_account_keeps_name_telephone_and_language(sign_in):
    user = UserFactory()
    client = sign_in(user)

    client.post("/account", data={"name": "王研究员", "phone": "0418-1", "language": "en"})

    assert (user.name, user.phone, user.language) == ("王研究员", "0418-1", "en")
    assert 'lang="en"' in client.get("/account").text


def test_a_demo_organisation_carries_the_mark(client, session):
    demo, real = OrganisationFactory(is_demo=True), OrganisationFactory()

    assert 'class="demo-mark"' in client.get(f"/organisations/{demo.id}").text
    assert 'class="demo-mark"' not in client.get(f"/organisations/{real.id}").text


def test_the_desk_shows_the_waiting_organisations_in_pages(sign_in):
    names = [OrganisationFactory(pending=True).name for _each in range(21)]
    client = sign_in(member(Role.OPERATOR))

    first, second = (client.get(f"/desk/organisations?page={page}").text for page in (1, 2))

    assert names[0] in first
    assert names[-1] not in first
    assert names[-1] in second
