"""The list of one's contracts, a contract's page, its documents and files."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.contracts.blocks import contract_blocks
from techmarket.contracts.checks import list_gaps
from techmarket.contracts.document import build_document, contract_title
from techmarket.contracts.lifecycle import ContractAction, ContractState
from techmarket.contracts.models import Contract, PartySide
from techmarket.contracts.policies import (
    SIGNED_STATES,
    available_actions,
    may_act_for_party,
    may_edit_party,
    may_plan,
    may_record_payment,
    parties_to_sign,
    side_of,
)
from techmarket.contracts.queries import (
    account_of,
    get_contract,
    get_payment,
    get_signature,
    get_version,
    list_contracts,
    list_happenings,
    other_party,
)
from techmarket.contracts.routes.blueprint import contracts_bp
from techmarket.contracts.routes.words import gap_name, timeline_entry
from techmarket.contracts.wording import role_names
from techmarket.deals.policies import side_of as side_of_deal
from techmarket.deals.queries.notices import signing_obstacles
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.files import StoredFile, file_store
from techmarket.web.downloads import DOCX, send_attachment
from techmarket.web.i18n import current_language
from techmarket.web.sentences import sentence_for
from techmarket.web.urls import requested_page

# Which states each tab of the list shows; None shows all.
TABS = {
    "all": None,
    "draft": {ContractState.DRAFTED},
    "signing": {ContractState.OFFERED},
    "running": {ContractState.SIGNED, ContractState.IN_FORCE},
    "ended": {ContractState.COMPLETED, ContractState.CANCELLED, ContractState.TERMINATED},
}
TAB_NAMES = {
    "all": _l("All contracts"),
    "draft": _l("Drafts"),
    "signing": _l("To be signed"),
    "running": _l("Signed and in force"),
    "ended": _l("Ended"),
}


@contracts_bp.get("/contracts")
@login_required
def index() -> ResponseReturnValue:
    user, today = signed_in_user(), clock.today()
    tab = request.args.get("list", "all")
    tab = tab if tab in TABS else "all"
    page = list_contracts(user, states=TABS[tab], page=requested_page())
    return render_template(
        "contracts/index.html",
        page=page,
        tab=tab,
        tab_names=TAB_NAMES,
        others={each.id: other_party(user, each) for each in page.entries},
        overdue={each.id: account_of(each, today).overdue_fen for each in page.entries},
        running=TABS["running"],
        active="me",
    )


@contracts_bp.get("/contracts/<int:contract_id>")
@login_required
def show(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    return render_template("contracts/show.html", **contract_values(user, contract))


def contract_values(user: User, contract: Contract) -> dict[str, Any]:
    """Return what the page of a contract shows this person."""
    version, today = contract.latest_version, clock.today()
    names = role_names(version.subtype, current_language())
    return {
        "contract": contract,
        "version": version,
        "side": side_of(user, contract),
        "roles": {
            PartySide.SELLER: names.seller,
            PartySide.BUYER: names.buyer,
            PartySide.INTERMEDIARY: _("Intermediary"),
        },
        "account": account_of(contract, today),
        "is_signed": contract.state in SIGNED_STATES,
        "signatures": {each.party_id: each for each in version.signatures},
        "timeline": [timeline_entry(each) for each in list_happenings(contract)],
        "blocks": contract_blocks.draw(contract, user),
        "shows_deal": contract.deal is not None and side_of_deal(user, contract.deal) is not None,
        "is_demo": contract.is_demo,
        "active": "me",
        **_possible(user, contract),
    }


def _possible(user: User, contract: Contract) -> dict[str, Any]:
    """What this person may do now, what is missing, and what stands in the way."""
    version = contract.latest_version
    is_draft = contract.state == ContractState.DRAFTED
    waits = contract.state in {ContractState.DRAFTED, ContractState.OFFERED}
    obstacles = signing_obstacles(contract.deal, clock.today()) if contract.deal and waits else []
    gaps = list_gaps(version) if is_draft else []
    return {
        "actions": available_actions(user, contract),
        "may_write": is_draft and may_act_for_party(user, contract),
        "own_parties": {
            each.id for each in version.parties if is_draft and may_edit_party(user, contract, each)
        },
        "to_sign": parties_to_sign(user, contract)
        if contract.state == ContractState.OFFERED
        else [],
        "may_plan": may_plan(user, contract),
        "may_record": contract.state in SIGNED_STATES and may_record_payment(user, contract),
        "gaps": [(gap_name(gap), gap) for gap in gaps],
        "party_names": {each.id: each.name for each in version.parties},
        "obstacles": [sentence_for(code) for code in obstacles],
        "may_offer": ContractAction.OFFER in available_actions(user, contract)
        and not gaps
        and not obstacles,
    }


@contracts_bp.get("/contracts/<int:contract_id>/versions/<int:number>.docx")
@login_required
def document(contract_id: int, number: int) -> ResponseReturnValue:
    contract = get_contract(signed_in_user(), contract_id)
    version = get_version(contract, number)
    name = f"{contract_title(version)}_{contract.number}_{number}.docx"
    return send_attachment(build_document(version), name, DOCX)


@contracts_bp.get("/contracts/<int:contract_id>/signatures/<int:signature_id>/file")
@login_required
def signed_copy(contract_id: int, signature_id: int) -> ResponseReturnValue:
    contract = get_contract(signed_in_user(), contract_id)
    return _send(get_signature(contract, signature_id).file)


@contracts_bp.get("/payments/<int:payment_id>/file")
@login_required
def payment_proof(payment_id: int) -> ResponseReturnValue:
    payment = get_payment(signed_in_user(), payment_id)
    if payment.file is None:
        raise NotFound("stored_file")
    return _send(payment.file)


def _send(file: StoredFile) -> ResponseReturnValue:
    return send_attachment(file_store().path(file.sha256), file.name, file.media_type)
