"""Messages about contracts, payments and their registration."""

from collections.abc import Iterator
from dataclasses import replace

from techmarket.accounts.models import Role
from techmarket.contracts.events import (
    ContractDrafted,
    ContractEnded,
    ContractOffered,
    ContractSigned,
    PaymentRecorded,
)
from techmarket.contracts.models import Contract, Payment
from techmarket.kernel.orm import db
from techmarket.notifications.services.about_deals import both_sides
from techmarket.notifications.services.notes import (
    Composers,
    Note,
    ids,
    last_actor,
    last_move,
    members_of,
    responsible_in,
)
from techmarket.registration.events import (
    ContractRegistered,
    RegistrationChanged,
    RegistrationEnded,
    RegistrationEscalated,
    RegistrationRefused,
    RegistrationReturned,
    RegistrationSubmitted,
)
from techmarket.registration.models import Registration


def _on_contract_drafted(event: ContractDrafted) -> Iterator[Note]:
    contract = db.session.get_one(Contract, event.contract_id)
    yield _about_contract(contract, "contract_drafted")


def _on_contract_offered(event: ContractOffered) -> Iterator[Note]:
    contract = db.session.get_one(Contract, event.contract_id)
    yield _about_contract(contract, "contract_offered")


def _on_contract_signed(event: ContractSigned) -> Iterator[Note]:
    contract = db.session.get_one(Contract, event.contract_id)
    yield _about_contract(contract, "contract_signed")


def _on_contract_ended(event: ContractEnded) -> Iterator[Note]:
    """Completed, cancelled or terminated: the page says which."""
    contract = db.session.get_one(Contract, event.contract_id)
    yield _about_contract(contract, "contract_ended")


def _on_payment_recorded(event: PaymentRecorded) -> Iterator[Note]:
    payment = db.session.get_one(Payment, event.payment_id)
    contract = payment.contract
    yield Note(
        kind="payment_recorded",
        subject=f"payment:{payment.id}",
        path=f"/contracts/{contract.id}",
        title=contract.latest_version.title,
        readers=_parties(contract) - ids([payment.recorded_by_id]),
    )


def _on_registration_submitted(event: RegistrationSubmitted) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    yield _about_case(case, "registration_submitted", members_of(case.office_id, Role.REGISTRAR))


def _on_registration_returned(event: RegistrationReturned) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    yield _about_case(case, "registration_returned", _applicants(case))


def _on_registration_escalated(event: RegistrationEscalated) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    reviewers = members_of(case.office_id, Role.SECOND_REVIEWER) - ids([case.registrar_id])
    yield _about_case(case, "registration_escalated", reviewers)


def _on_contract_registered(event: ContractRegistered) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    yield from _to_all_parties(case, "contract_registered")


def _on_registration_refused(event: RegistrationRefused) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    yield _about_case(case, "registration_refused", _applicants(case))


def _on_registration_ended(event: RegistrationEnded) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    yield from _to_all_parties(case, "registration_ended")


def _on_registration_changed(event: RegistrationChanged) -> Iterator[Note]:
    case = db.session.get_one(Registration, event.registration_id)
    yield from _to_all_parties(case, "registration_changed")


def _parties(contract: Contract) -> frozenset[int]:
    """Return who follows the contract: those of the deal, or of the parties known here."""
    if contract.deal:
        return both_sides(contract.deal) | ids([contract.deal.agent_id])
    known = [party.organisation_id for party in contract.latest_version.parties]
    return frozenset[int]().union(
        *(responsible_in(each, contract.created_by_id) for each in known if each is not None)
    )


def _about_contract(contract: Contract, kind: str) -> Note:
    return Note(
        kind=kind,
        subject=f"contract:{contract.id}:{contract.latest_version.number}:{contract.state}",
        path=f"/contracts/{contract.id}",
        title=contract.latest_version.title,
        readers=_parties(contract) - last_actor("contract", contract.id),
    )


def _applicants(case: Registration) -> frozenset[int]:
    """Return who follows the case for the side that applied; nobody where the desk noted it."""
    if case.applicant_org_id is None:
        return frozenset()
    return responsible_in(case.applicant_org_id, case.submitted_by_id)


def _to_all_parties(case: Registration, kind: str) -> Iterator[Note]:
    """Tell the applicants on the case, and the others, who may not open it, on the contract."""
    applicants = _applicants(case)
    yield _about_case(case, kind, applicants)
    others = _about_case(case, kind, _parties(case.contract) - applicants)
    yield replace(others, path=f"/contracts/{case.contract_id}")


def _about_case(case: Registration, kind: str, readers: frozenset[int]) -> Note:
    return Note(
        kind=kind,
        subject=f"registration:{case.id}:{last_move('registration', case.id)}",
        path=f"/registration/{case.id}",
        title=case.contract.latest_version.title,
        readers=readers - last_actor("registration", case.id),
    )


COMPOSERS: Composers = {
    ContractDrafted: _on_contract_drafted,
    ContractOffered: _on_contract_offered,
    ContractSigned: _on_contract_signed,
    ContractEnded: _on_contract_ended,
    PaymentRecorded: _on_payment_recorded,
    RegistrationSubmitted: _on_registration_submitted,
    RegistrationReturned: _on_registration_returned,
    RegistrationEscalated: _on_registration_escalated,
    ContractRegistered: _on_contract_registered,
    RegistrationRefused: _on_registration_refused,
    RegistrationEnded: _on_registration_ended,
    RegistrationChanged: _on_registration_changed,
}
