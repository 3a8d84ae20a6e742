"""The plan of instalments, and the money received: append-only, mended by reversal."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import User
from techmarket.contracts.balance import draw_account
from techmarket.contracts.events import PaymentRecorded
from techmarket.contracts.models import Contract, Instalment, Payment
from techmarket.contracts.policies import SIGNED_STATES, may_plan, may_record_payment
from techmarket.contracts.services.moves import CHAIN, hold, note_change
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotFound,
)
from techmarket.kernel.files import Upload, add_stored_file
from techmarket.kernel.orm import db
from techmarket.kernel.policy import require


def plan_instalment(
    user: User, contract: Contract, *, due_on: date, amount_fen: int, condition: str = ""
) -> Instalment:
    """Add one planned payment, in fen, due on a business date."""
    require(may_plan, user, contract)
    if amount_fen <= 0:
        raise InvalidInput("amount_fen", "amount_not_positive")
    instalment = Instalment(due_on=due_on, amount_fen=amount_fen, condition=condition)
    contract.instalments.append(instalment)
    note_change(user, contract, "plan_instalment", _plan_note(instalment))
    return instalment


def remove_instalment(user: User, instalment: Instalment) -> None:
    """Take a planned payment out of the plan; raises Conflict("instalment_paid") once money came.

    An instalment that a payment names stays, even when the payment was reversed: its row does.
    """
    contract = instalment.contract
    hold(contract)
    require(may_plan, user, contract)
    if instalment not in contract.instalments:
        raise NotFound("instalment", instalment.id)
    if _has_money(contract, instalment):
        raise Conflict("instalment_paid")
    contract.instalments.remove(instalment)
    db.session.delete(instalment)
    note_change(user, contract, "remove_instalment", _plan_note(instalment))


def record_payment(
    user: User,
    contract: Contract,
    *,
    received_on: date,
    amount_fen: int,
    instalment_id: int | None = None,
    note: str = "",
    upload: Upload | None = None,
) -> Payment:
    """Book money that the seller received, in fen; the row is never changed afterwards.

    Raises InvalidInput (future day, amount, foreign instalment), InvalidTransition before signing.
    """
    hold(contract)
    require(may_record_payment, user, contract)
    if contract.state not in SIGNED_STATES:
        raise InvalidTransition(CHAIN, contract.state, "record_payment")
    _check_payment(contract, received_on, amount_fen, instalment_id)
    payment = Payment(
        instalment_id=instalment_id,
        received_on=received_on,
        amount_fen=amount_fen,
        note=note,
        file=add_stored_file(upload, user.id) if upload else None,
        recorded_by_id=user.id,
    )
    _book(contract, payment)
    note_change(user, contract, "record_payment", str(payment.id))
    return payment


def reverse_payment(user: User, payment: Payment, *, reason: str) -> Payment:
    """Undo a booking by a row of the opposite amount, dated today; once for each payment.

    Raises AlreadyExists("reversal"), Conflict("reversal_is_final"), InvalidInput("reason", …).
    """
    contract = payment.contract
    require(may_record_payment, user, contract)
    if not reason:
        raise InvalidInput("reason", "required")
    if payment.reversal_of_id is not None:
        raise Conflict("reversal_is_final")
    reversal = Payment(
        instalment_id=payment.instalment_id,
        received_on=clock.today(),
        amount_fen=-payment.amount_fen,
        reversal_of=payment,
        note=reason,
        recorded_by_id=user.id,
    )
    _book(contract, reversal)
    note_change(user, contract, "reverse_payment", str(payment.id))
    return reversal


def _has_money(contract: Contract, instalment: Instalment) -> bool:
    if any(payment.instalment_id == instalment.id for payment in contract.payments):
        return True
    account = draw_account(0, contract.instalments, contract.payments, clock.today())
    return any(line.paid_fen for line in account.lines if line.instalment is instalment)


def _check_payment(
    contract: Contract, received_on: date, amount_fen: int, instalment_id: int | None
) -> None:
    if received_on > clock.today():
        raise InvalidInput("received_on", "received_in_future")
    if amount_fen <= 0:
        raise InvalidInput("amount_fen", "amount_not_positive")
    if instalment_id is not None and instalment_id not in {
        each.id for each in contract.instalments
    }:
        raise InvalidInput("instalment_id", "instalment_of_another_contract")


def _book(contract: Contract, payment: Payment) -> None:
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            contract.payments.append(payment)
    except IntegrityError as error:
        raise AlreadyExists("reversal") from error
    outbox.publish(PaymentRecorded(payment.id))


def _plan_note(instalment: Instalment) -> str:
    return f"{instalment.due_on.isoformat()} {instalment.amount_fen}"
