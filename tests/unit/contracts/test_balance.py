"""How money received is set against what was planned."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.contracts.balance import InstalmentState, draw_account
from techmarket.contracts.models import Instalment, Payment

TODAY = date(2026, 6, 15)


def planned(number, amount_fen, due_in=30):
    return Instalment(id=number, amount_fen=amount_fen, due_on=TODAY + timedelta(days=due_in))


def paid(amount_fen, instalment=None):
    return Payment(amount_fen=amount_fen, instalment_id=instalment)


def states(instalments, payments):
    return [line.state for line in draw_account(1000, instalments, payments, TODAY).lines]


@pytest.mark.parametrize(
    ("due_in", "amount_fen", "state"),
    [
        (1, 0, InstalmentState.PLANNED),
        (0, 0, InstalmentState.DUE),
        (-1, 0, InstalmentState.OVERDUE),
        (1, 40, InstalmentState.PART_PAID),
        (0, 40, InstalmentState.PART_PAID),
        (-1, 99, InstalmentState.OVERDUE),
        (-1, 100, InstalmentState.PAID),
        (1, 120, InstalmentState.PAID),
    ],
)
def test_an_instalment_is_overdue_the_day_after_it_was_due(due_in, amount_fen, state):
    payments = [paid(amount_fen, 1)] if amount_fen else []

    assert states([planned(1, 100, due_in)], payments) == [state]


def test_money_for_no_instalment_in_particular_fills_the_earliest():
    late, early = planned(1, 100, due_in=60), planned(2, 100, due_in=30)

    assert states([late, early], [paid(150)]) == [InstalmentState.PAID, InstalmentState.PART_PAID]


def test_money_for_a_named_instalment_counts_there():
    first, second = planned(1, 100, due_in=30), planned(2, 100, due_in=60)

    assert states([first, second], [paid(100, 2)]) == [
        InstalmentState.PLANNED,
        InstalmentState.PAID,
    ]


def test_a_reversal_opens_the_instalment_again():
    assert states([planned(1, 100, due_in=-1)], [paid(100, 1), paid(-100, 1)]) == [
        InstalmentState.OVERDUE
    ]


def test_the_account_says_what_is_late_and_since_when():
    lines = [planned(1, 100, due_in=-10), planned(2, 300, due_in=-3), planned(3, 600)]

    account = draw_account(1000, lines, [paid(150)], TODAY)

    assert (account.overdue_fen, account.overdue_since) == (250, TODAY - timedelta(days=3))


def test_the_account_says_what_the_plan_leaves_of_the_price():
    account = draw_account(1000, [planned(1, 400)], [], TODAY)

    assert (account.planned_fen, account.difference_fen, account.open_fen) == (400, 600, 1000)


@given(
    st.lists(st.integers(1, 1000), max_size=6),
    st.lists(st.tuples(st.integers(1, 2000), st.none() | st.integers(1, 6)), max_size=8),
)
def test_no_fen_is_counted_twice(amounts, bookings):
    plan = [planned(number, each) for number, each in enumerate(amounts, start=1)]
    payments = [paid(amount, target) for amount, target in bookings]

    account = draw_account(1000, plan, payments, TODAY)

    assert sum(line.paid_fen for line in account.lines) <= account.received_fen
    assert account.received_fen == sum(amount for amount, _target in bookings)
