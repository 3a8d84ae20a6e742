"""Signing and ending: each side's signed copy, the contract in force, completed or terminated."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import User
from techmarket.contracts.events import ContractEnded, ContractSigned
from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction, ContractState
from techmarket.contracts.models import (
    Contract,
    ContractParty,
    ContractSignature,
    ContractVersion,
)
from techmarket.contracts.policies import PARTY_SIDES, RULE_FOR, may_sign_for
from techmarket.contracts.services.drafting import get_party
from techmarket.contracts.services.moves import hold, move, note_change, require_signable
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput
from techmarket.kernel.files import Upload, add_stored_file
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.policy import WORKER, Actor, require
from techmarket.region.current import pack


def sign_contract(
    user: User,
    contract: Contract,
    *,
    version_number: int,
    party_id: int,
    upload: Upload,
    signed_by: str,
    signed_on: date,
) -> ContractSignature:
    """Hand in one party's signed copy of the offered version.

    The last missing copy of a seller or buyer signs the contract, and puts it in force unless it
    begins later. Raises InvalidInput("signed_on", …) unless the day lies between the offer and
    today, AlreadyExists("signature"), Conflict("version_outdated") or the deal's obstacle.
    """
    hold(contract)
    version = contract.latest_version
    if version.number != version_number:
        raise Conflict("version_outdated")
    party = get_party(contract, party_id)
    require(may_sign_for, user, contract, party)
    CONTRACT_LIFECYCLE.target(contract.state, ContractAction.SIGN)
    require_signable(contract)
    _check_signature(version, signed_by, signed_on)
    file = add_stored_file(upload, user.id)
    signature = ContractSignature(
        party=party,
        file=file,
        signed_by=signed_by,
        signed_on=signed_on,
        uploaded_by_id=user.id,
    )
    _store(version, signature)
    note_change(user, contract, "upload_signature", party.name)
    if not _unsigned(version):
        _sign(user, contract, version)
    return signature


def _check_signature(version: ContractVersion, signed_by: str, signed_on: date) -> None:
    if not signed_by:
        raise InvalidInput("signed_by", "required")
    if signed_on > clock.today():
        raise InvalidInput("signed_on", "signed_in_future")
    frozen_at = version.frozen_at
    # Nobody can have signed a text before it was fixed.
    if frozen_at is not None and signed_on < frozen_at.astimezone(clock.zone()).date():
        raise InvalidInput("signed_on", "signed_before_offer")


def _store(version: ContractVersion, signature: ContractSignature) -> None:
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            version.signatures.append(signature)
    except IntegrityError as error:
        raise AlreadyExists("signature") from error


def _unsigned(version: ContractVersion) -> list[ContractParty]:
    signed = {each.party_id for each in version.signatures}
    return [each for each in version.parties if each.side in PARTY_SIDES and each.id not in signed]


def _sign(user: User, contract: Contract, version: ContractVersion) -> None:
    """Every copy is there: the contract is signed on the day of the latest signature."""
    version.signed_on = max(each.signed_on for each in version.signatures)
    move(user, contract, ContractAction.SIGN)
    outbox.publish(ContractSigned(contract.id))
    if version.begins_on is None or version.begins_on <= clock.today():
        enforce_contract(WORKER, contract)


def enforce_contract(actor: Actor, contract: Contract) -> None:
    """Put a signed contract in force; nobody's button, it happens by itself."""
    move(actor, contract, ContractAction.ENFORCE)


def enforce_due_contracts() -> None:
    """Put in force every signed contract whose first day has come; a duty of the worker."""
    with transaction():
        query = (
            sa.select(Contract)
            .join(Contract.versions)
            .where(
                Contract.state == ContractState.SIGNED,
                ContractVersion.signed_on.is_not(None),
                ContractVersion.begins_on <= clock.today(),
            )
            .order_by(Contract.id)
        )
        for contract in db.session.scalars(query).unique():
            enforce_contract(WORKER, contract)


def complete_contract(user: User, contract: Contract) -> None:
    """Record that both sides have done what the contract asks; the buyer says so."""
    move(user, contract, ContractAction.COMPLETE)
    outbox.publish(ContractEnded(contract.id))


def terminate_contract(user: User, contract: Contract, *, reason: str, note: str = "") -> None:
    """End a signed contract early, with a code of the list `cancel_reason`."""
    require(RULE_FOR[ContractAction.TERMINATE], user, contract)
    if pack().find_code("cancel_reason", reason, clock.today()) is None:
        raise InvalidInput("reason", "unknown_code")
    move(user, contract, ContractAction.TERMINATE, note)
    contract.end_reason = reason
    outbox.publish(ContractEnded(contract.id))
