"""What counts: registering, noting what was registered elsewhere, changing, ending.

Version, ledger rows, history and message stand in one transaction.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Organisation, User
from techmarket.accounts.queries.organisations import is_demo_database
from techmarket.contracts.models import Contract, PartySide
from techmarket.kernel import clock, history, outbox, policy
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput
from techmarket.kernel.files import Upload
from techmarket.kernel.orm import db
from techmarket.kernel.seen import require_unchanged
from techmarket.region.current import pack
from techmarket.registration.events import (
    ContractRegistered,
    RegistrationChanged,
    RegistrationEnded,
)
from techmarket.registration.facts import (
    CHANGE,
    FIXED,
    Facts,
    check_facts,
    declared_facts,
    lead_party,
    note_facts,
    requested_facts,
)
from techmarket.registration.ledger import (
    last_booked_on,
    post_change,
    post_registration,
    post_reversal,
)
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import (
    DocumentKind,
    EntryKind,
    Origin,
    Registration,
    RegistrationVersion,
)
from techmarket.registration.numbers import checked_number
from techmarket.registration.policies import (
    REGISTRABLE_STATES,
    is_change_large,
    is_open_for_elsewhere,
    may_record_elsewhere,
    may_review_again,
)
from techmarket.registration.services.moves import (
    CHAIN,
    add_case_file,
    check_day,
    check_reasons,
    check_text,
    move,
    require_move,
)
from techmarket.registration.services.review import (
    check_class_reason,
    note_reviewer,
    require_second_review,
)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Why and from which business day a registration ends.

    `reason` is a code of cancel_reason or revocation_ground; the note says whether benefits were
    already used, of which the registrant must inform the authority (domain.md §2.5).
    """

    reason: str
    text: str
    ended_on: date
    benefits_used: bool = False


def register_contract(
    officer: User,
    registration: Registration,
    *,
    number: str,
    registered_on: date,
    facts: Facts,
    class_reason: str = "",
    certificate: Upload | None = None,
    seen: str | None = None,
) -> RegistrationVersion:
    """Register with the national system's number and the amounts that the office fixes (fen).

    `seen` is the case's version on the page. Raises Conflict("case_changed" |
    "second_review_required" | "contract_not_signed"), InvalidInput at `number`, `registered_on`,
    `class_reason` or a fact.
    """
    require_move(officer, registration, RegistrationAction.REGISTER)
    require_unchanged(seen, registration.version, "case_changed")
    check_facts(facts, clock.today())
    check_class_reason(registration, facts, class_reason)
    require_second_review(registration, facts)
    if registration.contract.state not in REGISTRABLE_STATES:
        raise Conflict("contract_not_signed")
    note_facts(registration, FIXED, facts)
    note_reviewer(officer, registration)
    reasons = [{"field": "class", "code": "", "text": class_reason}] if class_reason else []
    return _register(
        officer, registration, number=number, registered_on=registered_on, facts=facts,
        reasons=reasons, certificate=certificate,
    )  # fmt: skip


def record_elsewhere(
    registrar: User,
    office: Organisation,
    contract: Contract,
    *,
    office_name: str,
    number: str,
    registered_on: date,
    facts: Facts,
    document: Upload,
) -> Registration:
    """Note a contract that the seller's own office registered; it counts as absorbed only.

    Nothing is examined here, so no second review. Raises Conflict("not_for_elsewhere"),
    AlreadyExists, InvalidInput.
    """
    policy.require(may_record_elsewhere, registrar, office, contract)
    if not is_open_for_elsewhere(contract):
        raise Conflict("not_for_elsewhere")
    check_text(office_name, "office_name")
    check_facts(facts, clock.today())
    registration = _open_elsewhere(registrar, office, contract, office_name)
    _register(
        registrar, registration, number=number, registered_on=registered_on, facts=facts,
        reasons=[], certificate=document,
    )  # fmt: skip
    return registration


def approve_change(
    officer: User, registration: Registration, *, changed_on: date, note: str = ""
) -> RegistrationVersion:
    """Register the requested change as the next version, booked on `changed_on`."""
    require_move(officer, registration, RegistrationAction.APPROVE)
    old = _latest(registration)
    facts = requested_facts(registration)
    check_facts(facts, clock.today())
    check_day(
        changed_on, "changed_on", earliest=last_booked_on(registration), reason="before_booked"
    )
    if is_change_large(registration):
        policy.require(may_review_again, officer, registration)
        registration.second_reviewer_id = officer.id
    move(officer, registration, RegistrationAction.APPROVE, note=note)
    new = _write_version(
        officer, registration, facts, declared=facts, registered_on=old.registered_on
    )
    note_facts(registration, CHANGE, None)
    post_change(old, new, actor=officer, changed_on=changed_on)
    outbox.publish(RegistrationChanged(registration.id))
    return new


def dismiss_change(officer: User, registration: Registration, text: str) -> None:
    """Let what is registered stand as it is."""
    require_move(officer, registration, RegistrationAction.DISMISS)
    check_text(text, "text")
    move(officer, registration, RegistrationAction.DISMISS, note=text)
    note_facts(registration, CHANGE, None)


def cancel_registration(
    officer: User, registration: Registration, ending: Ending, document: Upload
) -> None:
    """Cancel because the contract was rescinded, terminated or annulled; reverses it in full."""
    _end(officer, registration, RegistrationAction.CANCEL, ending, document)


