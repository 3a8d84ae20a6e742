"""Money received: booked by the seller, never edited, mended by reversal."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.contracts.events import PaymentRecorded
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import PartySide, Payment
from techmarket.contracts.queries import account_of
from techmarket.contracts.services.payments import (
    plan_instalment,
    record_payment,
    remove_instalment,
    reverse_payment,
)
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.orm import db
from tests.factories.contracts import InstalmentFactory, contract_in, party_member

pytestmark = pytest.mark.usefixtures("session")
COLUMNS = ("received_on", "amount_fen", "instalment_id", "reversal_of_id", "note")


@pytest.fixture
def contract():
    return contract_in(ContractState.IN_FORCE)


@pytest.fixture
def seller(contract):
    return party_member(contract, PartySide.SELLER)


def book(seller, contract, amount_fen=1000, **facts):
    return record_payment(
        seller, contract, **({"received_on": clock.today(), "amount_fen": amount_fen} | facts)
    )


def test_the_seller_books_what_it_received(contract, seller):
    instalment = InstalmentFactory(contract=contract)

    payment = book(seller, contract, instalment_id=instalment.id, note="银行回单")

    assert (payment.contract, payment.instalment_id) == (contract, instalment.id)
    assert (payment.recorded_by_id, payment.note) == (seller.id, "银行回单")


def test_a_booking_is_announced(contract, seller):
    heard = []
    outbox.subscribe("test-of-payments", heard.extend, PaymentRecorded)
    payment = book(seller, contract)
    db.session.commit()

    outbox.drain()

    assert heard == [PaymentRecorded(payment.id)]


def test_the_buyer_books_nothing(contract):
    with pytest.raises(NotAllowed):
        book(party_member(contract, PartySide.BUYER), contract)


@pytest.mark.parametrize("state", [ContractState.DRAFTED, ContractState.OFFERED])
def test_nothing_is_received_before_signing(state):
    contract = contract_in(state)

    with pytest.raises(InvalidTransition):
        book(party_member(contract, PartySide.SELLER), contract)


@pytest.mark.parametrize("state", [ContractState.COMPLETED, ContractState.TERMINATED])
def test_late_money_can_still_be_booked(state):
    contract = contract_in(state)

    assert book(party_member(contract, PartySide.SELLER), contract).amount_fen == 1000


def test_money_of_tomorrow_is_refused(contract, seller):
    tomorrow = clock.today() + timedelta(days=1)

    with pytest.raises(InvalidInput, match="received_on: received_in_future"):
        book(seller, contract, received_on=tomorrow)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_no_payment_is_zero_or_negative(contract, seller, amount_fen):
    with pytest.raises(InvalidInput, match="amount_not_positive"):
        book(seller, contract, amount_fen)


def test_an_instalment_of_another_contract_is_refused(contract, seller):
    foreign = InstalmentFactory(contract=contract_in(ContractState.IN_FORCE))

    with pytest.raises(InvalidInput, match="instalment_of_another_contract"):
        book(seller, contract, instalment_id=foreign.id)


def test_a_reversal_is_a_row_of_the_opposite_amount_dated_today(contract, seller, at):
    payment = book(seller, contract, 1000)
    at(clock.now() + timedelta(days=5))

    reversal = reverse_payment(seller, payment, reason="重复入账")

    assert (reversal.amount_fen, reversal.reversal_of_id) == (-1000, payment.id)
    assert (reversal.received_on, reversal.note) == (clock.today(), "重复入账")
    assert payment.amount_fen == 1000


def test_a_payment_is_reversed_once(contract, seller):
    payment = book(seller, contract)
    reverse_payment(seller, payment, reason="重复入账")

    with pytest.raises(AlreadyExists):
        reverse_payment(seller, payment, reason="再来一次")


def test_a_reversal_is_not_reversed(contract, seller):
    reversal = reverse_payment(seller, book(seller, contract), reason="重复入账")

    with pytest.raises(Conflict, match="reversal_is_final"):
        reverse_payment(seller, reversal, reason="反悔")


def test_a_reversal_says_why(contract, seller):
    with pytest.raises(InvalidInput, match="required"):
        reverse_payment(seller, book(seller, contract), reason="")


@pytest.mark.parametrize(
    ("state", "side", "allowed"),
    [
        (ContractState.DRAFTED, PartySide.SELLER, True),
        (ContractState.DRAFTED, PartySide.BUYER, True),
        (ContractState.OFFERED, PartySide.SELLER, False),
        (ContractState.IN_FORCE, PartySide.SELLER, True),
        (ContractState.IN_FORCE, PartySide.BUYER, False),
        (ContractState.COMPLETED, PartySide.SELLER, False),
    ],
)
def test_who_plans_instalments_and_when(state, side, allowed):
    contract = contract_in(state)
    user = party_member(contract, side)
    plan = {"due_on": date(2026, 9, 1), "amount_fen": 5}

    if allowed:
        assert plan_instalment(user, contract, **plan) in contract.instalments
    else:
        with pytest.raises(NotAllowed):
            plan_instalment(user, contract, **plan)


def test_an_instalment_has_an_amount(contract, seller):
    with pytest.raises(InvalidInput, match="amount_not_positive"):
        plan_instalment(seller, contract, due_on=date(2026, 9, 1), amount_fen=0)


def test_an_unpaid_instalment_leaves_the_plan(contract, seller):
    instalment = InstalmentFactory(contract=contract)
    db.session.refresh(contract)

    remove_instalment(seller, instalment)
    db.session.flush()
    db.session.refresh(contract)

    assert contract.instalments == []


def test_an_instalment_with_money_stays(contract, seller):
    instalment = InstalmentFactory(contract=contract)
    db.session.refresh(contract)
    book(seller, contract, instalment_id=instalment.id)

    with pytest.raises(Conflict, match="instalment_paid"):
        remove_instalment(seller, instalment)


def test_an_instalment_that_loose_money_fills_stays(contract, seller):
    instalment = InstalmentFactory(contract=contract)
    db.session.refresh(contract)
    book(seller, contract, 1)

    with pytest.raises(Conflict, match="instalment_paid"):
        remove_instalment(seller, instalment)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("book"), st.integers(1, 10**9)),
            st.tuples(st.just("reverse"), st.integers(0, 20)),
        ),
        max_size=8,
    )
)
def test_after_any_bookings_and_reversals_the_total_is_the_sum_of_untouched_rows(session, steps):
    contract = contract_in(ContractState.IN_FORCE)
    seller = party_member(contract, PartySide.SELLER)
    written, reversed_ids, expected = {}, set(), 0

    for step, number in steps:
        if step == "book":
            row, change = book(seller, contract, number), number
        else:
            standing = [each for each in contract.payments if each.id not in reversed_ids]
            if not standing:
                continue
            payment = standing[number % len(standing)]
            if payment.reversal_of_id is not None:
                with pytest.raises(Conflict):
                    reverse_payment(seller, payment, reason="冲正")
                continue
            row, change = reverse_payment(seller, payment, reason="冲正"), -payment.amount_fen
            reversed_ids.add(payment.id)
        expected += change
        written[row.id] = {name: getattr(row, name) for name in COLUMNS}

    session.flush()
    session.expire_all()
    rows = session.query(Payment).filter_by(contract_id=contract.id).all()
    assert {row.id: {name: getattr(row, name) for name in COLUMNS} for row in rows} == written
    assert account_of(contract, clock.today()).received_fen == expected
