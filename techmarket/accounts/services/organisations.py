"""Organisations: entering one, keeping its facts, verifying it."""

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.events import (
    OrganisationRefused,
    OrganisationRenamed,
    OrganisationSubmitted,
    OrganisationVerified,
)
from techmarket.accounts.lifecycle import (
    ORGANISATION_LIFECYCLE,
    MembershipAction,
    MembershipState,
    OrganisationAction,
    OrganisationState,
)
from techmarket.accounts.models import Organisation, OrganisationKind, User
from techmarket.accounts.policies import (
    GRANTED_WITH_VERIFICATION,
    ORGANISATION_RULE_FOR,
    may_edit_organisation,
)
from techmarket.accounts.services.memberships import move_membership
from techmarket.kernel import clock, history, outbox
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require
from techmarket.kernel.seen import require_unchanged
from techmarket.region.checks import check_credit_code
from techmarket.region.current import pack


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What an organisation says about itself; codes are those of the region pack."""

    kind: OrganisationKind
    name: str
    name_en: str = ""
    credit_code: str | None = None
    region: str | None = None
    zone: str | None = None
    party_type: str | None = None
    industry: str | None = None
    address: str = ""
    representative: str = ""
    contact: str = ""
    phone: str = ""
    introduction: str = ""
    is_public: bool = False


def create_organisation(
    actor: Actor, facts: OrganisationFacts, *, is_demo: bool = False, is_archive: bool = False
) -> Organisation:
    """Enter an organisation; it is pending until the operator verifies it.

    Raises InvalidInput("credit_code", "credit_code_form" | "credit_code_taken") and
    InvalidInput("organisation_name", "organisation_name_taken"); a wrong check digit is no refusal
    but a doubt that the operator must lift (domain.md §7.5).
    """
    values = check_facts(facts)
    organisation = Organisation(**values, is_demo=is_demo, is_archive=is_archive)
    try:
        with db.session.begin_nested():
            db.session.add(organisation)
    except IntegrityError as error:
        raise AlreadyExists("organisation") from error
    states = (None, OrganisationState.PENDING)
    history.record("organisation", organisation.id, actor=actor, action="create", states=states)
    outbox.publish(OrganisationSubmitted(organisation.id))
    return organisation


def check_facts(facts: OrganisationFacts) -> dict[str, Any]:
    """Return the columns' values, the code normalised; raises InvalidInput at a field."""
    values = _checked(facts)
    _check_is_free(facts.name, values["credit_code"])
    return values


def _check_is_free(name: str, credit_code: str | None, own_id: int | None = None) -> None:
    """Raise InvalidInput at the field whose value another organisation has."""
    taken = sa.select(Organisation.id).where(Organisation.id != (own_id or 0))
    if db.session.scalar(taken.where(Organisation.name == name)):
        raise InvalidInput("organisation_name", "organisation_name_taken")
    if credit_code and db.session.scalar(taken.where(Organisation.credit_code == credit_code)):
        raise InvalidInput("credit_code", "credit_code_taken")


# What the search index says of an organisation's listings.
INDEXED_FACTS = ("name", "name_en", "kind", "region")


def edit_organisation(
    actor: Actor, organisation: Organisation, facts: OrganisationFacts, *, seen: str | None = None
) -> None:
    """Change the facts. A verified identity (name, code, kind) is verified anew when it changes.

    `seen` is the organisation's version on the page. Raises NotAllowed, Conflict("changed_since")
    and what `create_organisation` raises.
    """
    require(may_edit_organisation, actor, organisation)
    require_unchanged(seen, organisation.version)
    values = _checked(facts)
    _check_is_free(facts.name, values["credit_code"], organisation.id)
    was_renamed = any(getattr(organisation, name) != values[name] for name in INDEXED_FACTS)
    if organisation.state == OrganisationState.VERIFIED and _identity(values) != _identity(
        {name: getattr(organisation, name) for name in values}
    ):
        raise InvalidInput("organisation_name", "verified_identity_is_fixed")
    if values["credit_code"] != organisation.credit_code:
        organisation.credit_code_accepted_by_id = None
    for name, value in values.items():
        setattr(organisation, name, value)
    history.record("organisation", organisation.id, actor=actor, action="edit")
    if was_renamed:
        outbox.publish(OrganisationRenamed(organisation.id))


