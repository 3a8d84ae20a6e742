"""Contracts in every state for tests, with a public university as seller."""

import itertools
from datetime import date
from io import BytesIO
from typing import Any

import factory

from techmarket.accounts.models import Organisation, OrganisationKind, Role, User
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import (
    Contract,
    ContractParty,
    ContractSignature,
    ContractVersion,
    Instalment,
    PartySide,
)
from techmarket.contracts.policies import PARTY_SIDES, SIGNED_STATES
from techmarket.deals.models import Deal
from techmarket.kernel import clock
from techmarket.kernel.files import SCAN_TYPES, StoredFile, Upload, file_store
from techmarket.kernel.orm import db
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.base import ModelFactory

PDF = b"%PDF-1.4 signed copy"
PRICE_FEN = 120_000_000
TECHNICAL_FEN = 84_000_000
COMPLETE_FACTS: dict[str, Any] = {
    "title": "煤矸石免烧砖配方开发",
    "contract_class": "D",
    "subtype": "D1",
    "technology_field": "07",
    "ip": "trade_secret",
    "plan_source": "none",
    "objective": "01",
    "industry": "C",
    "pay_mode": "instalment",
    "turnover_fen": PRICE_FEN,
    "technical_fen": TECHNICAL_FEN,
    "non_technical_note": "试验台 36 万元。",
    "subject": "以煤矸石为骨料开发免烧砖配方。",
    "performance": "分小试、中试两步。",
    "acceptance": "抗压强度不低于 10 MPa。",
}
_serials = itertools.count(1)


class StoredFileFactory(ModelFactory):
    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = len(PDF)
    media_type = "application/pdf"
    name = "盖章合同.pdf"
    created_at = factory.LazyFunction(clock.now)


class InstalmentFactory(ModelFactory):
    class Meta:
        model = Instalment

    due_on = date(2026, 9, 1)
    amount_fen = 40_000_000
    condition = "中试完成"


def contract_in(
    state: ContractState = ContractState.DRAFTED,
    *,
    seller: Organisation | None = None,
    buyer: Organisation | None = None,
    agency: Organisation | None = None,
    deal: Deal | None = None,
    **facts: Any,
) -> Contract:
    """Return a contract in `state` with one complete version; `facts` are columns of the version.

    Signed ones have a copy from each side, and frozen text, like those that services make.
    """
    version = ContractVersion(number=1, **{**COMPLETE_FACTS, **facts})
    version.parties = [
        party_of(PartySide.SELLER, seller or OrganisationFactory(public_university=True)),
        party_of(PartySide.BUYER, buyer or OrganisationFactory()),
    ]
    if agency is not None:
        version.parties.append(party_of(PartySide.INTERMEDIARY, agency))
    if state not in (ContractState.DRAFTED, ContractState.CANCELLED):
        version.frozen_at = clock.now()
    number = f"SAMPLE-2026-{next(_serials):06d}"
    contract = Contract(number=number, state=state, deal=deal, versions=[version])
    db.session.add(contract)
    db.session.flush()
    if state in SIGNED_STATES:
        _sign(version)
    db.session.refresh(contract)
    return contract


def party_of(side: PartySide, organisation: Organisation) -> ContractParty:
    """Return a complete snapshot of an organisation."""
    is_university = organisation.kind == OrganisationKind.UNIVERSITY
    return ContractParty(
        side=side,
        organisation=organisation,
        name=organisation.name,
        credit_code=organisation.credit_code,
        party_type="022" if is_university else "100",
        region=organisation.region,
        industry="P" if is_university else "C",
        representative="钱代表",
    )


def party_member(contract: Contract, side: PartySide) -> User:
    """Return a new approved member of the organisation on one side."""
    organisation = contract.latest_version.parties_on(side)[0].organisation
    assert organisation is not None
    role = Role.ENTERPRISE if side == PartySide.BUYER else Role.ORG_ADMIN
    return member(Role.AGENT if side == PartySide.INTERMEDIARY else role, organisation)


def signed_copy(content: bytes = PDF, name: str = "盖章合同.pdf") -> Upload:
    """Return a received upload, its bytes stored and its type proven."""
    return file_store().receive(BytesIO(content), name, allowed=SCAN_TYPES, field="file")


def _sign(version: ContractVersion) -> None:
    today = clock.today()
    for party in version.parties:
        if party.side in PARTY_SIDES:
            copy = ContractSignature(
                party=party,
                file=StoredFileFactory(),
                signed_by="钱代表",
                signed_on=today,
                uploaded_by_id=UserFactory().id,
            )
            version.signatures.append(copy)
    version.signed_on = today
    db.session.flush()
