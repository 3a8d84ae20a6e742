"""What contracts announce."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


@dataclass(frozen=True)
class ContractDrafted(Event):
    contract_id: int


@dataclass(frozen=True)
class ContractOffered(Event):
    contract_id: int


@dataclass(frozen=True)
class ContractSigned(Event):
    """Every party's signed copy is there."""

    contract_id: int


@dataclass(frozen=True)
class ContractEnded(Event):
    """Completed, cancelled or terminated; the row says which."""

    contract_id: int


@dataclass(frozen=True)
class PaymentRecorded(Event):
    payment_id: int
