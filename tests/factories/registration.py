"""Signed contracts, cases and registered contracts for tests of the desk and of statistics."""

import itertools
from datetime import date
from typing import Any

from techmarket.accounts.models import Organisation, OrganisationKind, Role, User
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, ContractParty, ContractVersion, PartySide
from techmarket.kernel import clock
from techmarket.kernel.files import Upload
from techmarket.kernel.orm import db
from techmarket.registration.facts import facts_of
from techmarket.registration.models import Registration, RegistrationVersion
from techmarket.registration.services.application import open_case, submit_case
from techmarket.registration.services.registering import register_contract
from techmarket.registration.services.review import accept_case, start_examination
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member

HERE, ELSEWHERE = "210911", "110000"
PAPER = Upload(name="解除协议.pdf", sha256="0" * 64, size=1234, media_type="application/pdf")
_serials = itertools.count(1)


class Desk:
    """One office with its people, and an applicant whose contracts come to it."""

    def __init__(self) -> None:
        self.office = OrganisationFactory(
            kind=OrganisationKind.REGISTRATION_OFFICE, name="样例登记处"
        )
        self.registrar = member(Role.REGISTRAR, self.office)
        self.reviewer = member(Role.SECOND_REVIEWER, self.office)
        self.seller = OrganisationFactory(kind=OrganisationKind.UNIVERSITY, name="样例工业学院")
        self.buyer = OrganisationFactory(name="样例铸造公司")
        self.applicant = member(Role.ORG_ADMIN, self.seller)
        self.client = member(Role.ENTERPRISE, self.buyer)

    def contract(self, **facts: Any) -> Contract:
        return signed_contract(self.seller, self.buyer, **facts)

    def case(self, **facts: Any) -> Registration:
        return open_case(self.applicant, self.contract(**facts))

    def submitted(self, **facts: Any) -> Registration:
        registration = self.case(**facts)
        submit_case(self.applicant, registration)
        return registration

    def in_review(self, **facts: Any) -> Registration:
        registration = self.submitted(**facts)
        accept_case(self.registrar, registration)
        start_examination(self.registrar, registration)
        return registration

    def registered(self, registered_on: date = date(2026, 6, 10), **facts: Any) -> Registration:
        registration = self.in_review(**facts)
        self.register(
            registration, number=new_number(registered_on.year), registered_on=registered_on
        )
        return registration

    def register(
        self, registration: Registration, by: User | None = None, **changes: Any
    ) -> RegistrationVersion:
        """Register today what the contract says, but for the changes."""
        return register_contract(
            by or self.registrar,
            registration,
            number=changes.get("number", new_number()),
            registered_on=changes.get("registered_on", clock.today()),
            facts=facts_of(registration.contract.latest_version).with_changes(changes),
            class_reason=changes.get("class_reason", ""),
        )


def new_number(year: int = 2026) -> str:
    """Return an unused number as the national system might give it."""
    return f"210901{year}{next(_serials):06d}"


def signed_contract(
    seller: Organisation,
    buyer: Organisation,
    *,
    state: ContractState = ContractState.SIGNED,
    seller_region: str | None = HERE,
    buyer_region: str | None = HERE,
    seller_country: str = "CHN",
    **facts: Any,
) -> Contract:
    """Return a contract whose one version both sides have signed."""
    contract = Contract(number=f"TEST-{next(_serials):06d}", state=state)
    version = ContractVersion(**{**_plain_facts(), **facts}, contract=contract)
    sides = ((PartySide.SELLER, seller, seller_region), (PartySide.BUYER, buyer, buyer_region))
    for side, organisation, region in sides:
        version.parties.append(
            ContractParty(
                side=side,
                organisation_id=organisation.id,
                name=organisation.name,
                credit_code=organisation.credit_code,
                region=region,
                country=seller_country if side == PartySide.SELLER else "CHN",
            )
        )
    db.session.add(contract)
    db.session.flush()
    db.session.refresh(contract)
    return contract


def colleague(user: User, role: Role, office: Organisation) -> User:
    """Give a person one more role in an office."""
    MembershipFactory(user=user, organisation=office, role=role)
    db.session.refresh(user)
    return user


def _plain_facts() -> dict[str, Any]:
    return {
        "number": 1,
        "title": "煤矸石免烧砖配方开发",
        "contract_class": "D",
        "subtype": "D1",
        "technology_field": "07",
        "ip": None,
        "plan_source": None,
        "objective": None,
        "pay_mode": "instalment",
        "turnover_fen": 120_000_000,
        "technical_fen": 84_000_000,
        "signed_on": date(2024, 1, 8),
        "begins_on": date(2024, 1, 8),
        "ends_on": date(2028, 12, 31),
        "subject": "以煤矸石为骨料开发免烧砖配方。",
    }
