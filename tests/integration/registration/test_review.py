"""How the office examines a case: clock, return, second person, refusal."""

from datetime import date

import pytest

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Role
from techmarket.kernel.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
)
from techmarket.kernel.history import list_history
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.policies import available_actions, may_view
from techmarket.registration.queries import list_registration_tasks
from techmarket.registration.services.application import (
    object_to_refusal,
    open_case,
    submit_case,
)
from techmarket.registration.services.review import (
    accept_case,
    escalate_case,
    refuse_case,
    reopen_case,
    return_case,
    start_examination,
    uphold_refusal,
)
from tests.factories.accounts import member
from tests.factories.registration import (
    Desk,
    colleague,
)

LARGE = {"turnover_fen": 900_000_000, "technical_fen": 500_000_000}
MISSING_SEAL = [{"field": "contract", "code": "seal_missing", "text": "乙方未盖章"}]


@pytest.fixture
def desk(session):
    return Desk()


def test_every_move_is_kept_with_person_and_states(desk):
    registration = desk.in_review()

    moves = [
        (row.action, row.from_state, row.to_state, row.actor_id)
        for row in list_history("registration", registration.id)
    ]

    assert moves == [
        ("open", None, "draft", desk.applicant.id),
        ("submit", "draft", "submitted", desk.applicant.id),
        ("accept", "submitted", "accepted", desk.registrar.id),
        ("start", "accepted", "in_review", desk.registrar.id),
    ]


def test_the_clock_runs_fifteen_working_days_from_acceptance(desk):
    registration = desk.submitted()

    accept_case(desk.registrar, registration)

    # 2026-06-19 is the Dragon Boat holiday.
    assert registration.accepted_on == date(2026, 6, 15)
    assert registration.due_on == date(2026, 7, 7)


def test_the_clock_runs_thirty_working_days_for_a_large_contract(desk):
    registration = desk.submitted(**LARGE)

    accept_case(desk.registrar, registration)

    assert registration.due_on == date(2026, 7, 28)


def test_a_return_stops_the_clock_and_the_corrected_case_starts_it_anew(desk, at):
    registration = desk.in_review()

    return_case(desk.registrar, registration, MISSING_SEAL, note="请补盖章页")

    assert registration.state == RegistrationState.RETURNED
    assert registration.due_on is None
    assert registration.decisions[-1].reasons == MISSING_SEAL
    assert [task.kind for task in list_registration_tasks(desk.applicant)] == [
        "registration_returned"
    ]


def test_a_return_without_a_reason_is_refused(desk):
    registration = desk.submitted()

    with pytest.raises(InvalidInput):
        return_case(desk.registrar, registration, [])

    assert registration.state == RegistrationState.SUBMITTED


def test_a_large_contract_is_not_registered_by_one_person_alone(desk):
    registration = desk.in_review(**LARGE)

    with pytest.raises(Conflict, match="second_review_required"):
        desk.register(registration)

    assert RegistrationAction.REGISTER not in available_actions(desk.registrar, registration)


def test_amounts_fixed_at_the_threshold_need_a_second_person_too(desk):
    registration = desk.in_review(turnover_fen=900_000_000, technical_fen=499_999_999)

    with pytest.raises(Conflict, match="second_review_required"):
        desk.register(registration, technical_fen=500_000_000)

    assert registration.number is None


def test_a_large_contract_is_registered_by_a_second_person(desk):
    registration = desk.in_review(**LARGE)
    escalate_case(desk.registrar, registration)

    desk.register(registration, by=desk.reviewer)

    assert registration.second_reviewer_id == desk.reviewer.id
    assert registration.registrar_id == desk.registrar.id


def test_one_person_is_never_both_reviewers(desk):
    both = colleague(desk.registrar, Role.SECOND_REVIEWER, desk.office)
    registration = desk.in_review(**LARGE)
    escalate_case(both, registration)

    with pytest.raises(NotAllowed, match="may_decide"):
        desk.register(registration, by=both)

    assert registration.state == RegistrationState.SECOND_REVIEW
    assert available_actions(both, registration) == []


