"""What every move of a case has in common: rule, table, history, decision, files."""

from collections.abc import Mapping, Sequence
from datetime import date

from techmarket.accounts.models import User
from techmarket.kernel import clock, history, policy
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.files import Upload, add_stored_file
from techmarket.kernel.orm import db
from techmarket.region.calendar import OutsideCalendar
from techmarket.region.current import pack
from techmarket.registration.facts import fixed_facts
from techmarket.registration.lifecycle import (
    REGISTRATION_LIFECYCLE,
    RegistrationAction,
)
from techmarket.registration.models import (
    DocumentKind,
    Registration,
    RegistrationDecision,
    RegistrationDocument,
)
from techmarket.registration.policies import RULE_FOR, needs_second_review

CHAIN = "registration"
Reason = Mapping[str, str]


def move(
    actor: User,
    registration: Registration,
    action: RegistrationAction,
    *,
    reasons: Sequence[Reason] = (),
    note: str = "",
) -> RegistrationDecision:
    """Ask the rule, move the case by its table, keep who, when and why."""
    require_move(actor, registration, action)
    states = REGISTRATION_LIFECYCLE.apply(registration, action)
    history.record(
        CHAIN, registration.id, actor=actor, action=action, states=states, note=_text(reasons, note)
    )
    decision = RegistrationDecision(
        registration=registration,
        action=action,
        reasons=[dict(reason) for reason in reasons],
        note=note,
        decided_by_id=actor.id,
    )
    db.session.add(decision)
    return decision


def require_move(actor: User, registration: Registration, action: RegistrationAction) -> None:
    """Raise what `move` would raise, changing nothing; called before looking at the input."""
    policy.require(RULE_FOR[action], actor, registration)
    REGISTRATION_LIFECYCLE.target(registration.state, action)


def add_case_file(
    actor: User, registration: Registration, upload: Upload, *, kind: DocumentKind, title: str = ""
) -> RegistrationDocument:
    """Put a received file into the case, in the caller's transaction."""
    document = RegistrationDocument(
        registration=registration,
        file=add_stored_file(upload, actor.id),
        kind=kind,
        title=title,
        added_by_id=actor.id,
    )
    db.session.add(document)
    return document


def set_deadline(registration: Registration, starts_on: date | None) -> None:
    """Set the last day to decide, by the rules of the day the clock starts (domain.md §2.4).

    None stops the clock. Without a calendar for those years there is no computed deadline.
    """
    if starts_on is None:
        registration.due_on, registration.due_is_provisional = None, False
        return
    is_long = needs_second_review(registration, fixed_facts(registration))
    stem = "large_deadline" if is_long else "review_deadline"
    try:
        deadline = pack().deadline(stem, starts_on)
    except OutsideCalendar:
        registration.due_on, registration.due_is_provisional = None, True
        return
    registration.due_on, registration.due_is_provisional = deadline.on, deadline.is_provisional


def check_reasons(reasons: Sequence[Reason], list_name: str, field: str) -> None:
    """Require at least one reason with a code of the list that is valid today."""
    if not reasons:
        raise InvalidInput(field, "required")
    for reason in reasons:
        if pack().find_code(list_name, reason.get("code", ""), clock.today()) is None:
            raise InvalidInput(field, "unknown_code")


def check_text(text: str, field: str) -> None:
    """Raise InvalidInput where nothing was written."""
    if not text.strip():
        raise InvalidInput(field, "required")


def check_day(day: date, field: str, *, earliest: date | None, reason: str) -> None:
    """Refuse a business day in the future, or before `earliest` (with `reason`)."""
    if day > clock.today():
        raise InvalidInput(field, "in_future")
    if earliest is not None and day < earliest:
        raise InvalidInput(field, reason)


def _text(reasons: Sequence[Reason], note: str) -> str:
    """Write reasons and note as one erasable text for the history."""
    lines = [" ".join(filter(None, (each.get("code"), each.get("text")))) for each in reasons]
    return "\n".join(filter(None, [*lines, note]))
