"""What the office does until it registers: take in, examine, return, hand over, refuse."""

from collections.abc import Sequence

from techmarket.accounts.models import User
from techmarket.kernel import clock, outbox, policy
from techmarket.kernel.errors import Conflict, InvalidInput
from techmarket.kernel.seen import require_unchanged
from techmarket.registration.events import (
    RegistrationEscalated,
    RegistrationRefused,
    RegistrationReturned,
)
from techmarket.registration.facts import (
    FIXED,
    Facts,
    check_facts,
    declared_facts,
    fixed_facts,
    note_facts,
)
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import Registration
from techmarket.registration.policies import may_decide, needs_second_review
from techmarket.registration.services.moves import (
    Reason,
    check_reasons,
    check_text,
    move,
    require_move,
    set_deadline,
)

EXAMINED_STATES = (RegistrationState.IN_REVIEW, RegistrationState.SECOND_REVIEW)


def accept_case(
    registrar: User, registration: Registration, *, is_disputed: bool = False, note: str = ""
) -> None:
    """Take the case in: the clock of the office starts today (domain.md §2.4)."""
    move(registrar, registration, RegistrationAction.ACCEPT, note=note)
    registration.accepted_on = clock.today()
    # Once disputed it stays so, also after a return: else one person could decide it alone.
    registration.is_disputed = registration.is_disputed or is_disputed
    set_deadline(registration, registration.accepted_on)


def start_examination(registrar: User, registration: Registration) -> None:
    """Begin to examine; the person is from now on the case's registrar."""
    move(registrar, registration, RegistrationAction.START)
    registration.registrar_id = registrar.id


def save_worksheet(
    officer: User,
    registration: Registration,
    facts: Facts,
    *,
    class_reason: str = "",
    seen: str | None = None,
) -> None:
    """Keep what the office fixes; another class or subtype than declared needs a reason.

    `seen` is the case's version on the page; raises Conflict("case_changed") at another.
    """
    policy.require(may_decide, officer, registration)
    require_unchanged(seen, registration.version, "case_changed")
    if registration.state not in EXAMINED_STATES:
        raise Conflict("not_in_examination")
    check_facts(facts, clock.today())
    check_class_reason(registration, facts, class_reason)
    note_facts(registration, FIXED, facts)
    if class_reason:
        registration.worksheet = {**registration.worksheet, "class_reason": class_reason}


def check_class_reason(registration: Registration, facts: Facts, class_reason: str) -> None:
    """Raise InvalidInput where the class is changed without a reason (product.md e4.3)."""
    if facts.subtype != declared_facts(registration).subtype and not class_reason.strip():
        raise InvalidInput("class_reason", "class_reason_missing")


def return_case(
    officer: User, registration: Registration, reasons: Sequence[Reason], note: str = ""
) -> None:
    """Return the case to be corrected.

    Each reason is {"field", "code" (list return_reason), "text"}; the clock stops and starts anew
    with the corrected file (domain.md §2.4).
    """
    require_move(officer, registration, RegistrationAction.RETURN)
    check_reasons(reasons, "return_reason", "reasons")
    move(officer, registration, RegistrationAction.RETURN, reasons=reasons, note=note)
    registration.accepted_on = None
    set_deadline(registration, registration.accepted_on)
    outbox.publish(RegistrationReturned(registration.id))


def escalate_case(
    registrar: User, registration: Registration, *, is_disputed: bool = False, note: str = ""
) -> None:
    """Hand a large or disputed case to another person (domain.md §2.2).

    Raises Conflict("second_review_not_needed") for a case that is neither.
    """
    require_move(registrar, registration, RegistrationAction.ESCALATE)
    if not is_disputed and not needs_second_review(registration, fixed_facts(registration)):
        raise Conflict("second_review_not_needed")
    move(registrar, registration, RegistrationAction.ESCALATE, note=note)
    registration.is_disputed = registration.is_disputed or is_disputed
    registration.registrar_id = registrar.id
    registration.second_reviewer_id = None
    set_deadline(registration, registration.accepted_on)
    outbox.publish(RegistrationEscalated(registration.id))


def refuse_case(
    officer: User, registration: Registration, grounds: Sequence[str], text: str
) -> None:
    """Refuse registration on grounds of the list refusal_ground, with the reason in words."""
    require_move(officer, registration, RegistrationAction.REFUSE)
    reasons = [{"field": "contract", "code": ground, "text": ""} for ground in grounds]
    check_reasons(reasons, "refusal_ground", "grounds")
    check_text(text, "text")
    require_second_review(registration, fixed_facts(registration))
    note_reviewer(officer, registration)
    move(officer, registration, RegistrationAction.REFUSE, reasons=reasons, note=text)
    outbox.publish(RegistrationRefused(registration.id))


def uphold_refusal(reviewer: User, registration: Registration, text: str) -> None:
    """Let a refusal stand after an objection."""
    require_move(reviewer, registration, RegistrationAction.UPHOLD)
    check_text(text, "text")
    move(reviewer, registration, RegistrationAction.UPHOLD, note=text)
    outbox.publish(RegistrationRefused(registration.id))


def reopen_case(reviewer: User, registration: Registration, text: str) -> None:
    """Have the case examined again after an objection; its clock starts anew."""
    require_move(reviewer, registration, RegistrationAction.REOPEN)
    check_text(text, "text")
    move(reviewer, registration, RegistrationAction.REOPEN, note=text)
    registration.accepted_on = clock.today()
    set_deadline(registration, registration.accepted_on)


def require_second_review(registration: Registration, facts: Facts) -> None:
    """Raise Conflict when one person is about to decide a large or disputed case alone."""
    is_alone = registration.state == RegistrationState.IN_REVIEW
    if is_alone and needs_second_review(registration, facts):
        raise Conflict("second_review_required")


def note_reviewer(officer: User, registration: Registration) -> None:
    """Keep who decides: the second reviewer, or the registrar alone."""
    if registration.state == RegistrationState.SECOND_REVIEW:
        registration.second_reviewer_id = officer.id
    elif registration.state == RegistrationState.IN_REVIEW:
        registration.registrar_id = officer.id
