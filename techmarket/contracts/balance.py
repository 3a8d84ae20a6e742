"""What of the price is planned, received and overdue: computed from the rows, stored nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from techmarket.contracts.models import Instalment, Payment


class InstalmentState(StrEnum):
    """Where an instalment stands on a day; a late one is overdue even when part of it came."""

    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    PART_PAID = "part_paid"
    PAID = "paid"


@dataclass(frozen=True)
class InstalmentLine:
    """One instalment with the money that counts towards it, in fen."""

    instalment: Instalment
    paid_fen: int
    state: InstalmentState

    @property
    def open_fen(self) -> int:
        return max(0, self.instalment.amount_fen - self.paid_fen)

    @property
    def is_overdue(self) -> bool:
        return self.state == InstalmentState.OVERDUE


@dataclass(frozen=True)
class Account:
    """The money of one contract on one day, in fen."""

    price_fen: int
    planned_fen: int
    received_fen: int
    lines: Sequence[InstalmentLine]

    @property
    def difference_fen(self) -> int:
        """What the plan leaves of the price; below zero when the plan asks for more."""
        return self.price_fen - self.planned_fen

    @property
    def open_fen(self) -> int:
        """What of the price has not come yet; below zero when more came than was agreed."""
        return self.price_fen - self.received_fen

    @property
    def overdue_fen(self) -> int:
        return sum(line.open_fen for line in self.lines if line.is_overdue)

    @property
    def overdue_since(self) -> date | None:
        """The earliest due date that passed without its money."""
        return min((line.instalment.due_on for line in self.lines if line.is_overdue), default=None)


def draw_account(
    price_fen: int, instalments: Sequence[Instalment], payments: Sequence[Payment], today: date
) -> Account:
    """Set payments against instalments as of the business date `today`.

    Money booked for an instalment counts there; money without one fills the earliest open ones.
    A reversal is a negative row and takes away where its payment was booked.
    """
    ordered = sorted(instalments, key=lambda each: (each.due_on, each.id or 0))
    paid = {each.id: 0 for each in ordered}
    loose = 0
    for payment in payments:
        if payment.instalment_id in paid:
            paid[payment.instalment_id] += payment.amount_fen
        else:
            loose += payment.amount_fen
    lines = []
    for instalment in ordered:
        share = min(loose, max(0, instalment.amount_fen - paid[instalment.id]))
        loose -= share
        lines.append(_line(instalment, paid[instalment.id] + share, today))
    return Account(
        price_fen,
        sum(each.amount_fen for each in ordered),
        sum(each.amount_fen for each in payments),
        lines,
    )


def _line(instalment: Instalment, paid_fen: int, today: date) -> InstalmentLine:
    if paid_fen >= instalment.amount_fen:
        state = InstalmentState.PAID
    elif instalment.due_on < today:
        state = InstalmentState.OVERDUE
    elif paid_fen > 0:
        state = InstalmentState.PART_PAID
    else:
        state = InstalmentState.DUE if instalment.due_on == today else InstalmentState.PLANNED
    return InstalmentLine(instalment, paid_fen, state)
