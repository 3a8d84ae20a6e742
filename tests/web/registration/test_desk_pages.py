"""The registration desk as its people and the applicants meet it in the browser."""

from datetime import date
from io import BytesIO

import pytest

from techmarket.accounts.models import Role
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import Origin, Registration
from techmarket.registration.routes.steps import STEPS
from techmarket.registration.services.review import escalate_case
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.registration import (
    ELSEWHERE,
    Desk,
    colleague,
    new_number,
    signed_contract,
)

LARGE = {"turnover_fen": 900_000_000, "technical_fen": 500_000_000}


@pytest.fixture
def desk(session):
    return Desk()


def paper(name="补充协议.pdf", content=b"%PDF-1.4 test"):
    return (BytesIO(content), name)


def register_form(**changes):
    return {
        "subtype": "D1",
        "technology_field": "07",
        "turnover_fen": "1,200,000.00",
        "technical_fen": "840000",
        "number": new_number(),
        "registered_on": "2026-06-15",
        **changes,
    }


def url(registration, action=""):
    return f"/registration/{registration.id}" + (f"/{action}" if action else "")


def test_every_step_of_the_table_has_a_form():
    assert set(STEPS) == set(RegistrationAction)


def test_the_seller_applies_on_the_contract_and_the_office_registers(desk, sign_in, session):
    contract = desk.contract()
    applicant, registrar = sign_in(desk.applicant), sign_in(desk.registrar)

    opened = applicant.post(f"/contracts/{contract.id}/register")
    registration = session.query(Registration).one()
    assert opened.headers["Location"] == url(registration)
    for browser, step, data in (
        (applicant, "submit", {}),
        (registrar, "accept", {"note": "材料齐全"}),
        (registrar, "start", {}),
        (registrar, "register", register_form(number="2109012026000001")),
    ):
        assert browser.post(url(registration, step), data=data).status_code == 302, step

    page = registrar.get(url(registration)).text
    assert "2109012026000001" in page
    assert "1,200,000.00" in page


def test_the_contracts_page_leads_the_seller_to_registration(desk, sign_in):
    contract = desk.contract()
    page = f"/contracts/{contract.id}"
    apply = f'action="/contracts/{contract.id}/register"'

    assert apply in sign_in(desk.applicant).get(page).text
    assert apply not in sign_in(desk.client).get(page).text


def test_the_contracts_page_shows_both_sides_the_number(desk, sign_in):
    registration = desk.registered()
    page = f"/contracts/{registration.contract_id}"
    case = f'href="{url(registration)}"'

    seller, buyer = sign_in(desk.applicant).get(page).text, sign_in(desk.client).get(page).text

    assert registration.number in seller
    assert registration.number in buyer
    assert case in seller
    assert case not in buyer


def test_the_contracts_page_leads_the_desk_to_note_a_seller_elsewhere(desk, sign_in):
    outside = OrganisationFactory(name="样例外埠研究院", region=ELSEWHERE)
    contract = signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)
    note = f"/contracts/{contract.id}/register-elsewhere"

    assert note in sign_in(desk.registrar).get(f"/contracts/{contract.id}").text
    assert note not in sign_in(desk.client).get(f"/contracts/{contract.id}").text


def test_a_second_tab_is_told_that_the_step_is_done(desk, sign_in):
    registration = desk.submitted()
    registrar = sign_in(desk.registrar)
    registrar.post(url(registration, "accept"), data={})

    again = registrar.post(url(registration, "accept"), data={})

    assert again.status_code == 409


def test_one_person_as_both_reviewers_is_refused(desk, sign_in, session):
    both = colleague(desk.registrar, Role.SECOND_REVIEWER, desk.office)
    registration = desk.in_review(**LARGE)
    escalate_case(both, registration)

    answer = sign_in(both).post(url(registration, "register"), data=register_form())

    assert answer.status_code == 403
    assert registration.state == RegistrationState.SECOND_REVIEW


def test_a_large_contract_is_not_registered_alone(desk, sign_in):
    registration = desk.in_review(**LARGE)

    answer = sign_in(desk.registrar).post(
        url(registration, "register"),
        data=register_form(turnover_fen="9000000", technical_fen="5000000"),
    )

    assert answer.status_code == 409
    assert registration.state == RegistrationState.IN_REVIEW


def test_a_taken_number_is_said_at_its_field_and_nothing_typed_is_lost(desk, sign_in):
    taken = desk.registered().number
    registration = desk.in_review()

    answer = sign_in(desk.registrar).post(
        url(registration, "register"), data=register_form(number=taken, technical_fen="777777")
    )

    assert answer.status_code == 422
    assert 'id="number-error"' in answer.text
    assert taken in answer.text
    assert 'value="777777"' in answer.text
    assert registration.state == RegistrationState.IN_REVIEW


def test_the_applicant_sees_what_to_mend(desk, sign_in):
    registration = desk.in_review()
    sign_in(desk.registrar).post(
        url(registration, "return"),
        data={
            "reasons-0-code": "seal_missing",
            "reasons-0-part": "text",
            "reasons-0-text": "第三页缺乙方公章",
        },
    )

    page = sign_in(desk.applicant).get(url(registration)).text

    assert "第三页缺乙方公章" in page
    assert "签字或盖章缺失" in page


