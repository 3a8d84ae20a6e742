"""Signing up: an account and the request to belong to an organisation, in one step."""

from dataclasses import dataclass

import sqlalchemy as sa

from techmarket.accounts.events import SignUpRepeated
from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation, Role, User
from techmarket.accounts.policies import FOUNDED_BY_SIGN_UP, ROLES_OF_KIND
from techmarket.accounts.services.memberships import request_membership
from techmarket.accounts.services.organisations import (
    OrganisationFacts,
    check_facts,
    create_organisation,
)
from techmarket.accounts.services.people import create_user, normalise_email
from techmarket.kernel import outbox
from techmarket.kernel.errors import InvalidInput, NotFound
from techmarket.kernel.orm import db


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Who signs up; `password_hash` is made before the transaction."""

    email: str
    name: str
    password_hash: str
    phone: str = ""
    language: str | None = None


def sign_up_to_join(person: NewPerson, organisation: Organisation, role: Role) -> None:
    """Make the account and ask `organisation` to admit the person in `role`.

    Tells nobody whether the address had an account already: then nothing changes, and its owner
    gets a mail. Raises NotFound for an organisation that is not public, InvalidInput at a field.
    """
    if organisation.state != OrganisationState.VERIFIED or organisation.is_archive:
        raise NotFound("organisation", organisation.id)
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise InvalidInput("role", "role_does_not_fit")
    user = _new_user(person)
    if user is not None:
        request_membership(user, organisation, role)


def sign_up_with_organisation(person: NewPerson, facts: OrganisationFacts) -> None:
    """Make the account and enter its organisation, which waits for the operator's verification.

    Everything about the organisation is checked before the address is looked up, so that a wrong
    code is answered the same whether the address is known or not. Raises InvalidInput.
    """
    check_facts(facts)
    user = _new_user(person)
    if user is not None:
        found_organisation(user, facts)


def found_organisation(user: User, facts: OrganisationFacts) -> Organisation:
    """Enter an organisation that `user` will work for and administer once it is verified.

    Raises InvalidInput at a field.
    """
    if facts.kind not in FOUNDED_BY_SIGN_UP:
        raise InvalidInput("kind", "kind_not_founded")
    organisation = create_organisation(user, facts)
    for role in ROLES_OF_KIND[facts.kind]:
        request_membership(user, organisation, role)
    return organisation


def _new_user(person: NewPerson) -> User | None:
    """Make the account; where the address has one, announce it and return None."""
    email = normalise_email(person.email)
    known = db.session.scalar(sa.select(User.id).where(User.email == email))
    if known is not None:
        outbox.publish(SignUpRepeated(known))
        return None
    return create_user(
        email=email,
        name=person.name,
        password_hash=person.password_hash,
        phone=person.phone,
        language=person.language,
    )