def test_a_disputed_contract_goes_to_second_review(desk):
    registration = desk.in_review()

    escalate_case(desk.registrar, registration, is_disputed=True, note="当事人对权属有争议")

    assert registration.state == RegistrationState.SECOND_REVIEW
    assert registration.due_on == date(2026, 7, 28)


def test_a_disputed_contract_stays_disputed_after_a_return(desk):
    registration = desk.in_review()
    escalate_case(desk.registrar, registration, is_disputed=True)
    return_case(desk.reviewer, registration, MISSING_SEAL)
    submit_case(desk.applicant, registration)
    accept_case(desk.registrar, registration)
    start_examination(desk.registrar, registration)

    with pytest.raises(Conflict, match="second_review_required"):
        desk.register(registration)


def test_a_plain_contract_is_not_handed_over(desk):
    registration = desk.in_review()

    with pytest.raises(Conflict, match="second_review_not_needed"):
        escalate_case(desk.registrar, registration)

    assert registration.state == RegistrationState.IN_REVIEW


def test_nobody_examines_a_contract_of_the_own_organisation(desk):
    insider = colleague(desk.applicant, Role.REGISTRAR, desk.office)
    registration = desk.submitted()

    with pytest.raises(NotAllowed):
        accept_case(insider, registration)


def test_another_office_sees_and_does_nothing(desk):
    stranger = member(Role.REGISTRAR)
    registration = desk.submitted()

    with pytest.raises(NotAllowed):
        accept_case(stranger, registration)


def test_another_class_needs_a_reason(desk):
    registration = desk.in_review()

    with pytest.raises(InvalidInput, match="class_reason_missing"):
        desk.register(registration, subtype="S1")
    version = desk.register(registration, subtype="S1", class_reason="不含研究开发内容")

    assert (version.contract_class, version.subtype) == ("S", "S1")


def test_a_refusal_names_its_grounds_and_can_be_objected_to(desk):
    registration = desk.in_review()
    refuse_case(desk.registrar, registration, ["G3", "G8"], "价款约定不明确,且不属于技术合同。")

    object_to_refusal(desk.applicant, registration, "合同第五条已写明价款。")
    uphold_refusal(desk.reviewer, registration, "第五条未写明金额。")

    assert registration.state == RegistrationState.NOT_REGISTERED
    refusal, objection, answer = registration.decisions[-3:]
    assert [reason["code"] for reason in refusal.reasons] == ["G3", "G8"]
    assert (objection.action, answer.action) == ("object", "uphold")


def test_who_refused_does_not_reconsider(desk):
    both = colleague(desk.registrar, Role.SECOND_REVIEWER, desk.office)
    registration = desk.in_review()
    refuse_case(both, registration, ["G3"], "价款约定不明确。")
    object_to_refusal(desk.applicant, registration, "合同第五条已写明价款。")

    with pytest.raises(NotAllowed):
        reopen_case(both, registration, "再审")
    reopen_case(desk.reviewer, registration, "价款见补充协议。")

    assert registration.state == RegistrationState.IN_REVIEW


def test_a_large_contract_is_not_made_small_to_be_decided_alone(desk):
    registration = desk.in_review(**LARGE)

    with pytest.raises(Conflict, match="second_review_required"):
        desk.register(registration, technical_fen=499_999_999)


def test_nobody_acts_for_a_suspended_applicant(desk):
    contract, registration = desk.contract(), desk.case()
    desk.seller.state = OrganisationState.SUSPENDED

    with pytest.raises(NotAllowed):
        open_case(desk.applicant, contract)
    with pytest.raises(NotAllowed):
        submit_case(desk.applicant, registration)
    assert available_actions(desk.applicant, registration) == [RegistrationAction.WITHDRAW]


def test_a_suspended_office_reads_and_decides_nothing(desk):
    registration = desk.in_review()
    desk.office.state = OrganisationState.SUSPENDED

    assert available_actions(desk.registrar, registration) == []
    with pytest.raises(NotAllowed):
        desk.register(registration)
    assert may_view(desk.registrar, registration)
