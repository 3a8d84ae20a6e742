"""What the registration desk does with a case, and what it refuses."""

from datetime import date

import pytest

from techmarket.accounts.models import Role
from techmarket.contracts.lifecycle import ContractState
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.history import list_history
from techmarket.registration.facts import facts_of, fixed_facts
from techmarket.registration.ledger import verify_ledger
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import EntryKind, Origin
from techmarket.registration.policies import available_actions
from techmarket.registration.queries import list_entries, list_registration_tasks
from techmarket.registration.services.application import (
    object_to_refusal,
    open_case,
    request_change,
    submit_case,
)
from techmarket.registration.services.registering import (
    Ending,
    approve_change,
    cancel_registration,
    dismiss_change,
    record_elsewhere,
    register_contract,
    revoke_registration,
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
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.registration import (
    ELSEWHERE,
    HERE,
    PAPER,
    Desk,
    colleague,
    new_number,
    signed_contract,
)

LARGE = {"turnover_fen": 900_000_000, "technical_fen": 500_000_000}
MISSING_SEAL = [{"field": "contract", "code": "seal_missing", "text": "乙方未盖章"}]


@pytest.fixture
def desk(session):
    return Desk()


def register(desk, registration, by=None, **changes):
    facts = facts_of(registration.contract.latest_version).with_changes(changes)
    return register_contract(
        by or desk.registrar,
        registration,
        number=changes.get("number", new_number()),
        registered_on=changes.get("registered_on", date(2026, 6, 15)),
        facts=facts,
        class_reason=changes.get("class_reason", ""),
    )


def test_a_case_becomes_a_version_and_one_ledger_row(desk):
    registration = desk.in_review()

    version = register(desk, registration, number="2109 01 2026 000123")

    (entry,) = list_entries(registration)
    assert registration.state == RegistrationState.REGISTERED
    assert registration.number == "2109012026000123"
    assert (version.number, version.is_output, version.is_absorbed) == (1, True, True)
    assert (entry.kind, entry.contract_count) == (EntryKind.REGISTER, 1)
    assert (entry.turnover_fen, entry.technical_fen) == (120_000_000, 84_000_000)
    assert entry.business_on == date(2026, 6, 15)
    assert verify_ledger() == []


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


def test_only_the_sellers_people_may_apply(desk):
    contract = desk.contract()

    with pytest.raises(NotAllowed):
        open_case(desk.client, contract)


def test_an_unapproved_member_may_not_apply(desk):
    newcomer = member(Role.RESEARCHER, desk.seller, approved=False)

    with pytest.raises(NotAllowed):
        open_case(newcomer, desk.contract())


def test_for_an_import_the_domestic_buyer_applies(desk):
    contract = desk.contract(seller_country="DEU", seller_region=None)

    registration = open_case(desk.client, contract)

    assert registration.applicant_org_id == desk.buyer.id
    with pytest.raises(NotAllowed):
        open_case(desk.applicant, contract)


def test_an_import_counts_as_absorbed_only(desk):
    contract = desk.contract(seller_country="DEU", seller_region=None)
    registration = open_case(desk.client, contract)
    submit_case(desk.client, registration)
    accept_case(desk.registrar, registration)
    start_examination(desk.registrar, registration)

    version = register(desk, registration)

    assert (version.is_output, version.is_absorbed) == (False, True)


def test_an_unsigned_contract_is_not_registered(desk):
    with pytest.raises(Conflict, match="contract_not_signed"):
        open_case(desk.applicant, desk.contract(state=ContractState.OFFERED))


def test_a_contract_has_one_live_case(desk):
    contract = desk.contract()
    open_case(desk.applicant, contract)

    with pytest.raises(AlreadyExists):
        open_case(desk.applicant, contract)


def test_a_seller_from_elsewhere_is_sent_to_its_own_office(desk):
    with pytest.raises(Conflict, match="seller_outside"):
        open_case(desk.applicant, desk.contract(seller_region=ELSEWHERE))


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        ({"ends_on": date(2026, 6, 14)}, "contract_expired"),
        ({"signed_on": date(2026, 6, 16)}, "contract_signed_later"),
        ({"pay_mode": "unpriced"}, "price_open"),
    ],
)
def test_a_case_is_handed_in_between_signing_and_end_with_a_price(desk, facts, obstacle):
    registration = desk.case(**facts)

    with pytest.raises(Conflict, match=obstacle):
        submit_case(desk.applicant, registration)

    assert registration.state == RegistrationState.DRAFT


