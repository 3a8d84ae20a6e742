"""The ledger can only be added to, and whoever alters it is found out."""

from datetime import date

import pytest
import sqlalchemy as sa

from techmarket.registration import ledger
from techmarket.registration.facts import fixed_facts
from techmarket.registration.ledger import check_ledger, verify_ledger
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.models import EntryKind
from techmarket.registration.queries import list_entries
from techmarket.registration.services.application import request_change
from techmarket.registration.services.registering import (
    Ending,
    approve_change,
    cancel_registration,
)
from tests.factories.registration import PAPER, Desk

LEDGER_TRIGGERS = ("ledger_entry_no_update", "ledger_entry_no_delete")


@pytest.fixture
def desk(session):
    return Desk()


@pytest.fixture
def tamper(desk, session):
    """A function that alters rows as only somebody with the database in hand could."""
    for name in (*LEDGER_TRIGGERS, "registration_version_no_update"):
        session.execute(sa.text(f"DROP TRIGGER {name}"))

    def run(statement):
        session.execute(sa.text(statement))
        session.expire_all()

    return run


def change(desk, registration, **facts):
    wanted = fixed_facts(registration).with_changes(facts)
    request_change(
        desk.applicant, registration, wanted, reason="amount", text="补充协议", document=PAPER
    )
    approve_change(desk.registrar, registration, changed_on=date(2026, 6, 15))


def cancel(desk, registration):
    ending = Ending(reason="rescinded", text="合同已解除", ended_on=date(2026, 6, 15))
    cancel_registration(desk.registrar, registration, ending, PAPER)


def test_an_honest_ledger_has_no_problem(desk):
    changed, cancelled = desk.registered(), desk.registered()
    change(desk, changed, turnover_fen=200_000_000)
    cancel(desk, changed)
    cancel(desk, cancelled)
    desk.registered()

    assert verify_ledger() == []


def test_every_ended_case_nets_to_zero(desk):
    registration = desk.registered()
    change(desk, registration, turnover_fen=200_000_000)
    cancel(desk, registration)

    rows = list_entries(registration)

    assert [row.kind for row in rows] == [
        EntryKind.REGISTER,
        EntryKind.CHANGE,
        EntryKind.CHANGE,
        EntryKind.CANCEL,
    ]
    assert sum(row.contract_count for row in rows) == 0
    assert sum(row.turnover_fen for row in rows) == 0
    assert sum(row.technical_fen for row in rows) == 0


def test_rows_are_chained_in_one_sequence(desk):
    first, second = desk.registered(), desk.registered()

    rows = [*list_entries(first), *list_entries(second)]

    assert rows[1].seq == rows[0].seq + 1
    assert rows[1].prev_hash == rows[0].hash


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET turnover_fen = turnover_fen + 1",
        "UPDATE ledger_entry SET business_on = '2025-01-01'",
        "UPDATE ledger_entry SET prior_period = 1",
        "UPDATE registration_version SET contract_class = 'S'",
        "UPDATE registration_version SET is_output = 0",
        "UPDATE registration_version SET seller_region = '210902'",
    ],
)
def test_an_altered_row_is_named(desk, tamper, statement):
    desk.registered()

    tamper(statement)

    assert [problem.what for problem in check_ledger()] == ["altered"]


def test_a_missing_row_is_named_with_its_place(desk, tamper):
    for _number in range(3):
        desk.registered()

    tamper("DELETE FROM ledger_entry WHERE seq = 2")

    assert [str(problem) for problem in check_ledger()] == ["ledger_entry seq 2: missing"]


def test_a_registered_version_without_its_row_is_named(desk, tamper):
    registration = desk.registered()

    tamper("DELETE FROM ledger_entry")

    found = {(problem.where, problem.what) for problem in verify_ledger()}
    assert (f"registration_version {registration.latest_version.id}", "unbooked") in found
    assert ("ledger", "sums_differ") in found


def test_a_registration_counted_on_another_day_is_named(desk, monkeypatch):
    """A booking that is whole in itself, but made by a program that mistook the day."""
    monkeypatch.setattr(ledger, "open_day", lambda day: (day.replace(day=1), False))

    registration = desk.registered()

    assert list(check_ledger()) == []
    assert [str(problem) for problem in verify_ledger()] == [
        f"registration_version {registration.latest_version.id}: wrong_day"
    ]


def test_a_cancelled_case_without_its_reversal_is_named(desk, session):
    registration = desk.registered()
    registration.state = RegistrationState.CANCELLED
    session.flush()

    found = {problem.what for problem in verify_ledger()}

    assert found == {"unbooked", "sums_differ"}
