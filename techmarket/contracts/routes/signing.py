"""Handing in signed copies, and the end of a signed contract."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.contracts.forms import SignForm, TerminateForm
from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction, ContractState
from techmarket.contracts.models import Contract
from techmarket.contracts.policies import RULE_FOR, may_act_for_party, parties_to_sign
from techmarket.contracts.queries import get_contract
from techmarket.contracts.routes.blueprint import contracts_bp
from techmarket.contracts.services.signing import (
    complete_contract,
    sign_contract,
    terminate_contract,
)
from techmarket.kernel.errors import AlreadyExists, InvalidInput
from techmarket.kernel.files import SCAN_TYPES, file_store
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.web.pages import form_page


@contracts_bp.route("/contracts/<int:contract_id>/sign", methods=["GET", "POST"])
@login_required
def sign(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    require(may_act_for_party, user, contract)
    CONTRACT_LIFECYCLE.target(contract.state, ContractAction.SIGN)
    parties = parties_to_sign(user, contract)
    if not parties:
        raise AlreadyExists("signature")
    version = contract.latest_version
    form = SignForm(data={"version_number": version.number, "party_id": parties[0].id})
    form.offer_parties(parties)
    if form.validate_on_submit():
        try:
            _sign(user, contract, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            _flash_signed(contract)
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page("contracts/sign.html", form=form, contract=contract, version=version)


def _sign(user: User, contract: Contract, form: SignForm) -> None:
    """Keep the bytes first: nothing slow happens inside the transaction."""
    chosen = form.file.data
    upload = file_store().receive(chosen.stream, chosen.filename, allowed=SCAN_TYPES, field="file")
    with transaction():
        sign_contract(
            user,
            contract,
            version_number=form.version_number.data or 0,
            party_id=form.data["party_id"],
            upload=upload,
            signed_by=form.data["signed_by"],
            signed_on=form.data["signed_on"],
        )


def _flash_signed(contract: Contract) -> None:
    if contract.state == ContractState.OFFERED:
        flash(_("Your signed copy is there. The other side has still to sign."))
    else:
        flash(_("All parties have signed. The contract can now be submitted for registration."))


@contracts_bp.get("/contracts/<int:contract_id>/complete")
@login_required
def confirm_completion(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    require(RULE_FOR[ContractAction.COMPLETE], user, contract)
    CONTRACT_LIFECYCLE.target(contract.state, ContractAction.COMPLETE)
    return render_template(
        "layout/confirm.html",
        title=_("Record completion"),
        question=_("Has everything that the contract asks for been delivered and accepted?"),
        consequence=_("A contract recorded as completed cannot be reopened or terminated."),
        action_url=url_for("contracts.complete", contract_id=contract_id),
        action_label=_("Yes, it is fulfilled"),
        cancel_url=url_for("contracts.show", contract_id=contract_id),
    )


@contracts_bp.post("/contracts/<int:contract_id>/complete")
@login_required
def complete(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    with transaction():
        complete_contract(user, contract)
    flash(_("The contract is recorded as fulfilled."))
    return redirect(url_for("contracts.show", contract_id=contract_id))


@contracts_bp.route("/contracts/<int:contract_id>/terminate", methods=["GET", "POST"])
@login_required
def terminate(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    require(RULE_FOR[ContractAction.TERMINATE], user, contract)
    CONTRACT_LIFECYCLE.target(contract.state, ContractAction.TERMINATE)
    form = TerminateForm()
    if form.validate_on_submit():
        with transaction():
            terminate_contract(user, contract, reason=form.data["reason"], note=form.data["note"])
        flash(_("The contract was terminated."))
        return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page("contracts/terminate.html", form=form, contract=contract)