def test_a_contract_that_ends_today_can_still_be_handed_in(desk):
    registration = desk.submitted(ends_on=date(2026, 6, 15), signed_on=date(2026, 6, 15))

    assert registration.state == RegistrationState.SUBMITTED


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
        register(desk, registration)

    assert RegistrationAction.REGISTER not in available_actions(desk.registrar, registration)


def test_amounts_fixed_at_the_threshold_need_a_second_person_too(desk):
    registration = desk.in_review(turnover_fen=900_000_000, technical_fen=499_999_999)

    with pytest.raises(Conflict, match="second_review_required"):
        register(desk, registration, technical_fen=500_000_000)

    assert registration.number is None


def test_a_large_contract_is_registered_by_a_second_person(desk):
    registration = desk.in_review(**LARGE)
    escalate_case(desk.registrar, registration)

    register(desk, registration, by=desk.reviewer)

    assert registration.second_reviewer_id == desk.reviewer.id
    assert registration.registrar_id == desk.registrar.id


def test_one_person_is_never_both_reviewers(desk):
    both = colleague(desk.registrar, Role.SECOND_REVIEWER, desk.office)
    registration = desk.in_review(**LARGE)
    escalate_case(both, registration)

    with pytest.raises(NotAllowed, match="may_decide"):
        register(desk, registration, by=both)

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
        register(desk, registration)


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


@pytest.mark.parametrize("number", ["", "123", "21090120260001234", "9909012026000123", "abcd"])
def test_a_number_that_is_none_is_refused_at_its_field(desk, number):
    registration = desk.in_review()

    with pytest.raises(InvalidInput) as refusal:
        register(desk, registration, number=number)

    assert (refusal.value.field, refusal.value.reason) == ("number", "number_format")


def test_a_number_of_fourteen_digits_is_accepted(desk):
    registration = desk.in_review()

    register(desk, registration, number="２６２１０９０１０００００１")

    assert registration.number == "26210901000001"


def test_a_number_is_given_once(desk):
    first, second = desk.in_review(), desk.in_review()
    register(desk, first, number="2109012026000777")

    with pytest.raises(InvalidInput) as refusal:
        register(desk, second, number="2109012026000777")

    assert (refusal.value.field, refusal.value.reason) == ("number", "number_taken")


def test_a_demo_number_is_refused_outside_a_demo_database(desk):
    registration = desk.in_review()

    with pytest.raises(InvalidInput, match="number_of_demo"):
        register(desk, registration, number="2109992026000001")


def test_a_demo_number_is_accepted_in_a_demo_database(desk):
    OrganisationFactory(is_demo=True)
    registration = desk.in_review()

    register(desk, registration, number="2109992026000001")

    assert registration.number == "2109992026000001"


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2026, 6, 16), "in_future"), (date(2024, 1, 7), "before_signing")],
)
def test_the_day_of_registration_lies_between_signing_and_today(desk, day, reason):
    registration = desk.in_review()

    with pytest.raises(InvalidInput, match=reason):
        register(desk, registration, registered_on=day)


@pytest.mark.parametrize("technical_fen", [0, -1, 120_000_001])
def test_the_technical_amount_lies_within_the_turnover(desk, technical_fen):
    registration = desk.in_review()

    with pytest.raises(InvalidInput) as refusal:
        register(desk, registration, technical_fen=technical_fen)

    assert refusal.value.field == "technical_fen"


def test_another_class_needs_a_reason(desk):
    registration = desk.in_review()

    with pytest.raises(InvalidInput, match="class_reason_missing"):
        register(desk, registration, subtype="S1")
    version = register(desk, registration, subtype="S1", class_reason="不含研究开发内容")

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


