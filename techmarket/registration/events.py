"""What the registration desk announces."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


@dataclass(frozen=True)
class RegistrationSubmitted(Event):
    registration_id: int


@dataclass(frozen=True)
class RegistrationReturned(Event):
    registration_id: int


@dataclass(frozen=True)
class RegistrationEscalated(Event):
    registration_id: int


@dataclass(frozen=True)
class ContractRegistered(Event):
    registration_id: int


@dataclass(frozen=True)
class RegistrationRefused(Event):
    registration_id: int


@dataclass(frozen=True)
class RegistrationEnded(Event):
    """Cancelled or revoked; the row says which."""

    registration_id: int


@dataclass(frozen=True)
class RegistrationChanged(Event):
    registration_id: int
