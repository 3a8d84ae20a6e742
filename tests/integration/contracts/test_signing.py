"""Each side's copy, the contract in force, and how it ends."""

from datetime import timedelta

import pytest

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Role
from techmarket.contracts.events import ContractSigned
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import ContractSignature, PartySide
from techmarket.contracts.services.signing import (
    complete_contract,
    enforce_contract,
    enforce_due_contracts,
    sign_contract,
    terminate_contract,
)
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member
from tests.factories.contracts import contract_in, party_member, party_of, signed_copy

pytestmark = pytest.mark.usefixtures("session")


def sign(contract, side, **changes):
    version = contract.latest_version
    given = {
        "version_number": version.number,
        "party_id": version.parties_on(side)[0].id,
        "upload": signed_copy(),
        "signed_by": "钱代表",
        "signed_on": clock.today(),
    }
    user = changes.pop("user", None) or party_member(contract, side)
    return sign_contract(user, contract, **(given | changes))


@pytest.fixture
def offered():
    return contract_in(ContractState.OFFERED)


def test_one_signature_leaves_the_contract_offered(offered):
    sign(offered, PartySide.SELLER)

    assert offered.state == ContractState.OFFERED


def test_the_last_signature_signs_the_contract_and_puts_it_in_force(offered, at):
    sign(offered, PartySide.SELLER)
    at(clock.now() + timedelta(days=2))

    sign(offered, PartySide.BUYER)

    assert offered.state == ContractState.IN_FORCE
    assert offered.latest_version.signed_on == clock.today()
    assert [row.action for row in list_history("contract", offered.id)] == [
        "upload_signature",
        "upload_signature",
        "sign",
        "enforce",
    ]


def test_that_it_is_signed_is_announced(offered):
    heard = []
    outbox.subscribe("test-of-contracts", heard.extend, ContractSigned)
    sign(offered, PartySide.SELLER)
    sign(offered, PartySide.BUYER)
    db.session.commit()

    outbox.drain()

    assert heard == [ContractSigned(offered.id)]


def test_a_contract_that_begins_later_waits_for_its_day(at):
    contract = contract_in(ContractState.OFFERED, begins_on=clock.today() + timedelta(days=10))
    sign(contract, PartySide.SELLER)
    sign(contract, PartySide.BUYER)
    db.session.commit()
    assert contract.state == ContractState.SIGNED

    at(clock.now() + timedelta(days=9))
    enforce_due_contracts()
    day_before = contract.state
    at(clock.now() + timedelta(days=1))
    enforce_due_contracts()

    assert (day_before, contract.state) == (ContractState.SIGNED, ContractState.IN_FORCE)


def test_nobody_puts_a_contract_in_force_by_hand():
    contract = contract_in(ContractState.SIGNED)

    with pytest.raises(NotAllowed):
        enforce_contract(party_member(contract, PartySide.SELLER), contract)


def test_every_party_of_a_side_has_to_sign():
    contract = contract_in(ContractState.OFFERED)
    version = contract.latest_version
    second = party_of(PartySide.SELLER, OrganisationFactory())
    second.ordinal = 2
    version.parties.append(second)
    db.session.flush()
    db.session.expire_all()

    sign(contract, PartySide.SELLER)
    sign(contract, PartySide.BUYER)
    before = contract.state
    sign(
        contract,
        PartySide.SELLER,
        party_id=second.id,
        user=member(Role.ENTERPRISE, second.organisation),
    )

    assert (before, contract.state) == (ContractState.OFFERED, ContractState.IN_FORCE)


def test_the_copy_keeps_digest_and_signer(offered):
    signature = sign(offered, PartySide.SELLER, upload=signed_copy(b"%PDF-1.7 other"))

    assert signature.file.media_type == "application/pdf"
    assert len(signature.file.sha256) == 64
    assert signature.signed_by == "钱代表"


def test_no_side_signs_for_the_other(offered):
    with pytest.raises(NotAllowed):
        sign(offered, PartySide.BUYER, user=party_member(offered, PartySide.SELLER))


def test_a_member_of_both_sides_signs_for_one_only():
    contract = contract_in(ContractState.OFFERED)
    both = party_member(contract, PartySide.SELLER)
    buyer = contract.latest_version.parties_on(PartySide.BUYER)[0].organisation
    MembershipFactory(user=both, organisation=buyer, role=Role.ENTERPRISE)
    db.session.refresh(both)
    sign(contract, PartySide.SELLER, user=both)

    with pytest.raises(NotAllowed):
        sign(contract, PartySide.BUYER, user=both)


def test_a_member_whose_organisation_lost_its_standing_does_not_sign(offered):
    user = party_member(offered, PartySide.SELLER)
    offered.latest_version.parties_on(PartySide.SELLER)[
        0
    ].organisation.state = OrganisationState.SUSPENDED

    with pytest.raises(NotAllowed):
        sign(offered, PartySide.SELLER, user=user)


@pytest.mark.parametrize(("days", "reason"), [(1, "signed_in_future"), (-1, "signed_before_offer")])
def test_the_date_lies_between_offer_and_today(offered, days, reason):
    with pytest.raises(InvalidInput, match=reason):
        sign(offered, PartySide.SELLER, signed_on=clock.today() + timedelta(days=days))


def test_a_copy_names_who_signed(offered):
    with pytest.raises(InvalidInput, match="signed_by: required"):
        sign(offered, PartySide.SELLER, signed_by="")


def test_a_second_copy_of_a_party_is_refused(offered):
    sign(offered, PartySide.SELLER)

    with pytest.raises(AlreadyExists):
        sign(offered, PartySide.SELLER)

    assert db.session.query(ContractSignature).count() == 1


def test_an_older_version_cannot_be_signed(offered):
    with pytest.raises(Conflict, match="version_outdated"):
        sign(offered, PartySide.SELLER, version_number=0)


@pytest.mark.parametrize("state", [ContractState.DRAFTED, ContractState.IN_FORCE])
def test_only_an_offered_contract_is_signed(state):
    contract = contract_in(state)

    with pytest.raises(InvalidTransition):
        sign(contract, PartySide.SELLER)


def test_the_buyer_says_that_the_contract_is_fulfilled():
    contract = contract_in(ContractState.IN_FORCE)

    with pytest.raises(NotAllowed):
        complete_contract(party_member(contract, PartySide.SELLER), contract)
    complete_contract(party_member(contract, PartySide.BUYER), contract)

    assert contract.state == ContractState.COMPLETED


@pytest.mark.parametrize("state", [ContractState.SIGNED, ContractState.IN_FORCE])
def test_a_signed_contract_ends_early_with_a_reason(state):
    contract = contract_in(state)
    user = party_member(contract, PartySide.SELLER)

    with pytest.raises(InvalidInput, match="unknown_code"):
        terminate_contract(user, contract, reason="price")
    terminate_contract(user, contract, reason="rescinded", note="双方协议解除")

    assert (contract.state, contract.end_reason) == (ContractState.TERMINATED, "rescinded")
