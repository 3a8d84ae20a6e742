"""What the applicant does: open a case, declare, hand in, take back, object, ask for a change."""

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import User
from techmarket.contracts.models import Contract
from techmarket.contracts.policies import UNDER_WAY
from techmarket.kernel import clock, history, outbox, policy
from techmarket.kernel.errors import AlreadyExists, Conflict
from techmarket.kernel.files import Upload
from techmarket.kernel.orm import db
from techmarket.kernel.seen import require_unchanged
from techmarket.region.current import pack
from techmarket.registration.events import RegistrationSubmitted
from techmarket.registration.facts import (
    CHANGE,
    DECLARED,
    FIXED,
    Facts,
    applicant_party,
    check_facts,
    is_registered_here,
    note_facts,
)
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import DocumentKind, Registration, RegistrationDocument
from techmarket.registration.policies import (
    may_add_document,
    may_apply,
    may_declare,
)
from techmarket.registration.queries import find_office
from techmarket.registration.services.moves import (
    CHAIN,
    add_case_file,
    check_reasons,
    check_text,
    move,
    require_move,
    set_deadline,
)


def open_case(applicant: User, contract: Contract) -> Registration:
    """Open a draft application for a signed contract at the region's office.

    Raises NotAllowed for others than the seller (for an import: the domestic buyer),
    Conflict("contract_not_signed" | "seller_outside" | "no_office"), AlreadyExists.
    """
    policy.require(may_apply, applicant, contract)
    party = applicant_party(contract.latest_version)
    if contract.state not in UNDER_WAY:
        raise Conflict("contract_not_signed")
    if not is_registered_here(contract.latest_version):
        raise Conflict("seller_outside")
    office = find_office()
    if office is None:
        raise Conflict("no_office")
    registration = Registration(
        contract=contract,
        office=office,
        office_name=office.name,
        applicant_org_id=party.organisation_id if party else None,
        worksheet={},
    )
    try:
        with db.session.begin_nested():  # the constraint decides between two tabs
            db.session.add(registration)
    except IntegrityError as error:
        raise AlreadyExists("registration") from error
    states = (None, RegistrationState.DRAFT)
    history.record(CHAIN, registration.id, actor=applicant, action="open", states=states)
    return registration


def declare_facts(
    applicant: User, registration: Registration, facts: Facts, *, seen: str | None = None
) -> None:
    """Keep the applicant's declaration of codes and amounts; only before it is handed in.

    `seen` is the case's version on the page; raises Conflict("case_changed") at another.
    """
    policy.require(may_declare, applicant, registration)
    require_unchanged(seen, registration.version, "case_changed")
    check_facts(facts, clock.today())
    note_facts(registration, DECLARED, facts)


def add_document(
    actor: User, registration: Registration, upload: Upload, *, kind: DocumentKind, title: str = ""
) -> RegistrationDocument:
    """Add evidence or another paper to the case, from either side of the desk."""
    policy.require(may_add_document, actor, registration)
    return add_case_file(actor, registration, upload, kind=kind, title=title)


def submission_obstacles(registration: Registration) -> list[str]:
    """Return the reason codes that keep the case from being handed in today; [] when none.

    Signed on or before the day of submission, and the contract not yet ended (domain.md §2.3);
    a contract without a price is not registrable (§3.2).
    """
    contract, today = registration.contract, clock.today()
    version = contract.latest_version
    found = []
    if contract.state not in UNDER_WAY:
        found.append("contract_not_signed")
    if version.signed_on is None or version.signed_on > today:
        found.append("contract_signed_later")
    if version.ends_on is not None and version.ends_on < today:
        found.append("contract_expired")
    pay_mode = pack().find_code("pay_mode", version.pay_mode)
    if pay_mode is not None and pay_mode.extra.get("is_registrable") == "no":
        found.append("price_open")
    return found


def submit_case(applicant: User, registration: Registration) -> None:
    """Hand the case in; after a return the office's clock begins anew when it is taken in."""
    require_move(applicant, registration, RegistrationAction.SUBMIT)
    for obstacle in submission_obstacles(registration):
        raise Conflict(obstacle)
    move(applicant, registration, RegistrationAction.SUBMIT)
    registration.submitted_at = clock.now()
    registration.submitted_by_id = applicant.id
    # What the office noted before the correction is no longer about this declaration.
    note_facts(registration, FIXED, None)
    outbox.publish(RegistrationSubmitted(registration.id))


def withdraw_case(applicant: User, registration: Registration, note: str = "") -> None:
    """Take the application back before it is decided."""
    move(applicant, registration, RegistrationAction.WITHDRAW, note=note)


def object_to_refusal(
    applicant: User, registration: Registration, text: str, document: Upload | None = None
) -> None:
    """Ask for reconsideration of a refusal; raises AlreadyExists when a newer case runs."""
    require_move(applicant, registration, RegistrationAction.OBJECT)
    check_text(text, "text")
    try:
        with db.session.begin_nested():
            move(applicant, registration, RegistrationAction.OBJECT, note=text)
    except IntegrityError as error:
        raise AlreadyExists("registration") from error
    if document is not None:
        add_case_file(applicant, registration, document, kind=DocumentKind.OBJECTION)


def request_change(
    actor: User,
    registration: Registration,
    facts: Facts,
    *,
    reason: str,
    text: str,
    document: Upload,
    seen: str | None = None,
) -> None:
    """Ask that what is registered be changed; `reason` is a code of the list change_reason.

    `seen` is the case's version on the page; raises Conflict("case_changed") at another.
    """
    require_move(actor, registration, RegistrationAction.REQUEST_CHANGE)
    require_unchanged(seen, registration.version, "case_changed")
    reasons = [{"field": "change", "code": reason, "text": text}]
    check_reasons(reasons, "change_reason", "reason")
    check_facts(facts, clock.today())
    move(actor, registration, RegistrationAction.REQUEST_CHANGE, reasons=reasons)
    note_facts(registration, CHANGE, facts)
    set_deadline(registration, clock.today())  # a request of its own, with a clock of its own
    add_case_file(actor, registration, document, kind=DocumentKind.CHANGE)