def test_a_return_without_a_reason_shows_the_form_again(desk, sign_in):
    registration = desk.in_review()

    answer = sign_in(desk.registrar).post(url(registration, "return"), data={"note": "x"})

    assert answer.status_code == 422
    assert registration.state == RegistrationState.IN_REVIEW


def test_a_cancellation_wants_its_paper(desk, sign_in):
    registration = desk.registered()
    registrar = sign_in(desk.registrar)
    form = {"reason": "rescinded", "text": "合同已解除", "ended_on": "2026-06-12"}

    without = registrar.post(url(registration, "cancel"), data=form)
    wrong = registrar.post(
        url(registration, "cancel"), data={**form, "document": paper(content=b"MZ not a pdf")}
    )
    proven = registrar.post(url(registration, "cancel"), data={**form, "document": paper()})

    assert [each.status_code for each in (without, wrong, proven)] == [422, 422, 302]
    assert registration.state == RegistrationState.CANCELLED


def test_a_change_is_requested_by_the_seller_and_approved_by_the_office(desk, sign_in):
    registration = desk.registered()
    form = register_form(turnover_fen="1500000", reason="amount", text="补充协议", document=paper())

    asked = sign_in(desk.applicant).post(url(registration, "request_change"), data=form)
    approved = sign_in(desk.registrar).post(
        url(registration, "approve"), data={"changed_on": "2026-06-15"}
    )

    assert (asked.status_code, approved.status_code) == (302, 302)
    assert registration.latest_version.turnover_fen == 150_000_000


def test_a_seller_elsewhere_is_noted_by_the_desk(desk, sign_in, session):
    outside = OrganisationFactory(name="样例外埠研究院", region=ELSEWHERE)
    contract = signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)
    registrar = sign_in(desk.registrar)

    assert contract.latest_version.title in registrar.get("/registration/elsewhere").text
    answer = registrar.post(
        f"/contracts/{contract.id}/register-elsewhere",
        data=register_form(
            number="1101012026000456", office_name="样例外埠登记处", document=paper("证明.pdf")
        ),
    )

    assert answer.status_code == 302
    assert session.query(Registration).one().origin == Origin.ELSEWHERE


def test_two_officers_do_not_overwrite_each_other(desk, sign_in):
    registration = desk.in_review()
    registrar = sign_in(desk.registrar)
    form = {**register_form(technical_fen="800000"), "seen": registration.version}

    first = registrar.post(url(registration, "facts"), data=form)
    second = registrar.post(url(registration, "facts"), data=form)

    assert (first.status_code, second.status_code) == (302, 409)


def test_a_foreign_case_does_not_exist(desk, sign_in):
    registration = desk.submitted()
    strangers = [
        member(Role.REGISTRAR),
        member(Role.ENTERPRISE),
        desk.client,
        member(Role.OPERATOR),
    ]

    answers = [sign_in(each).get(url(registration)).status_code for each in strangers]

    assert answers == [404, 404, 404, 404]


def test_a_visitor_is_asked_to_sign_in(desk, client):
    registration = desk.submitted()

    assert client.get(url(registration)).status_code == 302
    assert client.post(url(registration, "accept")).status_code == 302


def test_a_draft_is_the_applicants_own(desk, sign_in):
    registration = desk.case()

    assert sign_in(desk.registrar).get(url(registration)).status_code == 404
    assert sign_in(desk.applicant).get(url(registration)).status_code == 200


def test_an_unknown_step_does_not_exist(desk, sign_in):
    registration = desk.submitted()

    assert sign_in(desk.registrar).get(url(registration, "explode")).status_code == 404


def test_the_queue_runs_a_fixed_number_of_queries(desk, sign_in, session, count_queries):
    registrar = sign_in(desk.registrar)

    def queries():
        session.commit()
        with count_queries() as statements:
            assert registrar.get("/registration").status_code == 200
        return len(statements)

    desk.in_review()
    queries()
    few = queries()
    for _number in range(4):
        desk.in_review()

    assert queries() == few


def test_every_step_page_opens_for_who_may_take_it(desk, sign_in):
    plain, large, registered = (
        desk.in_review(),
        desk.in_review(**LARGE),
        desk.registered(date(2026, 6, 1)),
    )
    registrar, applicant = sign_in(desk.registrar), sign_in(desk.applicant)

    for browser, registration, actions in (
        (registrar, plain, ("return", "refuse", "register", "escalate")),
        (registrar, large, ("escalate", "return")),
        (registrar, registered, ("cancel", "revoke")),
        (applicant, registered, ("request_change",)),
        (applicant, plain, ("withdraw",)),
    ):
        for action in actions:
            assert browser.get(url(registration, action)).status_code == 200, action
        assert browser.get(url(registration)).status_code == 200


def test_documents_go_in_and_come_out_for_those_who_see_the_case(desk, sign_in):
    registration = desk.submitted()
    applicant = sign_in(desk.applicant)

    added = applicant.post(
        url(registration, "documents"),
        data={"title": "专利证书", "kind": "evidence", "document": paper("证书.pdf")},
    )
    document = registration.documents[0]
    fetched = sign_in(desk.registrar).get(url(registration, f"documents/{document.id}"))
    foreign = sign_in(desk.client).get(url(registration, f"documents/{document.id}"))

    assert added.status_code == 302
    assert (fetched.status_code, fetched.data) == (200, b"%PDF-1.4 test")
    fetched.close()
    assert foreign.status_code == 404
