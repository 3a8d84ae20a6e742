"""The payment plan, payments received and their reversal."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.contracts.forms import InstalmentForm, PaymentForm, ReverseForm
from techmarket.contracts.models import Contract, Payment
from techmarket.contracts.policies import SIGNED_STATES, may_plan, may_record_payment
from techmarket.contracts.queries import account_of, get_contract, get_instalment, get_payment
from techmarket.contracts.routes.blueprint import contracts_bp
from techmarket.contracts.services.payments import (
    plan_instalment,
    record_payment,
    reverse_payment,
)
from techmarket.contracts.services.payments import remove_instalment as remove_from_plan
from techmarket.kernel import clock
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput, InvalidTransition
from techmarket.kernel.files import SCAN_TYPES, Upload, file_store
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.web.pages import form_page


@contracts_bp.route("/contracts/<int:contract_id>/instalments", methods=["GET", "POST"])
@login_required
def instalments(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    form = InstalmentForm()
    if form.validate_on_submit():
        with transaction():
            plan_instalment(
                user,
                contract,
                due_on=form.data["due_on"],
                amount_fen=form.amount_fen.data or 0,
                condition=form.data["condition"],
            )
        flash(_("The instalment is in the plan."))
        return redirect(url_for("contracts.instalments", contract_id=contract_id))
    return form_page(
        "contracts/instalments.html",
        form=form,
        contract=contract,
        account=account_of(contract, clock.today()),
        may_plan=may_plan(user, contract),
        booked={each.instalment_id for each in contract.payments},
    )


@contracts_bp.post("/contracts/<int:contract_id>/instalments/<int:instalment_id>/remove")
@login_required
def remove_instalment(contract_id: int, instalment_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    with transaction():
        remove_from_plan(user, get_instalment(contract, instalment_id))
    flash(_("The instalment was taken out of the plan."))
    return redirect(url_for("contracts.instalments", contract_id=contract_id))


@contracts_bp.route(
    "/contracts/<int:contract_id>/payments/new",
    methods=["GET", "POST"],
    endpoint="record_payment",
)
@login_required
def book_payment(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    require(may_record_payment, user, contract)
    if contract.state not in SIGNED_STATES:
        raise InvalidTransition("contract", contract.state, "record_payment")
    form = PaymentForm()
    form.offer_instalments(contract.instalments)
    if form.validate_on_submit():
        try:
            _record(user, contract, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The payment was booked."))
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page(
        "contracts/payment.html",
        form=form,
        contract=contract,
        account=account_of(contract, clock.today()),
    )


def _record(user: User, contract: Contract, form: PaymentForm) -> None:
    """Keep the bytes first: nothing slow happens inside the transaction."""
    upload: Upload | None = None
    if (chosen := form.file.data) is not None:
        upload = file_store().receive(
            chosen.stream, chosen.filename, allowed=SCAN_TYPES, field="file"
        )
    with transaction():
        record_payment(
            user,
            contract,
            received_on=form.data["received_on"],
            amount_fen=form.amount_fen.data or 0,
            instalment_id=form.data["instalment_id"],
            note=form.data["note"],
            upload=upload,
        )


@contracts_bp.route(
    "/payments/<int:payment_id>/reverse", methods=["GET", "POST"], endpoint="reverse_payment"
)
@login_required
def reverse(payment_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    payment = get_payment(user, payment_id)
    require(may_record_payment, user, payment.contract)
    _require_reversible(payment)
    form = ReverseForm()
    if form.validate_on_submit():
        with transaction():
            reverse_payment(user, payment, reason=form.data["reason"])
        flash(_("The booking was reversed."))
        return redirect(url_for("contracts.show", contract_id=payment.contract_id))
    return form_page(
        "contracts/reverse.html", form=form, payment=payment, contract=payment.contract
    )


def _require_reversible(payment: Payment) -> None:
    """Say before the form is shown that the booking is a reversal, or is reversed already."""
    if payment.reversal_of_id is not None:
        raise Conflict("reversal_is_final")
    if any(each.reversal_of_id == payment.id for each in payment.contract.payments):
        raise AlreadyExists("reversal")
