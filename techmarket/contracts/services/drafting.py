"""Writing the contract: the facts of a draft, offering it, drafting it anew, giving it up."""

from dataclasses import asdict

from sqlalchemy.orm import object_mapper

from techmarket.accounts.models import User
from techmarket.contracts.checks import DraftFacts, PartyFacts, check_facts, list_gaps
from techmarket.contracts.events import ContractDrafted, ContractEnded, ContractOffered
from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction, ContractState
from techmarket.contracts.models import (
    Contract,
    ContractParty,
    ContractVersion,
    Instalment,
    PlannedPayment,
)
from techmarket.contracts.policies import RULE_FOR, may_act_for_party, may_edit_party
from techmarket.contracts.services.creation import create_contract
from techmarket.contracts.services.moves import (
    CHAIN,
    hold,
    move,
    note_change,
    require_seen,
    require_signable,
    touch,
)
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.policy import require
from techmarket.kernel.seen import require_unchanged
from techmarket.region.current import pack

__all__ = [
    "cancel_contract",
    "create_contract",
    "edit_draft",
    "edit_party",
    "offer_contract",
    "redraft_contract",
]

FRESH = frozenset({"id", "number", "frozen_at", "signed_on", "payment_plan", "created_at"})


def edit_draft(
    user: User, contract: Contract, *, seen_version: int, facts: DraftFacts
) -> ContractVersion:
    """Write the facts and sections of the draft; the agreed price and class stay as agreed.

    Raises InvalidInput at the wrong fact, Conflict("contract_changed") when another page wrote
    first, NotAllowed, InvalidTransition.
    """
    require(may_act_for_party, user, contract)
    _require_draft(contract, "edit")
    require_seen(contract, seen_version)
    version = contract.latest_version
    check_facts(facts, turnover_fen=version.turnover_fen)
    for name, value in asdict(facts).items():
        setattr(version, name, value)
    touch(contract)
    note_change(user, contract, "edit")
    return version


def edit_party(
    user: User, contract: Contract, *, party_id: int, facts: PartyFacts, seen: str | None = None
) -> ContractParty:
    """Write what a party says of itself in this contract; its organisation stays as it is.

    `seen` is the mark of the facts on the page: what changes elsewhere in the draft is no conflict.
    Raises NotFound for a party of another version, NotAllowed for the other side's,
    Conflict("contract_changed") when another page wrote first.
    """
    hold(contract)
    party = get_party(contract, party_id)
    require(may_edit_party, user, contract, party)
    _require_draft(contract, "edit_party")
    require_unchanged(seen, PartyFacts.of(party).mark(), "contract_changed")
    for name, value in asdict(facts).items():
        setattr(party, name, value)
    note_change(user, contract, "edit_party", party.name)
    return party


def get_party(contract: Contract, party_id: int) -> ContractParty:
    """Return a party of the version that counts, or raise NotFound."""
    for party in contract.latest_version.parties:
        if party.id == party_id:
            return party
    raise NotFound("contract_party", party_id)


def offer_contract(user: User, contract: Contract, *, seen_version: int) -> None:
    """Freeze the version, with its payment plan, and ask both sides to sign it.

    Raises Conflict: "contract_incomplete" while a needed fact is missing, "contract_changed", or
    the deal's obstacle (a public notice that is missing, runs or is objected to).
    """
    require(RULE_FOR[ContractAction.OFFER], user, contract)
    CONTRACT_LIFECYCLE.target(contract.state, ContractAction.OFFER)
    require_seen(contract, seen_version)
    version = contract.latest_version
    if list_gaps(version):
        raise Conflict("contract_incomplete")
    require_signable(contract)
    move(user, contract, ContractAction.OFFER)
    version.frozen_at = clock.now()
    version.payment_plan = [_planned(each) for each in contract.instalments]
    outbox.publish(ContractOffered(contract.id))


def redraft_contract(
    user: User, contract: Contract, *, seen_version: int, note: str
) -> ContractVersion:
    """Take an offered contract back to drafting as version n+1; signed copies stay with n.

    Raises InvalidInput("note", "required"), Conflict("contract_changed"), InvalidTransition.
    """
    require(RULE_FOR[ContractAction.REDRAFT], user, contract)
    CONTRACT_LIFECYCLE.target(contract.state, ContractAction.REDRAFT)
    require_seen(contract, seen_version)
    if not note:
        raise InvalidInput("note", "required")
    move(user, contract, ContractAction.REDRAFT, note)
    version = _copy(contract.latest_version)
    version.created_by_id = user.id
    contract.versions.append(version)
    db.session.flush()  # policies ask the new version's parties by their organisation's id
    outbox.publish(ContractDrafted(contract.id))
    return version


def cancel_contract(user: User, contract: Contract, *, reason: str, note: str = "") -> None:
    """Give the contract up before it is signed, with a code of the list `abandon_reason`."""
    require(RULE_FOR[ContractAction.CANCEL], user, contract)
    if pack().find_code("abandon_reason", reason, clock.today()) is None:
        raise InvalidInput("reason", "unknown_code")
    move(user, contract, ContractAction.CANCEL, note)
    contract.end_reason = reason
    outbox.publish(ContractEnded(contract.id))


def _require_draft(contract: Contract, action: str) -> None:
    if contract.state != ContractState.DRAFTED:
        raise InvalidTransition(CHAIN, contract.state, action)


def _planned(instalment: Instalment) -> PlannedPayment:
    return PlannedPayment(
        due_on=instalment.due_on.isoformat(),
        amount_fen=instalment.amount_fen,
        condition=instalment.condition,
    )


def _copy(version: ContractVersion) -> ContractVersion:
    copy = ContractVersion(number=version.number + 1, **_columns(version, FRESH))
    copy.parties = [
        ContractParty(**_columns(party, frozenset({"id", "contract_version_id"})))
        for party in version.parties
    ]
    return copy


def _columns(row: ContractVersion | ContractParty, without: frozenset[str]) -> dict[str, object]:
    names = [attribute.key for attribute in object_mapper(row).column_attrs]
    return {name: getattr(row, name) for name in names if name not in without}
