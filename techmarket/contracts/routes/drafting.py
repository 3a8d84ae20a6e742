"""Making a contract from a deal, writing it, sending it out, taking it back, giving it up."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.contracts.forms import CancelForm, DraftForm, PartyForm, RedraftForm
from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction, ContractState
from techmarket.contracts.models import Contract
from techmarket.contracts.policies import RULE_FOR, may_act_for_party, may_edit_party
from techmarket.contracts.queries import get_contract
from techmarket.contracts.routes.blueprint import contracts_bp
from techmarket.contracts.services.drafting import (
    cancel_contract,
    create_contract,
    edit_draft,
    edit_party,
    get_party,
    offer_contract,
    redraft_contract,
)
from techmarket.deals.queries.deals import get_deal
from techmarket.kernel.errors import InvalidInput, InvalidTransition
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.web.pages import form_page


@contracts_bp.post("/deals/<int:deal_id>/contract")
@login_required
def create(deal_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    deal = get_deal(user, deal_id)
    with transaction():
        contract = create_contract(user, deal)
    flash(_("The contract was drafted from the agreed terms. Complete what is still missing."))
    return redirect(url_for("contracts.show", contract_id=contract.id))


@contracts_bp.route("/contracts/<int:contract_id>/edit", methods=["GET", "POST"])
@login_required
def edit(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    require(may_act_for_party, user, contract)
    _require_draft(contract)
    form = DraftForm.of(contract)
    if form.validate_on_submit():
        try:
            with transaction():
                seen = form.seen_version.data or 0
                edit_draft(user, contract, seen_version=seen, facts=form.facts())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The draft was saved."))
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page(
        "contracts/edit.html", form=form, contract=contract, version=contract.latest_version
    )


@contracts_bp.route(
    "/contracts/<int:contract_id>/parties/<int:party_id>/edit",
    methods=["GET", "POST"],
    endpoint="edit_party",
)
@login_required
def edit_one_party(contract_id: int, party_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    party = get_party(contract, party_id)
    require(may_edit_party, user, contract, party)
    _require_draft(contract)
    form = PartyForm.of(party)
    if form.validate_on_submit():
        with transaction():
            seen = form.seen.data
            edit_party(user, contract, party_id=party_id, facts=form.facts(), seen=seen)
        flash(_("The facts of the party were saved."))
        return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page("contracts/party.html", form=form, contract=contract, party=party)


@contracts_bp.post("/contracts/<int:contract_id>/offer")
@login_required
def offer(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    seen = request.form.get("seen_version", type=int) or 0
    with transaction():
        offer_contract(user, contract, seen_version=seen)
    flash(_("The contract was sent out for signature. Download it, sign it and upload your copy."))
    return redirect(url_for("contracts.show", contract_id=contract_id))


@contracts_bp.route("/contracts/<int:contract_id>/redraft", methods=["GET", "POST"])
@login_required
def redraft(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    _require_possible(user, contract, ContractAction.REDRAFT)
    form = RedraftForm(data={"seen_version": contract.version})
    if form.validate_on_submit():
        with transaction():
            seen = form.seen_version.data or 0
            redraft_contract(user, contract, seen_version=seen, note=form.data["note"])
        flash(_("The contract is a draft again."))
        return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page("contracts/redraft.html", form=form, contract=contract)


@contracts_bp.route("/contracts/<int:contract_id>/cancel", methods=["GET", "POST"])
@login_required
def cancel(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    _require_possible(user, contract, ContractAction.CANCEL)
    form = CancelForm()
    if form.validate_on_submit():
        with transaction():
            cancel_contract(user, contract, reason=form.data["reason"], note=form.data["note"])
        flash(_("The contract was given up."))
        return redirect(url_for("contracts.show", contract_id=contract_id))
    return form_page("contracts/cancel.html", form=form, contract=contract)


def _require_draft(contract: Contract) -> None:
    """Say before the form is shown that there is nothing to write any more."""
    if contract.state != ContractState.DRAFTED:
        raise InvalidTransition("contract", contract.state, "edit")


def _require_possible(user: User, contract: Contract, action: ContractAction) -> None:
    """Say before the form is shown that the move is not this person's, or not possible now."""
    require(RULE_FOR[action], user, contract)
    CONTRACT_LIFECYCLE.target(contract.state, action)