def test_a_change_writes_the_next_version_and_two_rows(desk):
    registration = desk.registered()
    facts = fixed_facts(registration).with_changes(
        {"turnover_fen": 150_000_000, "technology_field": "05"}
    )
    request_change(
        desk.applicant,
        registration,
        facts,
        reason="amount",
        text="补充协议增加价款",
        document=PAPER,
    )

    version = approve_change(desk.registrar, registration, changed_on=date(2026, 6, 15))

    assert (version.number, version.turnover_fen, version.technology_field) == (
        2,
        150_000_000,
        "05",
    )
    assert version.registered_on == date(2026, 6, 10)
    rows = [(row.kind, row.contract_count, row.turnover_fen) for row in list_entries(registration)]
    assert rows == [
        (EntryKind.REGISTER, 1, 120_000_000),
        (EntryKind.CHANGE, -1, -120_000_000),
        (EntryKind.CHANGE, 1, 150_000_000),
    ]
    assert verify_ledger() == []


def test_a_dismissed_change_leaves_everything_as_it_was(desk):
    registration = desk.registered()
    facts = fixed_facts(registration).with_changes({"turnover_fen": 150_000_000})
    request_change(
        desk.applicant, registration, facts, reason="amount", text="增加价款", document=PAPER
    )

    dismiss_change(desk.registrar, registration, "没有补充协议。")

    assert len(registration.versions) == 1
    assert len(list_entries(registration)) == 1


def test_a_change_to_a_large_amount_needs_a_second_reviewer(desk):
    registration = desk.registered()
    facts = fixed_facts(registration).with_changes(LARGE)
    request_change(
        desk.applicant, registration, facts, reason="amount", text="增加价款", document=PAPER
    )

    with pytest.raises(NotAllowed):
        approve_change(desk.registrar, registration, changed_on=date(2026, 6, 15))
    approve_change(desk.reviewer, registration, changed_on=date(2026, 6, 15))

    assert registration.latest_version.technical_fen == 500_000_000


@pytest.mark.parametrize(
    ("end", "reason", "kind", "state"),
    [
        (cancel_registration, "rescinded", EntryKind.CANCEL, RegistrationState.CANCELLED),
        (revoke_registration, "R1", EntryKind.REVOKE, RegistrationState.REVOKED),
    ],
)
def test_an_ended_registration_nets_to_zero(desk, end, reason, kind, state):
    registration = desk.registered()

    end(
        desk.registrar,
        registration,
        Ending(reason=reason, text="合同已解除", ended_on=date(2026, 6, 12)),
        PAPER,
    )

    rows = list_entries(registration)
    assert registration.state == state
    assert rows[-1].kind == kind
    assert sum(row.turnover_fen for row in rows) == 0
    assert sum(row.contract_count for row in rows) == 0
    assert verify_ledger() == []


def test_an_end_before_the_registration_is_refused(desk):
    registration = desk.registered()
    ending = Ending(reason="rescinded", text="合同已解除", ended_on=date(2026, 6, 9))

    with pytest.raises(InvalidInput, match="before_booked"):
        cancel_registration(desk.registrar, registration, ending, PAPER)


def test_a_cancelled_contract_is_not_cancelled_twice(desk):
    registration = desk.registered()
    ending = Ending(reason="rescinded", text="合同已解除", ended_on=date(2026, 6, 12))
    cancel_registration(desk.registrar, registration, ending, PAPER)

    with pytest.raises(InvalidTransition):
        cancel_registration(desk.registrar, registration, ending, PAPER)


def test_what_another_office_registered_counts_as_absorbed_only(desk):
    outside = OrganisationFactory(name="样例外埠研究院", region=ELSEWHERE)
    contract = signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)

    registration = record_elsewhere(
        desk.registrar,
        desk.office,
        contract,
        office_name="样例外埠登记处",
        number="1101012026000456",
        registered_on=date(2026, 5, 20),
        facts=facts_of(contract.latest_version),
        document=PAPER,
    )

    version = registration.latest_version
    assert registration.origin == Origin.ELSEWHERE
    assert (version.is_output, version.is_absorbed) == (False, True)
    assert list_entries(registration)[0].business_on == date(2026, 5, 20)
    assert verify_ledger() == []


def test_a_local_seller_is_never_noted_as_registered_elsewhere(desk):
    contract = desk.contract(seller_region=HERE)

    with pytest.raises(Conflict, match="not_for_elsewhere"):
        record_elsewhere(
            desk.registrar,
            desk.office,
            contract,
            office_name="样例外埠登记处",
            number="1101012026000456",
            registered_on=date(2026, 5, 20),
            facts=facts_of(contract.latest_version),
            document=PAPER,
        )
