"""What accounts announce."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


@dataclass(frozen=True)
class OrganisationSubmitted(Event):
    """Entered, or handed in again, for verification."""

    organisation_id: int


@dataclass(frozen=True)
class OrganisationVerified(Event):
    organisation_id: int


@dataclass(frozen=True)
class OrganisationRefused(Event):
    organisation_id: int


@dataclass(frozen=True)
class OrganisationRenamed(Event):
    """The name that listings show has changed."""

    organisation_id: int


@dataclass(frozen=True)
class MembershipRequested(Event):
    membership_id: int


@dataclass(frozen=True)
class MembershipDecided(Event):
    membership_id: int


@dataclass(frozen=True)
class PasswordResetRequested(Event):
    """Names the row; the worker makes the key, so that it stands nowhere but in the mail.

    `reset_id` is 0 for an address that nobody has: the request's work is the same.
    """

    reset_id: int


@dataclass(frozen=True)
class SignUpRepeated(Event):
    """Somebody signed up with the address of an account that exists."""

    user_id: int