def verify_organisation(
    actor: User, organisation: Organisation, *, accepts_credit_code: bool = False
) -> None:
    """Say that the organisation is who it says; admit the person who entered it.

    Raises NotAllowed, InvalidTransition, and InvalidInput("accepts_credit_code",
    "check_digit_fails") where the check digit is wrong and the operator did not accept it.
    """
    require(ORGANISATION_RULE_FOR[OrganisationAction.VERIFY], actor, organisation)
    if credit_code_is_doubtful(organisation):
        if not accepts_credit_code:
            raise InvalidInput("accepts_credit_code", "check_digit_fails")
        organisation.credit_code_accepted_by_id = actor.id
    _move(actor, organisation, OrganisationAction.VERIFY)
    _admit_founder(actor, organisation)
    outbox.publish(OrganisationVerified(organisation.id))


def refuse_organisation(actor: Actor, organisation: Organisation, reason: str) -> None:
    """Refuse to verify, with a reason that the person who entered it reads."""
    require(ORGANISATION_RULE_FOR[OrganisationAction.REFUSE], actor, organisation)
    if not reason:
        raise InvalidInput("reason", "required")
    _move(actor, organisation, OrganisationAction.REFUSE, reason)
    outbox.publish(OrganisationRefused(organisation.id))


def suspend_organisation(actor: Actor, organisation: Organisation, reason: str) -> None:
    """Take the verification back: nothing can be published in its name until it is verified."""
    require(ORGANISATION_RULE_FOR[OrganisationAction.SUSPEND], actor, organisation)
    if organisation.is_archive:
        raise Conflict("archive_stays")
    if not reason:
        raise InvalidInput("reason", "required")
    _move(actor, organisation, OrganisationAction.SUSPEND, reason)
    outbox.publish(OrganisationRefused(organisation.id))


def reopen_organisation(actor: Actor, organisation: Organisation) -> None:
    """Put a refused or suspended organisation into the verification queue again."""
    require(ORGANISATION_RULE_FOR[OrganisationAction.REOPEN], actor, organisation)
    _move(actor, organisation, OrganisationAction.REOPEN)
    outbox.publish(OrganisationSubmitted(organisation.id))


def credit_code_is_doubtful(organisation: Organisation) -> bool:
    """Whether the check digit is wrong and no operator has accepted the code."""
    return (
        organisation.credit_code is not None
        and organisation.credit_code_accepted_by_id is None
        and not check_credit_code(organisation.credit_code).check_digit_matches
    )


def default_party_type(credit_code: str | None) -> str | None:
    """Return the party type that the code's first characters stand for (domain.md §7.5)."""
    if not credit_code:
        return None
    for code in pack().codes("party_type", clock.today()):
        prefixes = code.extra.get("credit_prefixes", "").split("|")
        if credit_code[:2] in prefixes:
            return code.code
    return None


def _move(
    actor: Actor, organisation: Organisation, action: OrganisationAction, note: str = ""
) -> None:
    states = ORGANISATION_LIFECYCLE.apply(organisation, action)
    history.record(
        "organisation", organisation.id, actor=actor, action=action, states=states, note=note
    )


def _admit_founder(actor: User, organisation: Organisation) -> None:
    founder_id = db.session.scalar(
        sa.select(history.History.actor_id).where(
            history.History.chain == "organisation",
            history.History.thing_id == organisation.id,
            history.History.action == "create",
        )
    )
    for membership in organisation.memberships:
        if (
            membership.user_id == founder_id
            and membership.state == MembershipState.REQUESTED
            and membership.role in GRANTED_WITH_VERIFICATION
        ):
            move_membership(actor, membership, MembershipAction.APPROVE)


def _checked(facts: OrganisationFacts) -> dict[str, Any]:
    """Return the columns' values: the code normalised, the party type filled from it."""
    values: dict[str, Any] = {each.name: getattr(facts, each.name) for each in fields(facts)}
    values["credit_code"] = _checked_credit_code(facts.credit_code)
    values["party_type"] = facts.party_type or default_party_type(values["credit_code"])
    return values


def _checked_credit_code(text: str | None) -> str | None:
    if not text:
        return None
    check = check_credit_code(text)
    if not check.is_well_formed:
        raise InvalidInput("credit_code", "credit_code_form")
    return check.normalised


def _identity(values: dict[str, Any]) -> tuple[object, ...]:
    return tuple(values[name] for name in ("kind", "name", "credit_code", "is_public"))