def revoke_registration(
    officer: User, registration: Registration, ending: Ending, document: Upload
) -> None:
    """Take a registration back that should not have been made; reverses it in full."""
    _end(officer, registration, RegistrationAction.REVOKE, ending, document)


_END_LISTS = {
    RegistrationAction.CANCEL: ("cancel_reason", EntryKind.CANCEL),
    RegistrationAction.REVOKE: ("revocation_ground", EntryKind.REVOKE),
}


def _end(
    officer: User,
    registration: Registration,
    action: RegistrationAction,
    ending: Ending,
    document: Upload,
) -> None:
    require_move(officer, registration, action)
    list_name, kind = _END_LISTS[action]
    reasons = [
        {"field": "contract", "code": ending.reason, "text": ending.text},
        {"field": "ended_on", "code": "", "text": ending.ended_on.isoformat()},
        {"field": "benefits_used", "code": "", "text": "yes" if ending.benefits_used else "no"},
    ]
    check_reasons(reasons[:1], list_name, "reason")
    check_text(ending.text, "text")
    check_day(
        ending.ended_on, "ended_on", earliest=last_booked_on(registration), reason="before_booked"
    )
    move(officer, registration, action, reasons=reasons)
    add_case_file(officer, registration, document, kind=DocumentKind.CANCELLATION)
    post_reversal(_latest(registration), kind, actor=officer, ended_on=ending.ended_on)
    outbox.publish(RegistrationEnded(registration.id))


def _register(
    officer: User,
    registration: Registration,
    *,
    number: str,
    registered_on: date,
    facts: Facts,
    reasons: list[dict[str, str]],
    certificate: Upload | None,
) -> RegistrationVersion:
    signed_on = registration.contract.latest_version.signed_on
    check_day(registered_on, "registered_on", earliest=signed_on, reason="before_signing")
    _take_number(registration, number)
    move(officer, registration, RegistrationAction.REGISTER, reasons=reasons)
    if certificate is not None:
        add_case_file(officer, registration, certificate, kind=DocumentKind.CERTIFICATE)
    version = _write_version(
        officer,
        registration,
        facts,
        declared=declared_facts(registration),
        registered_on=registered_on,
    )
    post_registration(version, actor=officer)
    outbox.publish(ContractRegistered(registration.id))
    return version


def _take_number(registration: Registration, text: str) -> None:
    """Give the case its number; the constraint, not a query, decides whether it is free."""
    number = checked_number(text, clock.today(), is_demo=is_demo_database())
    try:
        with db.session.begin_nested():
            registration.number = number
            db.session.flush()
    except IntegrityError as error:
        raise InvalidInput("number", "number_taken") from error


def _open_elsewhere(
    registrar: User, office: Organisation, contract: Contract, office_name: str
) -> Registration:
    """Open the case in the registrar's own hands: there is nobody to submit it."""
    buyer = lead_party(contract.latest_version, PartySide.BUYER)
    registration = Registration(
        contract=contract,
        office=office,
        office_name=office_name,
        applicant_org_id=buyer.organisation_id if buyer else None,
        origin=Origin.ELSEWHERE,
        state=RegistrationState.IN_REVIEW,
        submitted_by_id=registrar.id,
        submitted_at=clock.now(),
        accepted_on=clock.today(),
        registrar_id=registrar.id,
        worksheet={},
    )
    try:
        with db.session.begin_nested():
            db.session.add(registration)
    except IntegrityError as error:
        raise AlreadyExists("registration") from error
    states = (None, RegistrationState.IN_REVIEW)
    history.record(CHAIN, registration.id, actor=registrar, action="record", states=states)
    return registration


def _write_version(
    officer: User,
    registration: Registration,
    facts: Facts,
    *,
    declared: Facts,
    registered_on: date,
) -> RegistrationVersion:
    stated = registration.contract.latest_version
    seller = lead_party(stated, PartySide.SELLER)
    buyer = lead_party(stated, PartySide.BUYER)
    is_own = registration.origin == Origin.OWN
    version = RegistrationVersion(
        registration=registration,
        contract_version=stated,
        number=len(registration.versions) + 1,
        title=stated.title,
        contract_class=facts.contract_class,
        subtype=facts.subtype,
        technology_field=facts.technology_field,
        ip=facts.ip,
        plan_source=facts.plan_source,
        objective=facts.objective,
        seller_region=seller.region if seller else None,
        seller_zone=seller.zone if seller else None,
        buyer_region=buyer.region if buyer else None,
        buyer_zone=buyer.zone if buyer else None,
        declared_turnover_fen=declared.turnover_fen,
        declared_technical_fen=declared.technical_fen,
        turnover_fen=facts.turnover_fen,
        technical_fen=facts.technical_fen,
        currency=stated.currency,
        rate=stated.rate,
        rate_on=stated.rate_on,
        signed_on=stated.signed_on,
        registered_on=registered_on,
        is_output=is_own and pack().is_local(seller.region if seller else None),
        is_absorbed=pack().is_local(buyer.region if buyer else None),
        created_by_id=officer.id,
    )
    db.session.add(version)
    return version


def _latest(registration: Registration) -> RegistrationVersion:
    if registration.latest_version is None:
        raise Conflict("not_registered_yet")
    return registration.latest_version
