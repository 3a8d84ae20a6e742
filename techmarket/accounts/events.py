"""What accounts announce."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


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
    """Carries the digest's row only; the key itself goes by mail and is never stored."""

    reset_id: int
