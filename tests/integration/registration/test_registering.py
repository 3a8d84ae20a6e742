"""What is registered, changed and ended, and what is refused at which field."""

from datetime import date

import pytest

from techmarket.kernel.errors import (
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.registration.facts import facts_of, fixed_facts
from techmarket.registration.ledger import verify_ledger
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.models import EntryKind, Origin
from techmarket.registration.queries import list_entries
from techmarket.registration.services.application import (
    request_change,
)
from techmarket.registration.services.registering import (
    Ending,
    approve_change,
    cancel_registration,
    dismiss_change,
    record_elsewhere,
    revoke_registration,
)
from techmarket.registration.services.review import escalate_case
from tests.factories.accounts import OrganisationFactory
from tests.factories.registration import (
    ELSEWHERE,
    HERE,
    PAPER,
    Desk,
    signed_contract,
)

LARGE = {"turnover_fen": 900_000_000, "technical_fen": 500_000_000}
MISSING_SEAL = [{"field": "contract", "code": "seal_missing", "text": "乙方未盖章"}]


@pytest.fixture
def desk(session):
    return Desk()


def test_a_case_becomes_a_version_and_one_ledger_row(desk):
    registration = desk.in_review()

    version = desk.register(registration, number="2109 01 2026 000123")

    (entry,) = list_entries(registration)
    assert registration.state == RegistrationState.REGISTERED
    assert registration.number == "2109012026000123"
    assert (version.number, version.is_output, version.is_absorbed) == (1, True, True)
    assert (entry.kind, entry.contract_count) == (EntryKind.REGISTER, 1)
    assert (entry.turnover_fen, entry.technical_fen) == (120_000_000, 84_000_000)
    assert entry.business_on == date(2026, 6, 15)
    assert verify_ledger() == []


@pytest.mark.parametrize("number", ["", "123", "21090120260001234", "9909012026000123", "abcd"])
def test_a_number_that_is_none_is_refused_at_its_field(desk, number):
    registration = desk.in_review()

    with pytest.raises(InvalidInput) as refusal:
        desk.register(registration, number=number)

    assert (refusal.value.field, refusal.value.reason) == ("number", "number_format")


def test_a_number_of_fourteen_digits_is_accepted(desk):
    registration = desk.in_review()

    desk.register(registration, number="２６２１０９０１０００００１")

    assert registration.number == "26210901000001"


def test_a_number_is_given_once(desk):
    first, second = desk.in_review(), desk.in_review()
    desk.register(first, number="2109012026000777")

    with pytest.raises(InvalidInput) as refusal:
        desk.register(second, number="2109012026000777")

    assert (refusal.value.field, refusal.value.reason) == ("number", "number_taken")


def test_a_demo_number_is_refused_outside_a_demo_database(desk):
    registration = desk.in_review()

    with pytest.raises(InvalidInput, match="number_of_demo"):
        desk.register(registration, number="2109992026000001")


def test_a_demo_number_is_accepted_in_a_demo_database(desk):
    OrganisationFactory(is_demo=True)
    registration = desk.in_review()

    desk.register(registration, number="2109992026000001")

    assert registration.number == "2109992026000001"


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2026, 6, 16), "in_future"), (date(2024, 1, 7), "before_signing")],
)
def test_the_day_of_registration_lies_between_signing_and_today(desk, day, reason):
    registration = desk.in_review()

    with pytest.raises(InvalidInput, match=reason):
        desk.register(registration, registered_on=day)


@pytest.mark.parametrize("technical_fen", [0, -1, 120_000_001])
def test_the_technical_amount_lies_within_the_turnover(desk, technical_fen):
    registration = desk.in_review()

    with pytest.raises(InvalidInput) as refusal:
        desk.register(registration, technical_fen=technical_fen)

    assert refusal.value.field == "technical_fen"


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


def test_who_asks_for_a_change_does_not_settle_it(desk):
    """What was registered elsewhere our registrar corrects, and a colleague settles."""
    outside = OrganisationFactory(name="样例外埠学院", region=ELSEWHERE)
    contract = signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)
    facts = facts_of(contract.latest_version)
    registration = record_elsewhere(
        desk.registrar,
        desk.office,
        contract,
        office_name="样例外埠登记处",
        number="1101012026000457",
        registered_on=date(2026, 5, 20),
        facts=facts,
        document=PAPER,
    )
    wanted = facts.with_changes({"turnover_fen": 150_000_000})
    request_change(
        desk.registrar, registration, wanted, reason="amount", text="录入有误", document=PAPER
    )

    with pytest.raises(NotAllowed):
        approve_change(desk.registrar, registration, changed_on=date(2026, 6, 15))

    version = approve_change(desk.reviewer, registration, changed_on=date(2026, 6, 15))
    assert version.turnover_fen == 150_000_000


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


def test_a_large_registration_is_not_made_small_by_one_officer(desk):
    registration = desk.in_review(**LARGE)
    escalate_case(desk.registrar, registration)
    desk.register(registration, by=desk.reviewer)
    facts = fixed_facts(registration).with_changes({"technical_fen": 1})
    request_change(
        desk.applicant, registration, facts, reason="amount", text="减少价款", document=PAPER
    )

    with pytest.raises(NotAllowed):
        approve_change(desk.registrar, registration, changed_on=date(2026, 6, 15))


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
