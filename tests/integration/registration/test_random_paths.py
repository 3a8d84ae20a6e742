"""Whoever does whatever in whichever order: the case stays on its table and the ledger adds up."""

from contextlib import suppress
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.accounts.models import Role
from techmarket.kernel.errors import DomainError
from techmarket.kernel.history import check_chains, list_history
from techmarket.registration.facts import fixed_facts
from techmarket.registration.ledger import verify_ledger
from techmarket.registration.lifecycle import REGISTRATION_LIFECYCLE, RegistrationState
from techmarket.registration.queries import list_entries
from techmarket.registration.services.application import (
    object_to_refusal,
    request_change,
    submit_case,
    withdraw_case,
)
from techmarket.registration.services.registering import (
    Ending,
    approve_change,
    cancel_registration,
    dismiss_change,
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
from tests.factories.registration import PAPER, Desk, colleague, new_number

TODAY = date(2026, 6, 15)
REASONS = [{"field": "form", "code": "other", "text": "样例"}]


def _register(who, case):
    register_contract(who, case, number=new_number(), registered_on=TODAY, facts=fixed_facts(case))


def _change(who, case):
    facts = fixed_facts(case).with_changes({"turnover_fen": 130_000_000})
    request_change(who, case, facts, reason="amount", text="样例", document=PAPER)


def _ending(reason):
    return Ending(reason=reason, text="样例", ended_on=TODAY)


MOVES = {
    "submit": submit_case,
    "withdraw": withdraw_case,
    "accept": accept_case,
    "start": start_examination,
    "return": lambda who, case: return_case(who, case, REASONS),
    "escalate": lambda who, case: escalate_case(who, case, is_disputed=True),
    "register": _register,
    "refuse": lambda who, case: refuse_case(who, case, ["G3"], "样例"),
    "object": lambda who, case: object_to_refusal(who, case, "样例"),
    "uphold": lambda who, case: uphold_refusal(who, case, "样例"),
    "reopen": lambda who, case: reopen_case(who, case, "样例"),
    "request_change": _change,
    "approve": lambda who, case: approve_change(who, case, changed_on=TODAY),
    "dismiss": lambda who, case: dismiss_change(who, case, "样例"),
    "cancel": lambda who, case: cancel_registration(who, case, _ending("rescinded"), PAPER),
    "revoke": lambda who, case: revoke_registration(who, case, _ending("R1"), PAPER),
}
# Along the way that a case normally takes, so that random paths get far, too.
USUAL = ["submit", "accept", "start", "register", "request_change", "approve", "cancel"]


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(0, len(USUAL)),
    st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 3)), max_size=15),
)
def test_no_sequence_of_steps_leaves_the_table(session, head_start, steps):
    with session.begin_nested() as example:
        desk = Desk()
        both = colleague(desk.reviewer, Role.REGISTRAR, desk.office)
        actors = [desk.applicant, desk.registrar, both, desk.client]
        case = desk.case()
        for name in USUAL[:head_start]:
            usual = desk.applicant if name in ("submit", "request_change") else desk.registrar
            MOVES[name](usual, case)
        for name, who in steps:
            before = case.state
            with suppress(DomainError):
                MOVES[name](actors[who], case)
                assert (before, name) in REGISTRATION_LIFECYCLE.table
                assert case.state == REGISTRATION_LIFECYCLE.table[before, name]
                continue
            assert case.state == before

        moves = list_history("registration", case.id)
        assert moves[-1].to_state == case.state
        assert [row.to_state for row in moves[:-1]] == [row.from_state for row in moves[1:]]
        assert list(check_chains()) == []
        assert verify_ledger() == []
        assert_registered_is_what_counts(case)
        assert_two_people_decided(case, desk)
        example.rollback()
    session.expire_all()


def assert_registered_is_what_counts(case):
    rows = list_entries(case)
    stands = case.state in (RegistrationState.REGISTERED, RegistrationState.CHANGE_PENDING)
    assert sum(row.contract_count for row in rows) == int(stands)
    expected = case.latest_version.turnover_fen if stands else 0
    assert sum(row.turnover_fen for row in rows) == expected


def assert_two_people_decided(case, desk):
    """A disputed contract that was registered was never decided by one person alone."""
    if case.is_disputed and case.versions:
        assert case.second_reviewer_id not in (None, case.registrar_id)
